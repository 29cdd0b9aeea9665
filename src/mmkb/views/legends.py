"""What is told below a listing: symbols of formulas, words that do not say it all, marks that a source prints."""

from __future__ import annotations

from mmkb.schema.symbols import FORMULAS, legend, words
from mmkb.schema.values import footnotes
from mmkb.views.table import all_of

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mmkb.query.route import Route
    from mmkb.views.table import Cell, Scalar


def told(kind: str, routes: Sequence[Route | None], cells: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield what the columns of a listing, each with the field that it leads to if any, need explained."""
    shown = [(route, column) for route, column in zip(routes, cells, strict=True) if route is not None]
    formulas = FORMULAS.get(kind, ())
    symbols = legend(str(value) for route, column in shown if route.name in formulas for value in _values(column))
    if symbols:
        yield symbols
    used: dict[tuple[str, ...], set[Scalar]] = {}
    for route, column in shown:
        if "partial" in route.field.values:
            used.setdefault(tuple(route.field.values), set()).update(_values(column))
    meant = [line for vocabulary, said in used.items() for line in words(vocabulary, said)]
    if meant:
        yield " · ".join(meant)
    printed = [column for route, column in shown if (kind, route.name) == ("results", "printed")]
    if marks := footnotes((str(value) for column in printed for value in _values(column)), "protocol.detail"):
        yield marks


def _values(column: Sequence[Cell]) -> set[Scalar]:
    return {value for cell in column for value in all_of(cell)}
