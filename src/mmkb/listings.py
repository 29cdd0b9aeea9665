"""The listing methods of a knowledge base: one for every kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from mmkb.commands.reading import checked, names
from mmkb.commands.registry import command
from mmkb.tables import Table, public

if TYPE_CHECKING:
    from mmkb.commands.reading import Names
    from mmkb.index.index import Index
    from mmkb.views.reference import Cite


class Listing:
    """The listing of one kind, called like a method: `kb.results("benchmark:mmmu", columns="model,score")`."""

    def __init__(self, kb: Listings, kind: str) -> None:
        self._kb = kb
        self._kind = kind

    def __call__(
        self,
        query: str = "",
        *,
        layer: str | None = None,
        columns: Names = (),
        sort: Names = (),
        limit: int | None = None,
        cite: Cite = "none",
    ) -> Table:
        """Return the rows that match `query`.

        `layer` means the same as `layer:NAME`; `columns` and `sort` (`-field` descends) default to the kind's own; `limit`
        None or 0 means all; `cite` other than `none` brings the sources behind every cell, and their references. Raises
        QueryError, UsageError.
        """
        from mmkb.commands.browse import rows

        within = checked(command(self._kind), {"limit": limit})
        return public(
            self._kb.index.ask(
                rows, self._kind, query, layer=layer, columns=names(columns), sort=names(sort), cite=cite, **within
            )
        )


class Listings(ABC):
    """Each method is a command of the command line with the same names and defaults."""

    @property
    @abstractmethod
    def index(self) -> Index:
        """The open index."""

    def __init__(self) -> None:
        self.stages = Listing(self, "stages")
        self.attention = Listing(self, "attention")
        self.tuning = Listing(self, "tuning")
        self.benchmarks = Listing(self, "benchmarks")
        self.instruments = Listing(self, "instruments")
        self.results = Listing(self, "results")
        self.datasets = Listing(self, "datasets")
        self.developers = Listing(self, "developers")
        self.licenses = Listing(self, "licenses")
        self.sources = Listing(self, "sources")
        self.surveys = Listing(self, "surveys")
        self.claims = Listing(self, "claims")
        self.disputes = Listing(self, "disputes")
        self.risks = Listing(self, "risks")
        self.rules = Listing(self, "rules")
        self.glossary = Listing(self, "glossary")
        self.cards = Listing(self, "cards")
        self.questions = Listing(self, "questions")
        self.tables = Listing(self, "tables")

    def models(
        self,
        query: str = "",
        *,
        input: str | None = None,  # noqa: A002 the names of the options
        output_modality: str | None = None,
        open: bool = False,  # noqa: A002
        proprietary: bool = False,
        variants: bool = False,
        layer: str | None = None,
        columns: Names = (),
        sort: Names = (),
        limit: int | None = None,
        cite: Cite = "none",
    ) -> Table:
        """Return the models that match; variants of a release fold into one row unless `variants`. Else as `Listing`."""
        from mmkb.commands.browse import models

        return public(
            self.index.ask(
                models,
                query,
                input=input,
                output_modality=output_modality,
                open=open,
                proprietary=proprietary,
                variants=variants,
                layer=layer,
                columns=names(columns),
                sort=names(sort),
                cite=cite,
                **checked(command("models"), {"limit": limit}),
            )
        )
