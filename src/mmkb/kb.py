"""The public library: a knowledge base to ask from Python, with the same answers as the command line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mmkb.corpus.place import Place, find

if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.views.reference import Cite
    from mmkb.views.table import Page, Table


class KnowledgeBase:
    """The records of one data folder. Close it, or use it as a context manager.

    Every method returns a `Table` or `Page`s and raises a `KbError` for what the caller can mend.
    """

    def __init__(self, place: Place) -> None:
        self.place = place

    @cached_property
    def index(self) -> Index:
        """The open index; opening renews it when a file has changed."""
        from mmkb.index.index import Index

        return Index(self.place)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self.index.connection.close()

    def list(
        self,
        kind: str,
        query: str = "",
        *,
        columns: Sequence[str] = (),
        sort: Sequence[str] = (),
        limit: int | None = None,
        variants: bool = False,
        cite: Cite = "none",
    ) -> Table:
        """Return the rows of `kind` that match `query`; variants of a release fold into one row unless `variants`.

        `cite` other than `none` brings the sources behind every cell, and their references.
        """
        from mmkb.views.listing import Request, listing

        return listing(self.index, Request(kind, query, columns, sort, limit, variants, cite))

    def show(self, *names: str, kind: str | None = None) -> tuple[Page, ...]:
        """Return everything about the records called `names`."""
        from mmkb.views.detail import details

        return details(self.index, names, kind)

    def search(self, text: str, *, kind: str | None = None, limit: int = 20) -> Table:
        """Return the records whose names or summaries are near to `text`, best first."""
        from mmkb.views.searching import search_table

        return search_table(self.index, text, kind, limit)

    def table(self, id_: str, *, cite: Cite = "none") -> Table:
        """Return a saved table; `cite` as in `list`."""
        from mmkb.views.saved import saved_table

        return saved_table(self.index, id_, cite)

    def cite(self, *names: str) -> Table:
        """Return the bibliography of records: a source stands for itself, another record for all its sources."""
        from mmkb.views.cite import cited_by

        return cited_by(self.index, names)

    def fields(self, kind: str) -> Table:
        """Return the field catalogue of `kind`."""
        from mmkb.views.catalogue import fields_table

        return fields_table(self.index, kind)


def open_kb(data: str | Path | None = None) -> KnowledgeBase:
    """Open a knowledge base: the folder `data`, else MMKB_DATA, else a `data/` found upwards, else the shipped one.

    Raises DataError when there is none.
    """
    return KnowledgeBase(find(Path(data) if data is not None else None))
