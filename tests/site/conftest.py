"""The pages that the tests of this folder open, and the browser that opens them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from browsing import Seen, put
from consumers import DATA, program
from mmkb import open_kb
from mmkb.site import data, sql
from mmkb.site.build import Builder, assets

RECORDS = (
    *(("models", id_) for id_ in ("llava-1.5", "qwen-vl", "minicpm-v-4.6", "blip-2")),
    *(("instruments", "mmmu-val"), ("glossary", "rope"), ("questions", "rq2"), ("licenses", "llama-2-community")),
    *(("sources", "liu-2023-llava-1.5"), ("claims", "zhang-2024-c2"), ("benchmarks", "mmmu"), ("attention", "gqa")),
)
"""The records whose pages are made for these tests; there is one of every make."""


@pytest.fixture(autouse=True)
def _shared_cache(shared_cache: None) -> None:
    pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lists and some records of the shipped data as pages."""
    program("chromium")
    folder = tmp_path_factory.mktemp("site")
    with open_kb(DATA) as base:
        builder = Builder(base.index)
        files = [*builder.pages(), *assets(), *data.scripts(base.index, builder.links, builder.references)]
        files.append(("data/sql.js", data.script("sql", sql.rows(builder.whole))))
        files += [file for kind, id_ in RECORDS for file in builder.record(kind, id_)]
    put(folder, files)
    return folder


@pytest.fixture(scope="module")
def browser(site: Path) -> Iterator[Browser]:
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program("chromium"), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def seen(browser: Browser, site: Path) -> Iterator[Seen]:
    made = Seen(browser, site)
    yield made
    made.context.close()
    assert made.faults() == []
