"""Tests that run the program share one cache: the shipped data are indexed once."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _shared_cache(_own_cache: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
