"""A page of the site in a browser, from `file://`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

ALIVE = ("models/index.html", "compare.html", "heads.html", "sql.html")
PATIENCE = 60_000
"""Milliseconds after which what should be there is not."""


def put(folder: Path, files: Iterable[tuple[str, str | bytes]]) -> None:
    for path, content in files:
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)


class Seen:
    """A page of the site in a browser, with what went wrong in it and what it asked for."""

    def __init__(
        self, browser: Browser, site: Path, width: int = 1280, scheme: str = "light", *, touch: bool = False
    ) -> None:
        self.site = site
        size = {"width": width, "height": 900}
        self.context = browser.new_context(viewport=size, color_scheme=scheme, has_touch=touch)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on(
            "console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda problem: self.wrong.append(str(problem)))
        self.page.on("request", lambda asked: self.asked.append(asked.url))

    def faults(self) -> list[str]:
        """What the console said, and the addresses on any host that were asked for."""
        return self.wrong + [url for url in self.asked if not url.startswith(("file:", "blob:null"))]

    def open(self, path: str) -> Page:
        self.page.goto(f"file://{self.site}/{path}")
        if path.partition("#")[0] in ALIVE and ("compare" not in path or "#" in path):
            self.page.wait_for_selector("body[data-ready]")
        return self.page


def copied(page: Page, within: Locator, name: str) -> str:
    """Press a button that copies, and return what it copied."""
    page.evaluate("() => delete document.body.dataset.copied")
    within.get_by_role("button", name=name, exact=True).click()
    page.wait_for_function("() => document.body.dataset.copied")
    return str(page.evaluate("() => document.body.dataset.copied"))
