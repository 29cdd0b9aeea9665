"""A dotted name taken apart: from a kind through references to the field it ends in. Queries and columns share it."""

from __future__ import annotations

from mmkb.errors import did_you_mean
from mmkb.schema.field import LAYER
from mmkb.schema.kinds import EVIDENCED, PART_OF
from mmkb.schema.struct import Struct
from mmkb.suggest import near

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from typing import Literal

    from mmkb.index.index import Index
    from mmkb.schema.field import Field

    By = Literal["to", "from", "parts", "variants"]

_LONGEST = 4
"""No field's path has more parts."""
_SCORE = "score."
_SAID = "said."
VARIANTS = "variants"
"""The rows of one release, as a query in parentheses asks for them."""


class Route(Struct):
    """Where a name leads: the references to follow, the field it ends in.

    `scored` is the benchmark or instrument whose results are meant, `instruments` are those that it names, and `field` is
    their score; for a plain field there are none. `said`: not only the record's value counts, but what any source says.
    """

    __slots__ = ("field", "instruments", "said", "scored", "steps")

    def __init__(
        self,
        field: Field,
        steps: tuple[Field, ...] = (),
        scored: str = "",
        instruments: tuple[str, ...] = (),
        *,
        said: bool = False,
    ) -> None:
        self.field = field
        self.steps = steps
        self.scored = scored
        self.instruments = instruments
        self.said = said

    @property
    def plain(self) -> bool:
        """Return whether the value stands in the row itself."""
        return not self.steps and not self.scored and not self.said

    @property
    def name(self) -> str:
        """Return the dotted name, with the short name of every field."""
        last = f"{_SCORE}{self.scored}" if self.scored else f"{_SAID if self.said else ''}{self.field.name}"
        return ".".join([*(step.name for step in self.steps), last])


class Relation(Struct):
    """Where a name leads that a query in parentheses follows: the references `steps`, then rows of `kind`.

    Those are the rows that the reference `path` names (`to`), or whose reference `path` names this row (`from`), or the parts
    of this row (`parts`), or the rows of its release (`variants`).
    """

    __slots__ = ("by", "kind", "path", "steps")

    def __init__(self, steps: tuple[Field, ...], kind: str, by: By, path: str = "") -> None:
        self.steps = steps
        self.kind = kind
        self.by: By = by
        self.path = path


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
        if kind in EVIDENCED and name.lower().startswith(_SAID):
            stated = index.fields(kind).get(name[len(_SAID) :])
            if stated is None or not stated.fact:
                raise UnresolvedError(kind, name[len(_SAID) :])
            return Route(stated, tuple(steps), said=True)
        head, name = _head(index, kind, name)
        steps.append(head)
        assert head.target is not None
        kind = head.target


def relation(index: Index, kind: str, name: str) -> Relation:
    """Return to which rows `name` leads from the rows of `kind`; raises UnresolvedError."""
    steps: list[Field] = []
    while True:
        fields = index.fields(kind)
        field = fields.get(name)
        if field is not None and field.target not in (None, "*"):
            return Relation(tuple(steps), str(field.target), "to", field.path)
        if kind == "models" and name.lower() == VARIANTS:
            return Relation(tuple(steps), kind, "variants")
        called = name.rpartition(".")[2] if fields.below(name) else name
        if field is None and (found := relations(index, kind).get(called.lower().replace("-", "_"))):
            return Relation(tuple(steps), *found)
        head, name = _head(index, kind, name)
        steps.append(head)
        assert head.target is not None
        kind = head.target


def relations(index: Index, kind: str) -> dict[str, tuple[str, By, str]]:
    """Return, by what they are called, the kinds whose rows are parts of rows of `kind` or refer to them, and how."""
    found: dict[str, tuple[str, By, str]] = {}
    for other in index.kinds():
        owner, _, path = other.partition(":")
        if kind in PART_OF.get(other, (owner if path else "",)):
            found[path.rpartition(".")[2] or other] = (other, "parts", "")
        elif not path and other not in PART_OF and (field := _reference_to(index, other, kind)):
            found[other] = (other, "from", field)
    return found


def _reference_to(index: Index, kind: str, target: str) -> str:
    """Return the one field by which rows of `kind` refer to a row of `target`, or no text; a reference to any kind comes last."""
    whole = [field for field in index.fields(kind).all if "." not in field.path and not field.derived]
    paths = [field.path for field in whole if field.target == target]
    paths = paths or [field.path for field in whole if field.target == "*"]
    return paths[0] if len(paths) == 1 else ""


def _head(index: Index, kind: str, name: str) -> tuple[Field, str]:
    """Split a dotted name into a reference and the field of what it refers to."""
    parts = name.split(".")
    for count in range(min(len(parts) - 1, _LONGEST), 0, -1):
        head = index.fields(kind).get(".".join(parts[:count]))
        if head is not None and head.target in (None, "*"):
            message = f"{head.name!r} is no reference to one kind of record, so nothing can follow it"
            own = index.fields(kind).get(parts[-1])
            raise UnresolvedError(kind, name, message, f"{kind} have {own.name!r} themselves" if own else None)
        if head is not None:
            return head, ".".join(parts[count:])
    if name.lower() == LAYER:
        hint = "`mmkb where` says which; with `extends` in mmkb.toml there are several"
        raise UnresolvedError(kind, name, "there is one layer of data, so nothing has a field 'layer'", hint)
    raise UnresolvedError(kind, name)


def _instruments(index: Index, kind: str, scored: str) -> tuple[str, ...]:
    """Return the instruments of the benchmark that is called so; where an instrument is, those alone that count as it does."""
    found = index.measuring(scored)
    if not found and not index.knows("benchmarks", scored):
        close = near(scored, [*index.ids("benchmarks"), *index.ids("instruments")])
        raise UnresolvedError(
            kind,
            scored,
            f"no benchmark or instrument called {scored!r}",
            did_you_mean(close) or "mmkb instruments lists them",
        )
    return tuple(id_ for id_, unit, metric, _ in found if not found[0][3] or (unit, metric) == found[0][1:3])
