"""The comparing methods of a knowledge base: sides beside each other, rankings, counts, what came when."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from mmkb.commands.reading import checked, names
from mmkb.tables import Page, Table, public

if TYPE_CHECKING:
    from mmkb.commands.reading import Names
    from mmkb.index.index import Index
    from mmkb.views.reference import Cite


class Comparisons(ABC):
    """Each method is a command of the command line with the same names and defaults."""

    @property
    @abstractmethod
    def index(self) -> Index:
        """The open index."""

    def compare(
        self,
        *sides: str,
        kind: str | None = None,
        by: str | None = None,
        fields: Names = (),
        differing: bool = False,
        all: bool = False,  # noqa: A002
        since: str | None = None,
        by_year: bool = False,
        only: str | None = None,
        transpose: bool = False,
        sources: bool = False,
        cite: Cite = "none",
    ) -> tuple[Page, ...]:
        """Return records, or groups that queries find, beside each other: facts, and scores that may be compared.

        Of groups the page has what answers first; `all` has every field, `by_year` tells the years apart, `since` leaves out
        what is older, `only` keeps the `facts` or the `scores`.
        """
        from mmkb.commands.compare import answer

        return public(
            self.index.ask(
                answer,
                sides,
                kind=kind,
                by=by,
                fields=names(fields),
                differing=differing,
                all=all,
                since=since,
                by_year=by_year,
                only=only,
                transpose=transpose,
                sources=sources,
                cite=cite,
            )
        )

    def leaderboard(
        self,
        instrument: str,
        *,
        protocol: str = "",
        measured_by: str | None = None,
        query: str = "",
        columns: Names = (),
        sort: Names = (),
        limit: int | None = None,
        cite: Cite = "none",
    ) -> Table:
        """Return the models ranked on one instrument, apart by protocol; `protocol` is a query on results, `query` on models.

        `columns` are the board's own or any path of a model.
        """
        from mmkb.commands.leaderboard import COMMAND, answer

        return public(
            self.index.ask(
                answer,
                instrument,
                protocol=protocol,
                measured_by=measured_by,
                query=query,
                columns=names(columns),
                sort=names(sort),
                cite=cite,
                **checked(COMMAND, {"limit": limit}),
            )
        )

    def openness(
        self, *ids: str, rank: bool = False, sources: bool = False, cite: Cite = "none"
    ) -> Table | tuple[Page, ...]:
        """Return what of the models can be had; with `rank` the ranking of those that match the query `ids`."""
        from mmkb.commands.openness import answer

        return public(self.index.ask(answer, ids, rank=rank, sources=sources, cite=cite))

    def stats(
        self,
        kind: str | None = None,
        query: str = "",
        *,
        by: Names = (),
        of: str | None = None,
        share: bool = False,
        limit: int | None = None,
        cite: Cite = "none",
    ) -> Table:
        """Return counts by one or two fields or paths, the distribution of the number `of`, or what is in here."""
        from mmkb.commands.stats import COMMAND, answer

        within = checked(COMMAND, {"limit": limit})
        return public(self.index.ask(answer, kind, query, by=names(by), of=of, share=share, cite=cite, **within))

    def timeline(self, query: str = "", *, limit: int | None = None) -> Table:
        """Return the models that match, by month of release, with what each introduced; of more than `limit` the latest."""
        from mmkb.commands.timeline import COMMAND, answer

        return public(self.index.ask(answer, query, **checked(COMMAND, {"limit": limit})))

    def pairs(self, query: str = "", *, limit: int | None = None) -> Table:
        """Return the pairs of models that differ in how they were tuned alone, each with who is ahead on what."""
        from mmkb.commands.pairs import COMMAND, answer

        return public(self.index.ask(answer, query, **checked(COMMAND, {"limit": limit})))
