"""What Python users get: tables and pages to count, iterate, look at in a notebook, turn into data frames, and save.

A value is plain Python: `int`, `float`, `bool`, `str`, `datetime.date`, a list of them, or None when it is absent. A column
is of one type: in one that holds several values anywhere, every value is a list. A date of which only the year or the
month is known stands for its first day; `cell` has it as written, and frames have it in a column `NAME_written`.

>>> from mmkb import open_kb
>>> with open_kb() as kb:
...     table = Table.of(kb.models("id:clip", columns="id,released,input,license"))
>>> len(table)
1
>>> table[0]["input"]
['text', 'image']
>>> table["license"]
['mit']
>>> table.cell(0, "license").status
'known'
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Self, overload

from mmkb.errors import UsageError, did_you_mean, needs_package
from mmkb.formats.registry import Format, by_name, by_suffix
from mmkb.formats.typed import Shape, Value, shape, value
from mmkb.suggest import near
from mmkb.views import table as views
from mmkb.views.dressing import dressed
from mmkb.views.printed import remembered
from mmkb.writing import write_file

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from mmkb.views.dressing import Wishes

Plain = Value | list[Value] | None


class Table(views.Table):
    """A table as every view makes it, with `title`, `columns`, `rows` of cells, `notes` and `references`.

    `len` counts its rows, iteration yields them as mappings, `table[0]` is a row, `table["name"]` a column, `table[:5]` a
    table of some rows, whose types follow from these rows. Where the sources were asked for, cells have their keys and
    `references` the documents.
    """

    @classmethod
    def of(cls, table: views.Table) -> Self:
        """Return the table of a view as one for Python users, which knows its names when the knowledge base is closed."""
        parts = {part: getattr(table, part) for part in views.Table.__slots__}
        return cls(**{**parts, "called": remembered(table)})

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Plain]]:
        return map(self._mapping, self.rows)

    @overload
    def __getitem__(self, key: int) -> dict[str, Plain]: ...

    @overload
    def __getitem__(self, key: str) -> list[Plain]: ...

    @overload
    def __getitem__(self, key: slice) -> Self: ...

    def __getitem__(self, key: int | str | slice) -> dict[str, Plain] | list[Plain] | Self:
        """Return a row as a mapping, a column as a list, or a table of some rows.

        Raises IndexError for a row, UsageError, with suggestions, for a column that is not there.
        """
        if isinstance(key, str):
            number = self._number(key)
            return [value(row[number], self._shapes[number]) for row in self.rows]
        return self.but(rows=self.rows[key]) if isinstance(key, slice) else self._mapping(self.rows[key])

    def __repr__(self) -> str:
        """Return the title, the shape and the first rows."""
        from mmkb.formats.brief import glance

        return glance(self)

    def _repr_html_(self) -> str:
        from mmkb.formats.html_fragment import fragment

        return fragment(self)

    def cell(self, row: int, column: str) -> views.Cell:
        """Return a cell: its raw `value`, its `status`, whether it is `cited` only or `disputed`, its `sources`.

        Raises IndexError for a row, UsageError, with suggestions, for a column that is not there.
        """
        return self.rows[row][self._number(column)]

    def statuses(self) -> Self:
        """Return the same columns with a word in every cell: known, unknown, undisclosed, not-stated or not-applicable."""
        columns = tuple(views.Column(column.name, column.label, "enum") for column in self.columns)
        rows = tuple(tuple(views.Cell(cell.status) for cell in row) for row in self.rows)
        return self.but(columns=columns, rows=rows, cite="none", references=())

    def to_dicts(self) -> list[dict[str, Plain]]:
        """Return the rows as mappings from the names of the columns."""
        return list(self)

    def to_pandas(self) -> pd.DataFrame:
        """Return a data frame of pandas.

        Integers are `Int64`, truth `boolean`, text `string`, days `datetime64[s]`; lists are objects. A column `NAME_status`
        follows one with values that are absent for a known reason, `NAME_written` one with partial dates, and where the
        sources were asked for, their keys have columns too. Raises UsageError when pandas is not installed.
        """
        _need("pandas")
        from mmkb.formats.frames import in_pandas

        return in_pandas(self)

    def to_polars(self) -> pl.DataFrame:
        """Return a data frame of polars with the columns of `to_pandas`. Raises UsageError when it is not installed."""
        _need("polars")
        from mmkb.formats.frames import in_polars

        return in_polars(self)

    def to_arrow(self) -> pa.Table:
        """Return a table of Arrow with the columns of `to_pandas`. Raises UsageError when pyarrow is not installed."""
        if find_spec("pyarrow") is None:
            raise needs_package("this", "pyarrow", "parquet")
        from mmkb.formats.parquet import arrow

        return arrow(self)

    def dressed(self, **wishes: Unpack[Wishes]) -> Self:
        """Return the table as it is to be printed: `caption`, `label`, `renamed` heads by column, columns to `drop`.

        For LaTeX also the `paper` (article, ieee, acm, neurips, beamer), a `width` such as `8.5cm`, and a `layout` (auto,
        column, wide, long). Raises UsageError for what is not known.
        """
        return dressed(self, **wishes)

    def to_latex(self, **wishes: Unpack[Wishes]) -> str:
        r"""Return a LaTeX table, `dressed`; sources, where asked for, by `\cite`."""
        return str(self.dressed(**wishes)._rendered(by_name("latex")))  # noqa: SLF001 a table of our own class

    def to_markdown(self) -> str:
        """Return a Markdown table; sources, where asked for, as footnotes."""
        return self._text("markdown")

    def to_csv(self) -> str:
        """Return comma-separated values; text that a spreadsheet would run as a formula has an apostrophe in front."""
        return self._text("csv")

    def to_html(self) -> str:
        """Return a whole HTML page."""
        return self._text("html")

    def to_json(self) -> str:
        """Return one JSON object, with types, marks and a schema_version."""
        return self._text("json")

    def save(self, path: str | Path, format: str | None = None, *, force: bool = False) -> None:  # noqa: A002
        """Write the table to a file, whole or not at all, in the format of its suffix or the one called `format`.

        A `.bib` or `.ris` file gets the documents that the table cites. Raises UsageError when the format is unknown or
        needs a package, when the table cites nothing, when the file exists (without `force`) or cannot be written.
        """
        target = Path(path)
        chosen = by_name(format) if format is not None else by_suffix(target)
        _save(target, self._rendered(chosen), force=force)

    @cached_property
    def _shapes(self) -> tuple[Shape, ...]:
        return tuple(shape(column, [row[number] for row in self.rows]) for number, column in enumerate(self.columns))

    def _mapping(self, row: tuple[views.Cell, ...]) -> dict[str, Plain]:
        parts = zip(self.columns, row, self._shapes, strict=True)
        return {column.name: value(cell, fitting) for column, cell, fitting in parts}

    def _number(self, name: str) -> int:
        names = [column.name for column in self.columns]
        if name not in names:
            hint = did_you_mean(near(name, names)) or f"one of: {', '.join(names)}"
            raise UsageError(f"no column {name!r} in the table", hint)
        return names.index(name)

    def _rendered(self, format_: Format) -> str | bytes:
        if format_.bibliography and self.cite == "none":
            raise UsageError(
                f"{format_.name} holds documents, and this table cites none", 'ask for them by cite="rows"'
            )
        return format_.load().render(self)

    def _text(self, name: str) -> str:
        return str(self._rendered(by_name(name)))


class Page(views.Page):
    """Something to read: `title`, `paragraphs`, then `tables`.

    `len` counts the tables, iteration yields them, `page[0]` is one of them, `page["facts"]` the one of that title.
    """

    tables: tuple[Table, ...]

    @classmethod
    def of(cls, page: views.Page) -> Self:
        """Return the page of a view as one for Python users."""
        return cls(page.title, page.paragraphs, tuple(map(Table.of, page.tables)), page.id, page.screen)

    def __len__(self) -> int:
        return len(self.tables)

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def __getitem__(self, key: int | str) -> Table:
        """Return a table by place or by title.

        Raises IndexError for a place, UsageError, with suggestions, for a title that is not there.
        """
        if isinstance(key, int):
            return self.tables[key]
        titles = [table.title for table in self.tables]
        if key not in titles:
            hint = did_you_mean(near(key, titles)) or f"one of: {', '.join(titles)}"
            raise UsageError(f"no table {key!r} on the page", hint)
        return self.tables[titles.index(key)]

    def __repr__(self) -> str:
        """Return the title and the titles of the tables."""
        return f"<Page {self.title!r}: {', '.join(table.title for table in self.tables) or 'no tables'}>"

    def _repr_html_(self) -> str:
        from mmkb.formats.html_fragment import page_fragment

        return page_fragment(self)

    def to_latex(self) -> str:
        """Return the words and the tables of the page as LaTeX."""
        return self._text("latex")

    def to_markdown(self) -> str:
        """Return the page as Markdown."""
        return self._text("markdown")

    def to_json(self) -> str:
        """Return the page as one JSON object."""
        return self._text("json")

    def save(self, path: str | Path, format: str | None = None, *, force: bool = False) -> None:  # noqa: A002
        """Write the page to a file as `Table.save` does. Raises UsageError, also for a format that takes no pages."""
        target = Path(path)
        chosen = by_name(format) if format is not None else by_suffix(target)
        if not chosen.pages:
            raise UsageError(f"{chosen.name} takes tables, not pages", "save one of the page's tables")
        _save(target, chosen.load().render_pages((self,)), force=force)

    def _text(self, name: str) -> str:
        return str(by_name(name).load().render_pages((self,)))


def _save(target: Path, content: str | bytes, *, force: bool) -> None:
    if target.is_file() and not force:
        raise UsageError(f"{target} exists", "pass force=True to overwrite it")
    write_file(target, content, force=force)


def _need(package: str) -> None:
    if find_spec(package) is None:
        raise UsageError(f"this needs the package {package}", f"pip install {package}")


@overload
def public(answer: views.Table) -> Table: ...


@overload
def public(answer: tuple[views.Page, ...]) -> tuple[Page, ...]: ...


@overload
def public(answer: views.Table | tuple[views.Page, ...]) -> Table | tuple[Page, ...]: ...


def public(answer: views.Table | tuple[views.Page, ...]) -> Table | tuple[Page, ...]:
    """Return what a view answered as Python users get it."""
    return Table.of(answer) if isinstance(answer, views.Table) else tuple(map(Page.of, answer))
