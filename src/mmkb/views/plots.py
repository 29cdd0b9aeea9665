"""The pictures that `mmkb plot` draws, by name: each a table that another command answers, and how it is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mmkb.errors import UsageError, did_you_mean
from mmkb.index.index import Index
from mmkb.query.arguments import join_arguments
from mmkb.schema.field import NUMERIC
from mmkb.suggest import near
from mmkb.views.bibliography import about
from mmkb.views.drawing import ACCESS, Drawing
from mmkb.views.field_cells import column_route
from mmkb.views.kv_cache import kv_cache
from mmkb.views.leaderboard import Board, leaderboard
from mmkb.views.listing import Request, listing
from mmkb.views.openness import ranking
from mmkb.views.scores import PRIMARY_RULE
from mmkb.views.stats import counts, distribution
from mmkb.views.table import Cell, Column, Table

_TOKENS = (*(step * 10**power for power in range(3, 6) for step in (1, 2, 5)), 10**6)
"""Lengths of sequences: a thousand to a million tokens."""


class Picture(NamedTuple):
    """A picture: what its name is followed by, what it shows, an example, and what makes its table."""

    takes: str
    shows: str
    example: str
    make: Callable[[Index, Sequence[str]], Table]


def picture(index: Index, name: str, words: Sequence[str]) -> Table:
    """Return the table behind a picture. Raises UsageError with suggestions, and what the view raises."""
    if name not in PICTURES:
        hint = did_you_mean(near(name, PICTURES)) or f"one of: {', '.join(PICTURES)}"
        raise UsageError(f"no picture called {name!r}", hint)
    asked = PICTURES[name]
    if asked.takes[:1] not in ("", "[") and not words:
        raise UsageError(f"{name} takes {asked.takes}", f"for example: mmkb plot {name} {asked.example}")
    table = asked.make(index, words)
    asking = (
        [f"models that match {table.query}"]
        if table.query and not any(table.query in note for note in table.notes)
        else []
    )
    return table.but(about=about(index), notes=(*asking, *table.notes))


def catalogue() -> Table:
    """Return the list of pictures."""
    rows = tuple(
        (Cell(name), Cell(one.takes), Cell(one.shows), Cell(f"mmkb plot {name} {one.example}".rstrip()))
        for name, one in PICTURES.items()
    )
    columns = tuple(Column(name, name, "text") for name in ("picture", "takes", "shows", "example"))
    return Table("pictures", columns, rows, len(rows), kind="plot", spare=1)


def _scores(index: Index, words: Sequence[str]) -> Table:
    columns = ("model", "released", "score", "access", "protocol", "source", "at")
    board = Board(words[0], query=join_arguments(words[1:]), columns=columns, cite="rows")
    table = leaderboard(index, board)
    protocols = Counter(str(row[columns.index("protocol")].value) for row in table.rows)
    said = ", ".join(f"{name} {count}" for name, count in protocols.most_common())
    notes = (f"values under different protocols are not to be compared: {said}", PRIMARY_RULE, _FIRST_DAY)
    return table.but(notes=notes)


_FIRST_DAY = "a release with several days stands at the first"


def _sizes(index: Index, words: Sequence[str]) -> Table:
    columns = ("id", "released", "params", "access")
    table = listing(index, Request("models", join_arguments(words), columns, variants=True, cite="rows"))
    drawing = Drawing("points", "released", ("params",), ("access",), "id", ACCESS)
    return table.but(title=f"Parameters of {table.total} models", drawing=drawing)


def _connectors(index: Index, words: Sequence[str]) -> Table:
    table = counts(index, "models", join_arguments(words), ("quarter", "connector"))
    return table.but(title="Releases by quarter and connector", notes=(*table.notes, _COUNTED))


def _encoders(index: Index, words: Sequence[str]) -> Table:
    table = counts(index, "models", join_arguments(words), ("quarter", "encoder.family"))
    title = "Releases by quarter and family of vision encoder"
    return table.but(title=title, notes=(*table.notes, _COUNTED))


def _cache(index: Index, words: Sequence[str]) -> Table:
    table = kv_cache(index, words, tokens=_TOKENS, given={})
    return table.but(title="Key/value cache by length of context", notes=(*table.notes, _ANY_LENGTH))


_ANY_LENGTH = (
    "calculated for every length, also where it is beyond a model's own context; `mmkb kv-cache ID --explain` has the "
    "formulas and where the numbers stand"
)
_COUNTED = "`mmkb show ID` has the source of each value behind it"


def _openness(index: Index, words: Sequence[str]) -> Table:
    table = ranking(index, join_arguments(words))
    return table.but(title=f"Openness of {table.total} models", notes=(*table.notes, _COUNTED))


def _distribution(index: Index, words: Sequence[str]) -> Table:
    """Return the quartiles of a number by access, or the counts of any other field."""
    query = join_arguments(words[1:])
    numeric = column_route(index, "models", words[0]).field.type in NUMERIC
    table = (
        distribution(index, "models", query, words[0], "access")
        if numeric
        else counts(index, "models", query, words[:1])
    )
    return table.but(notes=(*table.notes, _COUNTED))


PICTURES = {
    "scores": Picture("INSTRUMENT [QUERY]", "scores by day of release, by access", "mmmu-val input:video", _scores),
    "sizes": Picture("[QUERY]", "parameters by day of release, by access", "type:multimodal-llm", _sizes),
    "connectors": Picture("[QUERY]", "releases by quarter and connector", "type:multimodal-llm", _connectors),
    "encoders": Picture("[QUERY]", "releases by quarter and family of vision encoder", "access:open", _encoders),
    "cache": Picture("ID...", "key/value cache by length of context", "llama-2-7b llama-3.1-8b deepseek-v3", _cache),
    "openness": Picture("[QUERY]", "share that is open of the components of each model", "input:image", _openness),
    "distribution": Picture(
        "FIELD [QUERY]", "quartiles of a number by access, or counts by another field", "params", _distribution
    ),
}
"""The pictures by name."""
