"""The files of a new knowledge base: settings, an example with its source, and what git, a forge and editors need."""

from __future__ import annotations

from mmkb.corpus.editors import editor_files
from mmkb.corpus.folder import MARKER

_MARKER = """\
# A knowledge base of mmkb: its name, where its records are, and what it lies on, the lowest first.
name = "{name}"
data = "data"
extends = ["shipped"]
# repository = "https://github.com/OWNER/NAME"  # where mistakes are reported: `mmkb site` links every fact to it
"""
_SOURCE = """\
# An invented source for the example beside it: delete both, or make them yours.
id: example-2026-report
type: report
title: An Example of a Report
authors: ["Doe, Jane"]
year: 2026
date: 2026-01-15
url: https://example.org/report
"""
_MODEL = """\
# An invented example: delete it, or make it yours. `mmkb fields models` lists what a model can say.
id: example-model
name: Example Model
summary: An invented model that shows how a record looks.
type: multimodal-llm
released: 2026-01-15
paper: example-2026-report
input: [text, image]
output: [text]
backbone: llama-2-7b
evidence:
  # Add `read: DAY` only where you opened the source at that place and saw the value.
  - {source: example-2026-report, at: Table 1, supports: [type, released, paper, input, output, backbone]}
"""
_HOOKS = """\
repos:
  - repo: local
    hooks:
      - id: mmkb-check
        name: mmkb check
        entry: mmkb check
        language: system
        files: ^(data/|mmkb\\.toml$)
        pass_filenames: false
"""
_CI = """\
name: check
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      - run: pip install mmkb
      - run: mmkb check --format github
"""


def starter(name: str) -> dict[str, str]:
    """Return the files of a knowledge base called `name` over the shipped one, by path: a folder that passes its check."""
    return {
        MARKER: _MARKER.format(name=name),
        "data/models/example-model.yaml": _MODEL,
        "data/sources/example-2026-report.yaml": _SOURCE,
        ".pre-commit-config.yaml": _HOOKS,
        ".github/workflows/check.yml": _CI,
        **editor_files("data"),
    }
