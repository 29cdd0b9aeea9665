"""What the web pages cost: their build, and the list of models in Chromium, for the shipped data and ten times as many models."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlparse

from growth import write
from playwright.sync_api import Browser, sync_playwright
from timing import environment_with, taken, wheel

SHIPPED = Path(__file__).parents[1] / "data"
TIMES = 10
MODELS_EACH = 2
"""Of so many generated records one is a model."""
TURNS = 5
GOALS = ("20", "4.0", "1.0", "0.10", "0")
QUERIES = {"shipped": "input:video access:open", "generated": "input:image backbone.params:..13B"}
SHIFTS = """() => new Promise(done => new PerformanceObserver(list => done(
  list.getEntries().filter(entry => !entry.hadRecentInput).reduce((sum, entry) => sum + entry.value, 0)
)).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 500))"""


def seen(browser: Browser, folder: Path, query: str) -> tuple[float, float, float, int]:
    """Return megabytes until the list of models is filtered, seconds until then, layout shift, and what went wrong."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    loaded: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda asked: loaded.append(asked.url))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda problem: wrong.append(str(problem)))
    start = time.perf_counter()
    page.goto(f"file://{folder}/models/index.html#q={query}", wait_until="commit")
    page.wait_for_selector("body[data-ready]", timeout=120_000)
    seconds = time.perf_counter() - start
    size = sum(Path(unquote(urlparse(url).path)).stat().st_size for url in loaded)
    shift = float(page.evaluate(SHIFTS))
    page.close()
    return size / 1e6, seconds, shift, len(wrong)


def row(name: str, data: Path, query: str, programs: Path, browser: Browser) -> str:
    """Return a line of the table: the site of a data folder."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "MMKB_DATA": str(data), "XDG_CACHE_HOME": home}
        taken([programs / "mmkb", "models", "--json"], environment)  # the index is there
        folder = Path(home) / "web"
        processor = taken([programs / "mmkb", "site", "-o", str(folder)], environment).processor
        pages = sum(1 for _ in folder.rglob("*.html"))
        measured = sorted((seen(browser, folder, query) for _ in range(TURNS)), key=lambda one: one[1])
    size, seconds, shift, wrong = measured[len(measured) // 2]
    return f"| {name} | {pages:,} | {processor:.1f} | {size:.1f} | {seconds:.2f} | {shift:.2f} | {wrong} |"


def main() -> None:
    """Print what the pages cost."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("bench/pages.py needs Chromium as a program called chromium")
    programs = environment_with("newest", "--force-reinstall", str(wheel()))
    print(
        "| web pages | pages | build, s of a processor | MB to first use | s to first filter | layout shift | errors |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|")
    print(f"| goal | | {' | '.join(GOALS)} |")
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as name:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        models = sum(1 for _ in (SHIPPED / "models").glob("*.yaml"))
        many = Path(name) / "data"
        write(many, models * TIMES * MODELS_EACH)
        print(row("the shipped data", SHIPPED, QUERIES["shipped"], programs, browser), flush=True)
        print(row(f"{models * TIMES:,} generated models", many, QUERIES["generated"], programs, browser))
        browser.close()


if __name__ == "__main__":
    main()
