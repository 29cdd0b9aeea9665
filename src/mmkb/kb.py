"""The public library: a knowledge base to ask from Python, with the same answers as the command line."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, overload

from mmkb.calculations import Calculations
from mmkb.commands.reading import checked, names
from mmkb.comparisons import Comparisons
from mmkb.corpus.folder import DataFolder, find
from mmkb.curation import Curation
from mmkb.listings import Listings
from mmkb.tables import Page, Table, public
from mmkb.taking import TakingAway

if TYPE_CHECKING:
    from mmkb.commands.reading import Names
    from mmkb.index.index import Index
    from mmkb.views.lineage import Node
    from mmkb.views.reference import Cite


class KnowledgeBase(Listings, Comparisons, Calculations, TakingAway, Curation):
    """The records of one data folder. Close it, or use it as a context manager.

    Every method is a command of the command line with the same names and defaults: it returns a `Table` or `Page`s and
    raises a `KbError` for what the caller can mend.

    >>> kb = open_kb()
    >>> kb.models("id:clip", columns="id,license").rows[0][1].value
    'mit'
    >>> kb.close()
    """

    def __init__(self, folder: DataFolder, engine: str | None = None, at: str | None = None) -> None:
        self.folder = folder
        self.engine = engine
        self.at = at
        super().__init__()

    @cached_property
    def index(self) -> Index:
        """The open index; opening renews it when a file has changed. Of an engine: what it found so far."""
        from mmkb.commands.engine import at_engine
        from mmkb.index.index import Index

        return at_engine(self.engine, self.at) or Index(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index, if it was opened."""
        if "index" in self.__dict__:
            self.index.close()

    def record(self, id: str, kind: str | None = None) -> Any:  # noqa: A002, ANN401 the pydantic class of its kind
        """Return a whole record as an instance of its pydantic class, such as `mmkb.schema.model.Model`.

        Raises NotFoundError with suggestions.
        """
        from mmkb.commands.show import record

        return self.index.ask(record, id, kind)

    def show(
        self, *ids: str, kind: str | None = None, only: Names = (), full: bool = False, cite: Cite = "none"
    ) -> tuple[Page, ...]:
        """Return everything about the records called `ids`, or `only` some sections of it.

        `full` is for terminals, which show the first screen. Raises NotFoundError with suggestions, UsageError.
        """
        from mmkb.commands.show import answer

        return public(self.index.ask(answer, ids, kind=kind, only=names(only), full=full, cite=cite))

    def open(self, id: str, *, print: bool = False, kind: str | None = None) -> str:  # noqa: A002
        """Open the document behind a source or record in a browser, unless `print`, and return its address."""
        from mmkb.commands.open import answer

        return self.index.ask(answer, id, print=print, kind=kind)

    def search(self, *text: str, kind: str | None = None, limit: int = 20) -> Table:
        """Return the records whose names or summaries are near to the words `text`, best first; 0 is no `limit`."""
        from mmkb.commands.search import COMMAND, answer

        return public(self.index.ask(answer, text, kind=kind, **checked(COMMAND, {"limit": limit})))

    def lineage(self, id: str, *, down: bool = False, depth: int = 8) -> Node:  # noqa: A002
        """Return the tree of what a model is built from, or with `down` of what is built on it."""
        from mmkb.commands.lineage import COMMAND, answer

        return self.index.ask(answer, id, down=down, **checked(COMMAND, {"depth": depth}))

    def ask(
        self,
        id: str | None = None,  # noqa: A002
        *,
        full: bool = False,
        cite: Cite = "none",
    ) -> Table | tuple[Page, ...]:
        """Return the page that answers a research question, with `full` all that bears on it, or the list of questions."""
        from mmkb.commands.ask import answer

        return public(self.index.ask(answer, id, full=full, cite=cite))

    def fields(self, kind: str) -> Table:
        """Return the field catalogue of `kind`."""
        from mmkb.commands.fields import answer

        return public(self.index.ask(answer, kind))

    def help(self, topic: str | None = None) -> str:
        """Return the text on a topic such as `query`, or the list of topics."""
        from mmkb.commands.help import answer

        return answer(topic)

    def coverage(self, kind: str | None = None, query: str = "") -> Table:
        """Return by field how much is known, undisclosed, not stated or unknown, read or only cited, disputed."""
        from mmkb.commands.coverage import answer

        return public(self.index.ask(answer, kind, query))

    def import_(
        self,
        *files: str,
        format_: str | None = None,
        into: str | None = None,
        source: str | None = None,
        columns: tuple[str, ...] = (),
        because: str | None = None,
        measured_by: str | None = None,
        ndjson: bool = False,
        rejects: str | None = None,
        dry_run: bool = False,
        online: bool = False,
    ) -> Table:
        """Bring files of other programs to the records and return what became of each value; see `mmkb import --help`."""
        from mmkb.commands.import_ import answer

        found = self.index.ask(
            answer, files, format_=format_, into=into, source=source, columns=columns, because=because,
            measured_by=measured_by, ndjson=ndjson, rejects=rejects, dry_run=dry_run, online=online,
        )  # fmt: skip
        return public(found)

    @overload
    def schema(self, kind: str) -> dict[str, Any]: ...

    @overload
    def schema(self, *, install: str) -> str: ...

    def schema(self, kind: str | None = None, *, install: str | None = None) -> dict[str, Any] | str:
        """Return the JSON Schema (2020-12) of the files of `kind`, or write all for editors into the folder `install`."""
        from mmkb.commands.schema import answer

        return answer(kind, install=install)

    def where(self, *, forget: bool = False) -> Table:
        """Return which data is used and why, and where its index is kept."""
        from mmkb.commands.where import answer

        return public(answer(self.folder, forget=forget))

    def load(self, *, to: str | None = None, force: bool = False) -> str:
        """Write every table to a folder of Parquet files, or into PostgreSQL, for `open_kb(at=…)`; return the place."""
        from mmkb.commands.load import answer

        return self.index.ask(answer, to=to, force=force)

    def skill(self, *, install: str | None = None, force: bool = False) -> str:
        """Return the text by which an agent learns to use mmkb; with `install` it is written into that folder."""
        from mmkb.commands.skill import answer

        return self.index.ask(answer, install=install, force=force)

    def mcp(self) -> None:
        """Serve four read-only tools to an agent on standard input and output, until they are closed."""
        from mmkb.mcp import serve

        serve(self.folder)

    def completion(self, shell: str = "bash") -> str:
        """Return the script that completes commands, options, fields and ids in a shell."""
        from mmkb.commands.completion import answer

        return answer(shell)


def open_kb(
    data: str | Path | None = None, *, engine: str | None = None, at: str | Path | None = None
) -> KnowledgeBase:
    """Open a knowledge base: the folder `data`, else MMKB_DATA, else a `data/` found upwards, else the shipped one.

    `at`: the place where `load` wrote the tables, whose queries an `engine` answers: duckdb, postgres or spark. Raises
    DataError when there is none, UsageError for a wrong place.
    """
    if at is not None or engine is not None:
        return KnowledgeBase(DataFolder(at or "", "at"), engine, None if at is None else str(at))
    return KnowledgeBase(find(Path(data) if data is not None else None))
