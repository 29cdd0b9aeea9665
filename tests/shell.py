"""The shell in the tests' own process: a command line in, its exit code out."""

from __future__ import annotations

import pytest

from mmkb.cli.main import main


def mmkb(*arguments: object) -> int:
    """Run a command line and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(list(map(str, arguments)))
    assert isinstance(ended.value.code, int)
    return ended.value.code
