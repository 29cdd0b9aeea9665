"""What the package builds with, needs and is tested with has a lower and an upper bound, as pyproject.toml states it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

_PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
_STATED = [
    *_PROJECT["build-system"]["requires"],
    *_PROJECT["project"]["dependencies"],
    *(one for extra in _PROJECT["project"]["optional-dependencies"].values() for one in extra),
    *(one for group in _PROJECT["dependency-groups"].values() for one in group),
]


@pytest.mark.parametrize("requirement", _STATED)
def test_a_dependency_has_both_bounds(requirement: str) -> None:
    assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?(>=[\d.]+,<[\d.]+|==[\d.]+)", requirement), requirement
