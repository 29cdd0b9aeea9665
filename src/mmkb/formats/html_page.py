"""HTML: one page that needs nothing else, for screens, paper and screen readers; sources stand below the table.

A head sorts its table, where scripts run; ids lead to their row on the page, sources to their entry or their address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from mmkb.formats import about
from mmkb.formats.links import addresses
from mmkb.formats.plain_references import ieee
from mmkb.schema.field import NUMERIC
from mmkb.views.cell_text import text
from mmkb.views.marks import legend, marked
from mmkb.views.printed import named_heads, with_names
from mmkb.views.source_columns import value_keys
from mmkb.views.table import Cell, Column, Page, Table, all_of, sources_of

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 90rem; }
caption { text-align: left; font-weight: bold; padding-bottom: .5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; border-block: 2px solid; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 1px solid; }
tbody th { font-weight: normal; }
tbody tr + tr > * { border-top: 1px solid #8886; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
a { color: inherit; }
sup { line-height: 0; }
:target { outline: 2px solid; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: inherit; cursor: pointer; }
[aria-sort=ascending] button::after { content: " ↑"; }
[aria-sort=descending] button::after { content: " ↓"; }
"""
_SCRIPT = """
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => {
    const key = row => row.cells[at].dataset.value ?? row.cells[at].innerText.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.append(head.firstChild ?? "");
    head.prepend(button);
    button.onclick = () => {
      const down = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down < 0 ? "descending" : "ascending");
      const rows = [...body.rows].map(row => [key(row), row]);
      rows.sort(([a], [b]) => a === "" || b === "" ? (a === "") - (b === "")
        : head.className ? down * (a - b) : down * a.localeCompare(b, "en", { numeric: true }));
      body.append(...rows.map(([, row]) => row));
    };
  });
}
"""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class _Targets:
    """Where the links of a page lead: entries of its sources by number, its rows by kind and id, addresses of sources."""

    def __init__(self, tables: Sequence[Table]) -> None:
        keys = dict.fromkeys(entry.key for table in tables if table.cite != "none" for entry in table.references)
        self.numbers = {key: number for number, key in enumerate(keys, 1)}
        self.rows: dict[tuple[str, str], str] = {}
        self.addresses: dict[str, str] = {}
        for table in tables:
            self.addresses |= addresses(table)
            if _names_rows(table):
                for row in table.rows:
                    self._register(table, row)
        self._waiting = set(self.rows.values())

    def _register(self, table: Table, row: tuple[Cell, ...]) -> None:
        anchor = f"row-{len(self.rows) + 1}"
        for cell, column in zip(row, table.columns, strict=True):
            for key in value_keys(cell) if column.type == "id" else ():
                self.rows.setdefault((table.kind, key), anchor)

    def placed(self, table: Table, row: tuple[Cell, ...]) -> str:
        """Return the attribute by which links find a row: none where the page has the row already."""
        anchor = self.rows.get((table.kind, str(row[0].value))) if _names_rows(table) else None
        if anchor not in self._waiting:
            return ""
        self._waiting.remove(anchor)
        return f' id="{anchor}"'

    def of(self, kind: str | None, key: str) -> str | None:
        """Return where an id of a kind leads on this page or beyond; None where it leads nowhere."""
        if kind == "sources":
            return f"#source-{self.numbers[key]}" if key in self.numbers else self.addresses.get(key)
        return f"#{self.rows[kind, key]}" if kind and (kind, key) in self.rows else None


def render(table: Table) -> str:
    """Return the page."""
    targets = _Targets([table])
    return _document(_name(table), [*_table(table, targets), *_sources([table], targets)], _foot([table]))


def render_pages(pages: tuple[Page, ...]) -> str:
    """Return one page of several: a heading and words each, their tables, and the sources of all."""
    tables = [table for page in pages for table in page.tables]
    targets = _Targets(tables)
    parts = []
    for number, page in enumerate(pages):
        parts += [f"<h2>{escaped(page.title)}</h2>"] if number or len(pages) > 1 else []
        parts += [f"<p>{escaped(words)}</p>" for words in page.paragraphs]
        parts += [line for table in page.tables for line in _table(table, targets)]
    return _document(", ".join(page.title for page in pages), [*parts, *_sources(tables, targets)], _foot(tables))


def _document(title: str, parts: Sequence[str], foot: Sequence[str]) -> str:
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escaped(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            f"<h1>{escaped(title)}</h1>",
            *parts,
            "</main>",
            *foot,
            f"<script>{_SCRIPT}</script>",
            "</body>\n</html>\n",
        ]
    )


def _table(table: Table, targets: _Targets) -> list[str]:
    table = with_names(named_heads(table))
    heads = "".join(
        f'<th scope="col"{_class(column)}>{escaped(column.heading)}{_notes(column.sources, targets.numbers)}</th>'
        for column in table.columns
    )
    body = "\n".join(_row(table, row, targets) for row in table.rows)
    notes = [*table.notes, *([explained] if (explained := legend([table])) else [])]
    caption = "" if table.heading == _name(table) else f"<caption>{escaped(table.heading)}</caption>\n"
    label = escaped(table.heading)
    return [
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">',
        f"<table>\n{caption}<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>",
        *(f"<p>{escaped(note)}</p>" for note in notes),
    ]


def escaped(text: str) -> str:
    """Return text that HTML shows as it is; characters that HTML forbids are replaced by a visible sign."""
    return _CONTROLS.sub("\ufffd", escape(text, quote=True).replace("\r", ""))


def _name(table: Table) -> str:
    return table.title if table.label else f"{table.title}{f': {table.query}' if table.query else ''}"


def _class(column: Column) -> str:
    return ' class="number"' if column.type in NUMERIC else ""


def _row(table: Table, row: tuple[Cell, ...], targets: _Targets) -> str:
    whole = sources_of(row) if table.cite == "rows" else ()
    parts = []
    for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        keys = cell.sources if table.cite == "cells" else whole if place == 0 else ()
        own = place == 0 and _names_rows(table)
        text = _written(cell, column, targets, own=own) + _notes(keys, targets.numbers)
        tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        parts.append(f"<{tag}{scope}{_class(column)}{_value(cell, column)}>{text}</{tag}>")
    anchor = targets.placed(table, row)
    return f"<tr{anchor}>{''.join(parts)}</tr>"


def _names_rows(table: Table) -> bool:
    """Return whether the first column has the ids of the rows."""
    return (
        bool(table.kind and table.columns) and table.columns[0].target == table.kind and table.columns[0].type == "id"
    )


def _written(cell: Cell, column: Column, targets: _Targets, *, own: bool) -> str:
    """Return a cell's text with its marks: every id as a link to where it leads, addresses as links."""
    values = value_keys(cell)
    found = [targets.of(column.target, value) for value in values]
    if own and column.target != "sources":
        found = []
    if not any(found) or cell.shown is not None:
        return _linked(text(cell, column)).replace("\n", "<br>") + escaped(_after(cell, column))
    shown = [_link(address, value) if address else escaped(value) for value, address in zip(values, found, strict=True)]
    return escaped(column.joint).join(shown) + escaped(_after(cell, column))


def _after(cell: Cell, column: Column) -> str:
    return marked(cell, column)[len(text(cell, column)) :]


def _link(address: str, words: str) -> str:
    return f'<a href="{_address(address)}">{escaped(words)}</a>'


def _value(cell: Cell, column: Column) -> str:
    """Return the number that a cell is sorted by: its first; none for what is not known."""
    if column.type not in NUMERIC:
        return ""
    numbers = [value for value in all_of(cell) if isinstance(value, (int, float))]
    return f' data-value="{numbers[0]}"' if numbers else ' data-value=""'


def _notes(keys: tuple[str, ...], numbers: dict[str, int]) -> str:
    links = ", ".join(
        f'<a href="#source-{numbers[key]}" aria-label="source {numbers[key]}">{numbers[key]}</a>' for key in keys
    )
    return f" <sup>[{links}]</sup>" if links else ""


def _sources(tables: Sequence[Table], targets: _Targets) -> list[str]:
    numbers = targets.numbers
    if not numbers:
        return []
    entries = {entry.key: entry for table in tables for entry in table.references}
    items = "\n".join(f'<li id="source-{number}">{_linked(ieee(entries[key]))}</li>' for key, number in numbers.items())
    return [f"<h2>Sources</h2>\n<ol>\n{items}\n</ol>"]


def _linked(text: str) -> str:
    """Return escaped text in which an address is a link."""
    parts = re.split(r"(https?://\S+?(?=\.?(?:\s|$)))", text)
    return "".join(_link(part, part) if number % 2 else escaped(part) for number, part in enumerate(parts))


def _address(text: str) -> str:
    return re.sub(
        r"[^\w.~:/?#@!$&()*+,;=%-]", lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), text
    ).replace("&", "&amp;")


def _foot(tables: Sequence[Table]) -> list[str]:
    lines = list(dict.fromkeys(line for table in tables for line in about.lines(table)))
    return [f"<footer>\n{''.join(f'<p>{escaped(line)}</p>' for line in lines)}\n</footer>"] if lines else []
