"""Every file of the site, one after the other: its path from the root and its content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any
from urllib.parse import quote

from mmkb.commands import ask
from mmkb.errors import KbError
from mmkb.formats import markdown
from mmkb.formats.package import LICENCES
from mmkb.index.index import Index
from mmkb.schema.kinds import KINDS
from mmkb.site import boards, cards, data, front, heads, lists, models, sides, sql
from mmkb.site.feeds import Feeds
from mmkb.site.links import BOARDS, LISTED_ONLY, Links
from mmkb.site.records import RecordPage
from mmkb.site.references import References
from mmkb.site.shell import Shell
from mmkb.site.tables import Drawn
from mmkb.views.asking import UNANSWERED
from mmkb.views.bibliography import about
from mmkb.views.detail import details
from mmkb.views.listing import Request, listing
from mmkb.views.saved import saved_table
from mmkb.views.table import Page
from mmkb.views.whole import whole

_TYPES = {"sources": "CreativeWork", "datasets": "Dataset", "glossary": "DefinedTerm", "developers": "Organization",
          "models": "SoftwareApplication", "claims": "Claim", "questions": "Question"}  # fmt: skip
"""What records are in terms of schema.org; all others are things."""

File = tuple[str, str | bytes]


def assets() -> Iterator[tuple[str, bytes]]:
    """Yield the style sheet and the scripts, our own and those of others with their licences."""
    for folder in ("assets", "vendored"):
        for entry in sorted(resources.files("mmkb.site").joinpath(folder).iterdir(), key=lambda entry: entry.name):
            yield f"assets/{entry.name}", entry.read_bytes()


class Builder:
    """Makes the files of the site of one index.

    `base` is the address where it will stand, `repository` that of the records, where these are known.
    """

    def __init__(self, index: Index, base: str | None = None, repository: str = "") -> None:
        self.index = index
        self.repository = repository
        self.links = Links(index)
        self.below = Drawn(self.links, "../")
        self.references = References(index)
        self.shell = Shell(about(index), base)
        self.whole = whole(index)
        self.records = [(kind, id_) for kind in KINDS if kind not in LISTED_ONLY for id_ in self.links.ids(kind)]

    def files(self, progress: Callable[[str, int, int], None]) -> Iterator[File]:
        """Yield every file of the site; `progress` is told what is being made, and how many records have their page."""
        for file in self._shared():
            progress(file[0], 0, len(self.records))
            yield file
        for number, (kind, id_) in enumerate(self.records, 1):
            progress(f"{kind}/{id_}", number, len(self.records))
            yield from self.record(kind, id_)

    def _shared(self) -> Iterator[File]:
        """Yield what is of no single record."""
        yield from self.pages()
        yield from assets()
        yield from data.scripts(self.index, self.links, self.references)
        yield "data/sql.js", data.script("sql", sql.rows(self.whole))
        yield from self.feeds()

    def pages(self) -> Iterator[File]:
        """Yield the pages that list and lead on."""
        index, page = self.index, self.shell.page
        top, below = Drawn(self.links, ""), self.below
        yield (
            "index.html",
            page("index.html", "mmkb", front.front(index, top), description=front.WORDS, described=self._data_set()),
        )
        yield "about.html", page("about.html", "About", front.about_page(index))
        yield "kinds.html", page("kinds.html", "Everything", lists.everything(index, top), wide=True)
        yield "openness.html", page("openness.html", "Openness", boards.openness(index, top), wide=True)
        yield "timeline.html", page("timeline.html", "Timeline", boards.months(index, top))
        cache = heads.caches(index)
        drawn = heads.heads(top, index, cache)
        yield "heads.html", page("heads.html", "Heads and cache", drawn, scripts=heads.SCRIPTS, wide=True)
        known = {"contexts": heads.CONTEXTS, "curves": heads.curves(cache) if cache else {}}
        yield "data/cache.js", data.script("cache", known)
        compared = sides.sides()
        yield "compare.html", page("compare.html", "Compare", compared, scripts=sides.SCRIPTS, wide=True)
        relations = sql.page(self.whole)
        yield "sql.html", page("sql.html", "SQL", relations, scripts=sql.SCRIPTS, wide=True, policy=sql.POLICY)
        for kind in KINDS:
            if kind in ("instruments", "results"):
                continue
            path, table = f"{kind}/index.html", listing(index, Request(kind))
            draw = {"stages": boards.stages, "models": models.models}.get(kind, lists.kind_list)
            needed = models.SCRIPTS if kind == "models" else ()
            yield (
                path,
                page(
                    path,
                    kind.capitalize(),
                    draw(below, table),
                    description=KINDS[kind].help,
                    twin="index.md",
                    scripts=needed,
                    wide=True,
                ),
            )
            yield f"{kind}/index.md", markdown.render(table)
        path = f"{BOARDS}/index.html"
        yield path, page(path, "Leaderboards", lists.boards(index, below), wide=True)

    def feeds(self) -> Iterator[File]:
        """Yield what machines read."""
        feeds = Feeds(self.index, self.links, self.shell.about, self.shell.base)
        yield "feed.xml", feeds.atom()
        yield "changes.json", feeds.changes()
        yield "llms.txt", feeds.guide(front.WORDS)
        if self.shell.base:
            listed = [path for path, _ in self.pages() if path.endswith(".html")]
            yield "sitemap.xml", feeds.sitemap([*listed, *(self.links.pages[kind][id_] for kind, id_ in self.records)])

    def record(self, kind: str, id_: str) -> Iterator[File]:
        """Yield the page of a record, and the same as Markdown."""
        path = self.links.pages[kind][id_]
        twin = path.removesuffix(".html") + ".md"
        name = self.links.names[kind][id_]
        drawn = self.below
        if kind == "instruments":
            table, body = boards.board(self.index, drawn, id_, name)
            yield (
                path,
                self.shell.page(
                    path, f"{name}: leaderboard", body, twin=f"{id_}.md", scripts=boards.BOARD_SCRIPTS, wide=True
                ),
            )
            yield twin, markdown.render(table)
            return
        page = self._page(kind, id_)
        body = RecordPage(self.index, drawn, self.references, kind, page, self.repository).body(name)
        words = page.paragraphs[0] if page.paragraphs else ""
        if self.shell.base and kind in cards.KINDS:
            badge, card = cards.paths(path)
            yield badge, cards.badge(name, page)
            yield card, cards.card(drawn, card, name, page)
            body += cards.snippets(self.shell.base, path, name)
        yield (
            path,
            self.shell.page(
                path, name, body, description=words, twin=f"{id_}.md", described=self._described(kind, id_, name, words)
            ),
        )
        yield twin, markdown.render_pages((page,))

    def _page(self, kind: str, id_: str) -> Page:
        """Return what the views say of a record; of a question its answer, of a saved table the table itself as well."""
        (page,) = details(self.index, [id_], kind)
        try:
            if kind == "tables":
                return page.but(tables=(saved_table(self.index, id_), *page.tables))
            return self._answered(page, id_) if kind == "questions" else page
        except KbError as problem:  # it asks what is not there, or these records do not know it
            return Page(page.title, (*page.paragraphs, f"No answer: {problem.message}"), page.tables, page.id)

    def _answered(self, page: Page, id_: str) -> Page:
        found = ask.answer(self.index, id_, full=False), ask.answer(self.index, id_, full=True)
        (answer,), (rest,) = (tuple(pages) for pages in found if isinstance(pages, tuple))
        tables = {table.title: table for table in (*answer.tables, *rest.tables)}
        unanswered = (paragraph for paragraph in rest.paragraphs if UNANSWERED in paragraph)
        return Page(page.title, (*answer.paragraphs[:2], *unanswered), tuple(tables.values()), page.id)

    def _data_set(self) -> dict[str, Any]:
        """Return what the whole is in terms of schema.org."""
        data_set = self.shell.about
        said = {
            "@type": "Dataset",
            "name": data_set.name,
            "description": front.WORDS,
            "version": data_set.version,
            "datePublished": data_set.date,
            "license": LICENCES.get(data_set.licence or "", data_set.licence),
            "creditText": data_set.attribution,
            "url": self.shell.base,
        }
        return {key: value for key, value in said.items() if value}

    def _described(self, kind: str, id_: str, name: str, words: str) -> dict[str, Any]:
        base = self.shell.base
        said = {
            "@type": _TYPES.get(kind, "Thing"),
            "name": name,
            "identifier": id_,
            "description": words or None,
            "url": base + quote(self.links.pages[kind][id_]) if base else None,
        }
        return {key: value for key, value in said.items() if value}
