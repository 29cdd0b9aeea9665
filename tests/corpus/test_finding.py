"""A finding is one line for people and one command for GitHub, whatever stands in its path and message."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.corpus.finding import Finding

TEXTS = st.text("ab é%0AD253:,=\n\r", max_size=15)


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Return command, properties and message as the runner of GitHub reads them from a line of output."""
    found = re.fullmatch(r"::(\w+) (.*?)::(.*)", line, re.DOTALL)
    assert found
    pairs = [part.split("=", 1) for part in found[2].split(",")]
    decoded = {name: _decoded(value.replace("%3A", ":").replace("%2C", ",")) for name, value in pairs}
    return found[1], decoded, _decoded(found[3])


def _decoded(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


@given(TEXTS, TEXTS)
def test_github_reads_one_command_with_path_and_message(path: str, message: str) -> None:
    written = Finding(path, 3, 7, "MM105", message, "mend it").annotation()
    assert len(written.splitlines()) == 1
    command, properties, said = read(written)
    assert command == "error"
    assert properties.keys() == {"file", "line", "col", "title"}
    assert properties["file"] == path
    assert said == f"{message} (mend it)"


@pytest.mark.parametrize("path", ["models/a\n::error::b.yaml", "models/a\r::stop-commands::x.yaml"])
def test_a_file_name_injects_no_workflow_command(path: str) -> None:
    written = Finding(path, 1, 1, "MM105", f"{path} is no record").annotation()
    assert written.count("\n") == written.count("\r") == 0
    assert read(written) == (
        "error",
        {"file": path, "line": "1", "col": "1", "title": "MM105"},
        f"{path} is no record",
    )


def test_a_finding_is_one_line_that_a_terminal_shows() -> None:
    line = str(Finding("models/a\nb\x1b.yaml", 1, 1, "MM105", "says \u202e no\n", "do"))
    assert line == "models/a␊b␛.yaml:1:1: MM105 says <U+202E> no␊ (do)"
