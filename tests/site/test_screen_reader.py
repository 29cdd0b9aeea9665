"""What a screen reader needs of the pages, of cards and of badges, as axe checks it."""

from __future__ import annotations

import json
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Browser

from browsing import Seen, put
from mmkb.index.index import Index
from mmkb.site.build import Builder

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, birds: Index) -> Path:
    """All pages of the small knowledge base: a screen reader's checks take long on long tables."""
    folder = tmp_path_factory.mktemp("birds-site")
    put(folder, Builder(birds, "https://kb.invalid/").files(lambda *_: None))
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        *("index.html", "models/index.html", "compare.html#ids=heron,kite", "leaderboards/index.html", "about.html"),
        *("stages/index.html", "openness.html", "heads.html", "timeline.html", "claims/index.html", "kinds.html"),
        *("models/heron.html", "leaderboards/pecks-val.html", "sources/ash-2023-heron.html", "attention/gqa.html"),
        *("sql.html#q=SELECT id, params FROM models", "models/heron.card.html", "models/heron.svg"),
    ],
)
def test_a_screen_reader_finds_nothing_wrong(path: str, scheme: str, browser: Browser, small: Path) -> None:
    made = Seen(browser, small, 1280, scheme)
    page = made.open(path)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    # What a browser's tools put into a page is not under the page's own policy.
    session = made.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE})
    asked = {"expression": "axe.run().then(found => JSON.stringify(found.violations))", "awaitPromise": True}
    found = json.loads(session.send("Runtime.evaluate", asked)["result"]["value"])
    told = [(one["id"], one["help"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
    assert told == []
    assert made.faults() == []
    made.context.close()
