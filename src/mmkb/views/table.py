"""The Table: what every view returns and every format takes."""

from __future__ import annotations

from mmkb.schema.struct import Struct
from mmkb.schema.values import STATES

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Any, Literal, Self, TypedDict, Unpack

    from mmkb.schema.field import FieldType
    from mmkb.schema.vocabulary import State
    from mmkb.views.drawing import Drawing
    from mmkb.views.reference import About, Cite, Reference
    from mmkb.views.setting import Setting

    Status = Literal["known", "unknown", "undisclosed", "not-stated", "not-applicable"]

    class CellChanges(TypedDict, total=False):
        """What can be changed of a cell."""

        value: Scalar | tuple[Scalar, ...] | None
        status: Status
        cited: bool
        disputed: bool
        shown: str | None
        sources: tuple[str, ...]
        inferred: bool
        partial: bool
        target: str | None

    class ColumnChanges(TypedDict, total=False):
        """What can be changed of a column."""

        label: str
        type: FieldType
        target: str | None
        asked: bool
        worth: int
        of: str | None
        sources: tuple[str, ...]

    class TableChanges(TypedDict, total=False):
        """What can be changed of a table."""

        title: str
        columns: tuple[Column, ...]
        rows: tuple[tuple[Cell, ...], ...]
        total: int
        caption: str | None
        notes: tuple[str, ...]
        kind: str
        query: str
        spare: int
        label: str
        cite: Cite
        references: tuple[Reference, ...]
        about: About | None
        named: Callable[[str, Sequence[str]], Table] | None
        called: Callable[[str, Collection[str]], Mapping[str, str]] | None
        setting: Setting | None
        screen: Callable[[], Table] | None
        drawing: Drawing | None


Scalar = str | int | float | bool


class Cell(Struct):
    """One value with what is known about it.

    `value` is raw: a scalar, a tuple of several, or None; `cited` means that nobody of us has read it at its source,
    `inferred` that it was concluded from it, `disputed` that a source says otherwise, `partial` that a list is not whole;
    `shown` is what people read instead of the value; `sources` are the keys of the documents behind it, where the view
    was asked for them; `target` is the kind that ids in a text name, where the column holds other values, too.
    """

    __match_args__ = ("value", "status", "cited", "disputed", "shown", "sources", "inferred", "partial")
    __slots__ = (*__match_args__, "target")

    def __init__(
        self,
        value: Scalar | tuple[Scalar, ...] | None,
        status: Status = "known",
        cited: bool = False,
        disputed: bool = False,
        shown: str | None = None,
        sources: tuple[str, ...] = (),
        inferred: bool = False,
        partial: bool = False,
        target: str | None = None,
    ) -> None:
        self.value = value
        self.status: Status = status
        self.cited = cited
        self.disputed = disputed
        self.shown = shown
        self.sources = sources
        self.inferred = inferred
        self.partial = partial
        self.target = target

    def but(self, **changes: Unpack[CellChanges]) -> Cell:
        """Return the same cell with these changes."""
        return Cell(**_changed(self, changes))


UNKNOWN = Cell(None, "unknown")


def in_state(cell: Cell, states: Iterable[State]) -> Cell:
    """Return the cell marked by the weakest state of its facts; `read` has no mark."""
    weakest = min(states, key=STATES.index, default="read")
    if weakest == "read" and not (cell.cited or cell.inferred):
        return cell
    return cell.but(cited=weakest == "cited", inferred=weakest == "inferred")


class Column(Struct):
    """A column: `name` for machines, `label` for people, the type and unit of its values; `target` is the kind that ids name.

    `joint` stands between several values; a column that is `asked` for leaves last where there is no room, among others
    that of the most `worth`. `of` is the kind
    of the record that the column is about, whose id is its name; `sources` are the keys of what its head cites.
    """

    __match_args__ = ("name", "label", "type", "unit", "many")
    __slots__ = (*__match_args__, "target", "joint", "asked", "worth", "of", "sources")

    def __init__(
        self,
        name: str,
        label: str,
        type: FieldType,  # noqa: A002
        unit: str | None = None,
        many: bool = False,
        target: str | None = None,
        joint: str = ", ",
        asked: bool = False,
        worth: int = 0,
        of: str | None = None,
        sources: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.label = label
        self.type: FieldType = type
        self.unit = unit
        self.many = many
        self.target = target
        self.joint = joint
        self.asked = asked
        self.worth = worth
        self.of = of
        self.sources = sources

    def but(self, **changes: Unpack[ColumnChanges]) -> Column:
        """Return the same column with these changes."""
        return Column(**_changed(self, changes))

    @property
    def heading(self) -> str:
        """Return the label with the unit, where cells do not show it."""
        return self.label if self.unit in ("parameters", "bytes") else self.with_unit(self.label)

    def with_unit(self, heading: str) -> str:
        """Return a heading with the unit of the values behind it, unless it says so itself."""
        said = self.unit is None or self.unit.lower() in heading.lower()
        return heading if said else f"{heading} ({self.unit})"


class Table(Struct):
    """Typed columns and rows; `notes` are for people, `total` counts the rows before any limit.

    `spare` columns at the end may be left out where there is no room, since nobody asked for them. `cite` says whether
    the sources are to be printed by row, by cell or not at all; `references` are the documents that the cells cite.
    `named` reads the rows of another kind, with the columns asked for, where a format must say more of what cells name;
    `called` returns names by id, `setting` is where it is to be printed, `screen` makes what a terminal shows instead,
    `drawing` says what a picture of it shows.
    """

    __match_args__ = (
        *("title", "columns", "rows", "total", "caption", "notes", "kind"),
        *("query", "spare", "label", "cite", "references", "about"),
    )
    __slots__ = (*__match_args__, "named", "called", "setting", "screen", "drawing")

    def __init__(
        self,
        title: str,
        columns: tuple[Column, ...],
        rows: tuple[tuple[Cell, ...], ...],
        total: int,
        caption: str | None = None,
        notes: tuple[str, ...] = (),
        kind: str = "",
        query: str = "",
        spare: int = 0,
        label: str = "",
        cite: Cite = "none",
        references: tuple[Reference, ...] = (),
        about: About | None = None,
        named: Callable[[str, Sequence[str]], Table] | None = None,
        called: Callable[[str, Collection[str]], Mapping[str, str]] | None = None,
        setting: Setting | None = None,
        screen: Callable[[], Table] | None = None,
        drawing: Drawing | None = None,
    ) -> None:
        self.title = title
        self.columns = columns
        self.rows = rows
        self.total = total
        self.caption = caption
        self.notes = notes
        self.kind = kind
        self.query = query
        self.spare = spare
        self.label = label
        self.cite: Cite = cite
        self.references = references
        self.about = about
        self.named = named
        self.called = called
        self.setting = setting
        self.screen = screen
        self.drawing = drawing

    @property
    def heading(self) -> str:
        """Return the caption, or the title, which says how many of all rows are shown."""
        if self.caption or len(self.rows) == self.total or not self.title.startswith(f"{self.total:,} "):
            return self.caption or self.title
        return f"{len(self.rows):,} of {self.title}"

    def but(self, **changes: Unpack[TableChanges]) -> Self:
        """Return the same table with these changes, which a terminal shows as they are."""
        return type(self)(**{**_changed(self, changes), "screen": changes.get("screen")})


class Page(Struct):
    """Something to read: a heading, paragraphs, then tables; `screen` makes what a terminal shows instead."""

    __match_args__ = ("title", "paragraphs", "tables", "id")
    __slots__ = (*__match_args__, "screen")

    def __init__(
        self,
        title: str,
        paragraphs: tuple[str, ...],
        tables: tuple[Table, ...],
        id: str = "",  # noqa: A002
        screen: Callable[[], Page] | None = None,
    ) -> None:
        self.title = title
        self.paragraphs = paragraphs
        self.tables = tables
        self.id = id
        self.screen = screen

    def but(self, *, tables: tuple[Table, ...]) -> Self:
        """Return the same page with other tables, which a terminal shows as they are."""
        return type(self)(self.title, self.paragraphs, tables, self.id)

    def on_screen(self, screen: Callable[[], Page]) -> Self:
        """Return the same page, of which a terminal shows what `screen` makes."""
        return type(self)(self.title, self.paragraphs, self.tables, self.id, screen)


def _changed(struct: Struct, changes: Mapping[str, Any]) -> dict[str, Any]:
    parts: tuple[str, ...] = struct.__slots__
    return {**{part: getattr(struct, part) for part in parts}, **changes}


def sources_of(row: Sequence[Cell]) -> tuple[str, ...]:
    """Return the keys of all documents behind a row, each once."""
    return tuple(dict.fromkeys(key for cell in row for key in cell.sources))


def all_of(cell: Cell) -> tuple[Scalar, ...]:
    """Return the values of a cell: none, one or several."""
    if cell.value is None:
        return ()
    return cell.value if isinstance(cell.value, tuple) else (cell.value,)
