"""The answer to a research question on one screen: sentences with live numbers, decisive claims, a few short tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmkb.errors import DataError, KbError
from mmkb.index.index import Index
from mmkb.views.asking import question
from mmkb.views.computed import Sentences
from mmkb.views.listing import Request, listing
from mmkb.views.table import Page, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.reference import Cite

_ROWS, _FURTHER = 4, 2
"""Rows of a table on the first screen, and of the further tables of one command, whose texts are longer."""
_ONWARDS = 2
"""Commands that lead on, beside the one that has everything."""


def first(index: Index, id_: str, run: Callable[[str], Sequence[Table]], cite: Cite = "none") -> Page:
    """Return the first screen of the question `id_`; `run` answers a command line of the record with its tables.

    Raises NotFoundError with suggestions; DataError that names the number or command of the record that has no answer.
    """
    asked = question(index, id_)
    sentences = Sentences(index)
    answer = " ".join(map(sentences.said, asked.get("answer", [])))
    tables = [_claims(index, asked["decisive"], cite)] if asked.get("decisive") else []
    for line in asked.get("shows", []):
        try:
            shown, *others = run(line)
        except KbError as problem:
            raise DataError(f"{asked['id']} shows {line!r}: {problem.message}", problem.hint) from problem
        tables += [_short(shown, f"mmkb {line}", _ROWS), *(_short(table, table.title, _FURTHER) for table in others)]
    onwards = [f"ask {asked['id']} --full", *asked.get("queries", [])[:_ONWARDS]]
    paragraphs = (
        asked["question"],
        answer or asked.get("summary", ""),
        f"go on: {' · '.join(f'mmkb {line}' for line in onwards)}",
    )
    return Page(
        f"{asked['id'].upper()} · {asked['name']}", tuple(filter(None, paragraphs)), tuple(tables), id=asked["id"]
    )


def _claims(index: Index, ids: Sequence[str], cite: Cite) -> Table:
    found = listing(index, Request("claims", f"id:{','.join(ids)}", ["id", "verdict", "statement"], cite=cite))
    return found.but(title="decisive claims")


def _short(table: Table, title: str, most: int) -> Table:
    """Return the first rows of the columns that matter, without the notes: who wants them asks the command in the title."""
    width = len(table.columns) - table.spare
    rows = tuple(row[:width] for row in table.rows[:most])
    return table.but(title=title, columns=table.columns[:width], rows=rows, notes=(), spare=0)
