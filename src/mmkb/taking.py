"""The methods of a knowledge base that hand something out: saved tables, exports, bibliographies, web pages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from mmkb.commands.reading import names
from mmkb.formats.registry import by_name
from mmkb.tables import Table, public

if TYPE_CHECKING:
    from mmkb.commands.reading import Names
    from mmkb.index.index import Index
    from mmkb.views.reference import Cite


class Picture(Table):
    """A table that shows itself as a picture: as text, in a notebook as SVG where the extra mmkb[plot] is installed.

    `Picture.of` makes one of any table that can be drawn; `save` writes .svg, .png or .pdf. Its rows are the values.
    """

    def __repr__(self) -> str:
        """Return the picture as text. Raises UsageError for a table that cannot be drawn."""
        return self._text("plot")

    def _repr_html_(self) -> str:
        return super()._repr_html_() if find_spec(str(by_name("svg").needs)) is None else self._text("svg")


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

    def plot(self, picture: str | None = None, *words: str) -> Table:
        """Return a picture by name, of what its `words` ask for, or the list of pictures."""
        from mmkb.commands.plot import answer

        table = self.index.ask(answer, picture, words)
        return Table.of(table) if table.drawing is None else Picture.of(table)

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
        repository: str | None = None,
        force: bool = False,
        serve: bool = False,
        port: int = 8000,
    ) -> None:
        """Write the whole knowledge base as web pages into the folder `output`; `serve` shows them until it is interrupted.

        `address` is where they will stand, `force` replaces earlier pages. With `repository`, by default that of
        mmkb.toml, every fact has a link to report it as wrong. Raises UsageError.
        """
        from mmkb.commands.site import answer
        from mmkb.site.delivery import deliver

        wanted = {"output": output, "address": address, "repository": repository}
        deliver(answer(self.index, **wanted, force=force, serve=serve, port=port))
