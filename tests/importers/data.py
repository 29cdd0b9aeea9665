"""Indexes that importers are tested against, and the files that they are given."""

from __future__ import annotations

from pathlib import Path

FILES = Path(__file__).parent
DATA = FILES.parents[1] / "data"
REAL = FILES / "real"
MALFORMED = FILES / "malformed"
