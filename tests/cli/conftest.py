"""Tests that run the program share one cache: the shipped data are indexed once."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _shared_cache(shared_cache: None) -> None:
    pass
