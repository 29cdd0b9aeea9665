"""The page of one record: facts with value, source, place and state of evidence; then whatever else the view has of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from mmkb.formats.html_page import escaped
from mmkb.index.index import Index
from mmkb.schema.kinds import KINDS
from mmkb.site.family import family
from mmkb.site.references import References
from mmkb.site.tables import COPIES, Drawn, marked_with
from mmkb.views.listing import Request, listing
from mmkb.views.marks import legend
from mmkb.views.table import Cell, Page, Table, all_of

_SUMMARY = {"backbone": "models", "encoder": "models", "base": "models", "license": "licenses", "paper": "sources",
            "connector": None, "attention": "attention", "source": "sources", "introduced": None}  # fmt: skip
"""What the ids in a line of a summary name."""
_FEW = 3
"""Places of a fact that are shown before the rest folds away."""
_STATES = {
    "read": "read at its source",
    "inferred": "inferred from its source",
    "cited": "cited, not read at its source",
}


class RecordPage:
    """Draws the page of a record from what its view says; with a `repository`, a fact can be reported as wrong."""

    def __init__(
        self, index: Index, drawn: Drawn, references: References, kind: str, page: Page, repository: str
    ) -> None:
        self.index = index
        self.repository = repository
        self.references = references
        self.drawn = drawn
        self.kind = kind
        self.page = page

    def body(self, name: str) -> str:
        """Return the page's content; `name` is what people call the record."""
        tables = {table.title: table for table in self.page.tables}
        summary, facts, sources = tables.pop("summary", None), tables.pop("facts", None), tables.pop("sources", None)
        chains = [title for title in tables if title.startswith("licence chain")]
        sections = {title: self._section(title, tables.pop(title)) for title in chains}
        if self.kind == "models" and (kin := family(self.index, self.drawn, self.page.id, _connector(summary))):
            sections["lineage"] = f'<section id="lineage"><h2>lineage</h2>\n{kin}</section>'
        if facts:
            sections["facts"] = self._facts(facts, sources)
        sections |= {title: self._section(title, table) for title, table in tables.items()}
        if cited := self._cite(sources):
            sections["cite"] = cited
        parts = [
            f'<p class="kicker"><a href="index.html">{escaped(self.kind)}</a></p>',
            f"<h1>{escaped(name)}</h1>",
            f'<p class="id"><code>{escaped(self.page.id)}</code></p>',
            *(f'<p class="lead">{escaped(words)}</p>' for words in self.page.paragraphs[:1]),
            *(f'<p class="note">{escaped(words)}</p>' for words in self.page.paragraphs[1:]),
            self._summary(summary) if summary else "",
            _jumps(sections),
            *sections.values(),
        ]
        return "\n".join(parts)

    def _summary(self, table: Table) -> str:
        lines = []
        for label, cell in table.rows:
            kind = _SUMMARY.get(str(label.value), "")
            value = escaped(str(cell.value or "")) if kind == "" else self.drawn.words(str(cell.value or ""), kind)
            lines.append(f"<div><dt>{escaped(str(label.value))}</dt><dd>{value}{marked_with(cell)}</dd></div>")
        return f'<dl class="summary">{"".join(lines)}</dl>'

    def _section(self, title: str, table: Table) -> str:
        whole = self._whole(table)
        return (
            f'<section id="{_anchor(title)}"><h2>{self.drawn.command(title)}</h2>\n'
            f"{self.drawn.table(whole, heading=False)}</section>"
        )

    def _whole(self, table: Table) -> Table:
        """Return all rows of a list that the view cut short for a terminal."""
        if len(table.rows) == table.total or table.kind not in KINDS or table.title.startswith("mmkb "):
            return table
        return listing(self.index, Request(table.kind, table.query))

    def _facts(self, facts: Table, sources: Table | None) -> str:
        names = [column.name for column in sources.columns] if sources else []
        places: dict[object, Mapping[str, Cell]] = (
            {row[0].value: dict(zip(names, row, strict=True)) for row in sources.rows} if sources else {}
        )
        rows = "\n".join(self._fact(*row, places=places) for row in facts.rows)
        notes = [note for note in facts.notes if not note.startswith("sources [n]")]
        notes += [words] if (words := legend([facts])) else []
        return (
            '<section id="facts"><h2>facts</h2>\n<table class="facts"><thead><tr><th scope="col">field</th>'
            '<th scope="col">value</th><th scope="col">where it stands</th></tr></thead>\n'
            f"<tbody>\n{rows}\n</tbody></table>\n"
            f"{''.join(f'<p class=note>{escaped(note)}</p>' for note in notes)}{COPIES}</section>"
        )

    def _fact(self, path: Cell, value: Cell, evidence: Cell, *, places: Mapping[object, Mapping[str, Cell]]) -> str:
        field = self.index.fields(self.kind).get(str(path.value))
        target = field.target if field and field.target else None
        words = str(value.value or "")
        shown = self.drawn.words(words, target) if target else escaped(words)
        shown = f'<span class="absent">{shown}</span>' if words in ("undisclosed", "n/a") else shown
        found = [self._place(places[number]) for number in all_of(evidence) if number in places]
        if not found:
            where = '<span class="absent">follows from other facts</span>' if field and field.derived else ""
        else:
            where = _folded(found)
        disputed = ' <a class="mark" href="#disputes" title="a source disagrees">≠</a>' if value.disputed else ""
        return (
            f'<tr id="fact-{escaped(str(path.value))}"><th scope="row">{escaped(str(path.value))}</th>'
            f"<td>{shown}{marked_with(value.but(disputed=False))}{disputed}</td>"
            f"<td>{where}{self._report(str(path.value)) if found else ''}</td></tr>"
        )

    def _report(self, path: str) -> str:
        """Return a link to the form for a wrong fact (.github/ISSUE_TEMPLATE/wrong-fact.yml), filled in as far as is known."""
        if not self.repository:
            return ""
        about = f"{self.page.id}, {path}"
        filled = urlencode({"template": "wrong-fact.yml", "title": f"Wrong: {about}", "record": about})
        href = escaped(f"{self.repository}/issues/new?{filled}")
        return f'<a class="report" href="{href}" aria-label="report {escaped(path)} as wrong">report</a>'

    def _place(self, place: Mapping[str, Cell]) -> str:
        source, at, stages, state, day, because, note = (
            str(place[name].value or "") if name in place else ""
            for name in ("source", "at", "stages", "state", "on", "because", "note")
        )
        said = _STATES.get(state, state) + (f" on {day}" if day else "")
        parts = [
            f'<span class="state {state}" title="{escaped(said)}">{escaped(state)}</span>',
            self.drawn.link(source, "sources"),
        ]
        parts += [f'<span class="at">{escaped(at)}</span>'] if at else []
        parts += [f'<span class="at">stages {escaped(stages)}</span>'] if stages else []
        parts += [f'<span class="because">because {escaped(because)}</span>'] if because else []
        parts += [f'<span class="because">{escaped(note)}</span>'] if note else []
        return " ".join(parts)

    def _cite(self, sources: Table | None) -> str:
        keys = (
            [self.page.id] if self.kind == "sources" else [str(row[1].value) for row in sources.rows] if sources else []
        )
        entries = self.references.bibtex(keys)
        if not entries:
            return ""
        several = f"the {len(entries)} sources behind this page" if len(entries) > 1 else "the source"
        written = escaped("\n".join(entries))
        id_ = escaped(self.page.id)
        return (
            f'<section id="cite"><h2>cite</h2>\n<details{" open" if len(entries) == 1 else ""}><summary>BibTeX of '
            f'{several}</summary><pre tabindex="0" class="copied">{written}</pre></details>\n'
            f'<div class="copies" data-of="bibliography" data-as="BibTeX"></div>'
            f'<p class="note">As a command: <code>mmkb cite {id_}</code>. '
            f'This page as <a href="{id_}.md">Markdown</a>.</p></section>'
        )


def _connector(summary: Table | None) -> str:
    """Return what the summary says of a model's connector."""
    said = {str(label.value): str(cell.value or "") for label, cell in summary.rows} if summary else {}
    return said.get("connector", "")


def _jumps(titles: Iterable[str]) -> str:
    links = "".join(f'<li><a href="#{_anchor(title)}">{escaped(title)}</a></li>' for title in titles)
    return f'<nav class="jumps" aria-label="On this page"><ul>{links}</ul></nav>'


def _folded(places: Sequence[str]) -> str:
    items = [f"<li>{place}</li>" for place in places]
    first = f'<ul class="places">{"".join(items[:_FEW])}</ul>'
    if len(items) <= _FEW:
        return first
    rest = "".join(items[_FEW:])
    return f'{first}<details><summary>{len(items) - _FEW} more</summary><ul class="places">{rest}</ul></details>'


def _anchor(title: str) -> str:
    return re.sub(r"^\d[\d,]* |, alike for .*", "", title).strip().replace(" ", "-") or "section"
