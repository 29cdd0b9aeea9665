"""Tests of formats share one cache: many of them take the shipped data home."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _shared_cache(shared_cache: None) -> None:
    pass
