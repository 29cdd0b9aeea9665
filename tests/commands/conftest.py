"""What the tests of commands share: running one as the shell does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mmkb.cli.main import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs words as a command line and returns the exit code, the output and the messages."""

    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        return int(str(ended.value.code or 0)), *capsys.readouterr()

    return call
