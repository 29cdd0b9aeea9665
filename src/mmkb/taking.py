"""The methods of a knowledge base that hand something out: saved tables, exports, bibliographies, web pages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from mmkb.commands.reading import names
from mmkb.tables import Table, public

if TYPE_CHECKING:
    from mmkb.commands.reading import Names
    from mmkb.index.index import Index
    from mmkb.views.reference import Cite


class TakingAway(ABC):
    """Each method is a command of the command line with the same names and defaults."""

    @property
    @abstractmethod
    def index(self) -> Index:
        """The open index."""

    def table(self, id: str | None = None, *, cite: Cite = "none") -> Table:  # noqa: A002
        """Return a saved table, or the list of them."""
        from mmkb.commands.table import answer

        return public(self.index.ask(answer, id, cite=cite))

    def export(
        self,
        kind: str | None = None,
        query: str = "",
        *,
        all: bool = False,  # noqa: A002
        columns: Names = (),
        sort: Names = (),
        cite: Cite = "none",
    ) -> Any:  # noqa: ANN401 a Table, or the relations of everything
        """Return the rows of `kind` with every field, a variant a row; with `all` every relation there is."""
        from mmkb.commands.export import answer

        found = self.index.ask(answer, kind, query, all=all, columns=names(columns), sort=names(sort), cite=cite)
        return found if all else public(found)  # type: ignore[arg-type]  # only with `all` is it no table

    def cite(self, *what: str, check: bool = False) -> Table:
        """Return the bibliography of records (a source stands for itself), or of the sources that match a query.

        With `check` the entries that an editor would send back, and what they lack.
        """
        from mmkb.commands.cite import answer

        return public(self.index.ask(answer, what, check=check))

    def site(
        self,
        *,
        output: str | None = None,
        address: str | None = None,
        force: bool = False,
        serve: bool = False,
        port: int = 8000,
    ) -> None:
        """Write the whole knowledge base as web pages into the folder `output`; `serve` shows them until it is interrupted.

        `address` is where they will stand, `force` replaces earlier pages. Raises UsageError.
        """
        from mmkb.commands.site import answer
        from mmkb.site.delivery import deliver

        deliver(answer(self.index, output=output, address=address, force=force, serve=serve, port=port))
