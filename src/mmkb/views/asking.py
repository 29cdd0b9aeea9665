"""All that answers a research question: its claims with verdicts, its saved tables, and live answers to its commands."""

from __future__ import annotations

import shlex
from typing import Any

from mmkb.errors import KbError, NotFoundError, did_you_mean
from mmkb.index.index import Index
from mmkb.query.arguments import join_arguments, looks_like_query
from mmkb.rows.documents import document
from mmkb.schema.kinds import KINDS
from mmkb.suggest import near
from mmkb.views.compare import compare
from mmkb.views.listing import Request, listing
from mmkb.views.saved import saved_table
from mmkb.views.table import Page, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.reference import Cite

_ROWS = 8
UNANSWERED = " has no answer: "
"""What stands between a command that a question names and why it has none."""


def answer(index: Index, id_: str, cite: Cite = "none") -> Page:
    """Return everything that answers the question `id_`, with sources by `cite`; raises NotFoundError with suggestions."""
    asked = question(index, id_)
    claims = " or ".join(f"id:{claim}" for claim in asked.get("claims", []))
    tables = (
        [
            _titled(
                listing(index, Request("claims", claims, ["id", "statement", "verdict", "finding"], cite=cite)),
                "claims",
            )
        ]
        if claims
        else []
    )
    unanswered = []
    for command in (*(f"table {table}" for table in asked.get("tables", [])), *asked.get("queries", [])):
        try:
            tables += _live(index, command, cite)
        except (KbError, ValueError) as problem:  # a record may ask what cannot be answered
            unanswered.append(f"`mmkb {command}`{UNANSWERED}{str(problem).splitlines()[0]}")
    commands = [f"more: {', '.join(f'mmkb {command}' for command in asked['queries'])}"] if asked.get("queries") else []
    paragraphs = [asked["question"], *([asked["summary"]] if "summary" in asked else []), *commands, *unanswered]
    return Page(f"{asked['id'].upper()} · {asked['name']}", tuple(paragraphs), tuple(tables), id=asked["id"])


def question(index: Index, id_: str) -> dict[str, Any]:
    """Return the question `id_` as it was written; raises NotFoundError with suggestions."""
    found = document(index, "questions", id_.lower())
    if found is None:
        raise NotFoundError(
            f"no question called {id_!r}", did_you_mean(near(id_, index.ids("questions"))) or "`mmkb ask` lists them"
        )
    return found


def _live(index: Index, command: str, cite: Cite) -> list[Table]:
    """Run the part of a command line that has a place on a page: a saved table, a listing or a comparison without options."""
    name, *words = shlex.split(command) or [""]
    if any(word.startswith("-") for word in words):
        return []
    if name == "table" and len(words) == 1:
        return [_short(saved_table(index, words[0], cite), f"mmkb {command}")]
    if name in KINDS:
        return [_short(listing(index, Request(name, join_arguments(words), cite=cite)), f"mmkb {command}")]
    if name == "compare":
        page = compare(index, words, everything=any(map(looks_like_query, words)))
        first, *others = (_titled(table, f"mmkb {command}: {table.title}") for table in page.tables)
        return [first.but(notes=(*page.paragraphs, *first.notes)), *others]
    return []


def _short(table: Table, command: str) -> Table:
    more = (f"{table.total - _ROWS} more rows: {command}",) if len(table.rows) > _ROWS else ()
    return table.but(rows=table.rows[:_ROWS], notes=(*table.notes, *more))


def _titled(table: Table, title: str) -> Table:
    return table.but(title=title)
