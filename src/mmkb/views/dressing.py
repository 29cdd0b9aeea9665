"""How people want a table printed: its words, its columns, the paper it goes into."""

from __future__ import annotations

from mmkb.errors import UsageError, did_you_mean
from mmkb.views.setting import LAYOUTS, PAPERS, Setting, points

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypedDict, TypeVar, Unpack

    from mmkb.views.table import Table

    AnyTable = TypeVar("AnyTable", bound=Table)

    class Wishes(TypedDict, total=False):
        """How a table is to be printed: see `dressed`."""

        caption: str | None
        label: str | None
        renamed: Mapping[str, str] | Iterable[str]
        drop: Iterable[str]
        paper: str
        width: str | None
        layout: str


WISHES = ("caption", "label", "renamed", "drop", "paper", "width", "layout")


def dressed(table: AnyTable, **wishes: Unpack[Wishes]) -> AnyTable:
    """Return the table with a caption, label and heads of one's own, without some columns, to be set for a paper.

    `renamed` are texts by column, or words such as `params=Size`. Raises UsageError for a column that is not there, a wrong
    width, and a paper or layout that is not known.
    """
    names = [column.name for column in table.columns]
    renamed, drop = wishes.get("renamed", ()), wishes.get("drop", ())
    paper, width, layout = wishes.get("paper", "article"), wishes.get("width"), wishes.get("layout", "auto")
    wanted = renamed if isinstance(renamed, dict) else dict(_head(word) for word in renamed)
    dropped = set(drop)
    for name in (*wanted, *dropped):
        _one_of(f"no column {name!r} in the table", name, names)
    _one_of(f"no paper called {paper!r}", paper, PAPERS)
    _one_of(f"no layout called {layout!r}", layout, LAYOUTS)
    kept = [number for number, name in enumerate(names) if name not in dropped]
    if not kept:
        raise UsageError("no column is left of the table", "leave out fewer")
    columns = [table.columns[number] for number in kept]
    return table.but(
        caption=wishes.get("caption") or table.caption,
        label=wishes.get("label") or table.label,
        columns=tuple(column.but(label=wanted.get(column.name, column.label)) for column in columns),
        rows=tuple(tuple(row[number] for number in kept) for row in table.rows),
        spare=sum(number >= len(names) - table.spare for number in kept),
        setting=Setting(paper, points(width) if width is not None else None, layout),
    )


def _head(word: str) -> tuple[str, str]:
    name, equals, text = word.partition("=")
    if not (equals and text):
        raise UsageError(f"--head takes COLUMN=TEXT, not {word!r}", "such as --head params=Size")
    return name, text


def _one_of(problem: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        from mmkb.suggest import near

        raise UsageError(problem, did_you_mean(near(name, known)) or f"one of: {', '.join(known)}")
