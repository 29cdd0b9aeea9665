"""A dotted name taken apart: from a kind through references to the field it ends in. Queries and columns share it."""

from __future__ import annotations

from mmkb.errors import did_you_mean
from mmkb.schema.struct import Struct
from mmkb.schema.text import fold
from mmkb.suggest import near

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from mmkb.index.index import Index
    from mmkb.schema.field import Field

_LONGEST = 4
"""No field's path has more parts."""
_SCORE = "score."


class Route(Struct):
    """Where a name leads: the references to follow, the field it ends in.

    `scored` is the benchmark or instrument whose results are meant, `instruments` are those that it names, and `field` is
    their score; for a plain field there are none.
    """

    __slots__ = ("field", "instruments", "scored", "steps")

    def __init__(
        self, field: Field, steps: tuple[Field, ...] = (), scored: str = "", instruments: tuple[str, ...] = ()
    ) -> None:
        self.field = field
        self.steps = steps
        self.scored = scored
        self.instruments = instruments

    @property
    def plain(self) -> bool:
        """Return whether the value stands in the row itself."""
        return not self.steps and not self.scored

    @property
    def name(self) -> str:
        """Return the dotted name, with the short name of every field."""
        return ".".join(
            [*(step.name for step in self.steps), f"{_SCORE}{self.scored}" if self.scored else self.field.name]
        )


class UnresolvedError(Exception):
    """A name that leads nowhere: `name` is no field of `kind`; or what `message` says, with a hint."""

    def __init__(self, kind: str, name: str, message: str = "", hint: str | None = None) -> None:
        super().__init__(message or name)
        self.kind = kind
        self.name = name
        self.message = message
        self.hint = hint


def route(index: Index, kind: str, name: str) -> Route:
    """Return where `name` leads from the rows of `kind`; raises UnresolvedError."""
    steps: list[Field] = []
    while True:
        field = index.fields(kind).get(name)
        if field is not None:
            return Route(field, tuple(steps))
        if kind == "models" and name.lower().startswith(_SCORE):
            score = index.fields("results").get("score")
            assert score is not None
            scored = name[len(_SCORE) :]
            return Route(score, tuple(steps), scored, _instruments(index, kind, scored))
        head, name = _head(index, kind, name)
        steps.append(head)
        assert head.target is not None
        kind = head.target


def _head(index: Index, kind: str, name: str) -> tuple[Field, str]:
    """Split a dotted name into a reference and the field of what it refers to."""
    parts = name.split(".")
    for count in range(min(len(parts) - 1, _LONGEST), 0, -1):
        head = index.fields(kind).get(".".join(parts[:count]))
        if head is not None and head.target in (None, "*"):
            message = f"{head.name!r} is no reference to one kind of record, so nothing can follow it"
            raise UnresolvedError(kind, name, message)
        if head is not None:
            return head, ".".join(parts[count:])
    raise UnresolvedError(kind, name)


def _instruments(index: Index, kind: str, scored: str) -> tuple[str, ...]:
    """Return the instruments of the benchmark that is called so; where an instrument is, those alone that count as it does."""
    found = index.rows(
        "SELECT id, unit, metric, id = :name AS named FROM instruments "
        "WHERE rid IN (SELECT rid FROM names WHERE folded = :name) "
        'OR rid IN (SELECT rid FROM "instruments.benchmark" WHERE value = :name) ORDER BY NOT named, rid',
        {"name": fold(scored)},
    )
    if not found and not index.knows("benchmarks", scored):
        close = near(scored, [*index.ids("benchmarks"), *index.ids("instruments")])
        raise UnresolvedError(kind, scored, f"no benchmark or instrument called {scored!r}", did_you_mean(close))
    return tuple(id_ for id_, unit, metric, _ in found if not found[0][3] or (unit, metric) == found[0][1:3])
