"""No test touches the real cache or the real data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

import kb
from mmkb.corpus.folder import DataFolder
from mmkb.index.index import Index
from mmkb.index.open import build_file

# A busy machine is no reason to fail.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Whoever asks only whether a test fails needs no smallest example.
settings.register_profile("any-example", settings.get_profile("unhurried"), phases=[Phase.explicit, Phase.generate])
settings.load_profile(os.environ.get("MMKB_HYPOTHESIS", "unhurried"))


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    cache = tmp_path_factory.getbasetemp() / "cache"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(cache))
        yield cache


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("MMKB_DATA", raising=False)
    yield
    kb.close_all()


@pytest.fixture
def shared_cache(_cache: Path, _own_cache: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cache for all tests that ask the shipped records, which are indexed once."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(_cache))


@pytest.fixture(scope="session")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the records in `kb`, for tests that only read."""
    folder = tmp_path_factory.mktemp("birds")
    data = kb.write(folder / "data")
    build_file(data, folder / "index.sqlite")
    index = Index(DataFolder(data, "a test", folder / "index.sqlite"))
    yield index
    index.connection.close()
