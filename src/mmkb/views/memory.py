"""What serving models takes: weights and cache, and what fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmkb.errors import UsageError
from mmkb.formulas.kv_cache import Layers, cached_numbers, largest_context, state_numbers
from mmkb.formulas.memory import weight_bytes
from mmkb.index.index import Index
from mmkb.views.anatomy import Anatomy, anatomies
from mmkb.views.calculated import (
    Row,
    Several,
    calculated,
    choices,
    drawn,
    in_bytes,
    missing,
    nominal_note,
    number_bytes,
    remarks,
)
from mmkb.views.pictures import NONE, Pictures, Seen, seen
from mmkb.views.room import Room
from mmkb.views.table import UNKNOWN, Cell, Table
from mmkb.views.unrecorded import complete

COLUMNS = ("model", "dtype", "tokens", "weights", "cache", "total", "fits", "largest_context", "largest_batch")


def memory(
    index: Index,
    names: Sequence[str],
    *,
    room: Room,
    dtypes: Sequence[str] = ("fp16", "int8", "int4"),
    cache_dtype: str | None = None,
    tokens: Sequence[int] = (4096,),
    batch: int = 1,
    pictures: Pictures = NONE,
    given: Several,
) -> Table:
    """Return weights and cache of each model in each number format, whether they fit, and the most that would.

    Raises NotFoundError, and UsageError where no model can be calculated.
    """
    models = [model for chosen in choices(given) for model in anatomies(index, names, chosen)]

    def rows(model: Anatomy) -> Iterator[Row]:
        why = model.without_cache()
        try:
            groups = () if why else complete(model, Anatomy.layers)
        except UsageError as problem:
            if not model.sized:
                raise
            yield from _weights_alone(model, dtypes, room, problem)
            return
        looked = seen(model, pictures)
        for dtype in dtypes:
            size = number_bytes(cache_dtype) if cache_dtype else max(number_bytes(dtype), 1.0)
            weights = weight_bytes(model.params, dtype)
            for length in tokens:
                one = _kept(groups, length + looked.text, looked.crossed) * size
                left, total = room.usable - weights, weights + one * batch
                yield {
                    "model": Cell(model.id),
                    "dtype": Cell(dtype),
                    "tokens": Cell(length + looked.text),
                    "weights": in_bytes(weights),
                    "cache": in_bytes(one * batch),
                    "total": in_bytes(total),
                    "fits": Cell(total <= room.usable),
                    "largest_context": _context(model, groups, left / batch / size, looked),
                    "largest_batch": _batch(one, left),
                    "remark": remarks(
                        f"no cache: {why}" if why else model.bound(),
                        _unknown(groups),
                        looked.remark,
                        model.beyond(length + looked.text),
                    ),
                }

    kept = cache_dtype or "the format of the weights, at least 8 bits"
    notes = (
        f"batch {batch}{pictures.said}; cache in {kept}, states included",
        room.said,
        "largest context: tokens of a sequence that fit at this batch and that the model takes; largest batch: how many fit",
        *nominal_note(models),
    )
    drawing = drawn("total", given, COLUMNS, ("dtype",), tokens)
    return calculated("memory", "inference memory", COLUMNS, models, rows, notes, drawing, tokens)


def _weights_alone(model: Anatomy, dtypes: Sequence[str], room: Room, problem: UsageError) -> Iterator[Row]:
    """Yield what is known of a model whose layers are not recorded: that its weights are the least it takes."""
    for dtype in dtypes:
        number_bytes(dtype)
        weights = weight_bytes(model.params, dtype)
        yield {
            "model": Cell(model.id),
            "dtype": Cell(dtype),
            "weights": in_bytes(weights),
            "total": in_bytes(weights),
            "fits": UNKNOWN if weights <= room.usable else Cell(False),
            "remark": remarks(f"at least: weights without cache; {missing(problem, model)}"),
        }


def _kept(groups: Sequence[Layers], tokens: int, crossed: int) -> int:
    return cached_numbers(groups, tokens, crossed, tokens) + (state_numbers(groups) or 0)


def _unknown(groups: Sequence[Layers]) -> str | None:
    return (
        "at least: the size of the states is not recorded (attention.state)" if state_numbers(groups) is None else None
    )


def _context(model: Anatomy, groups: Sequence[Layers], numbers: float, looked: Seen) -> Cell:
    """Return the tokens beside those of pictures that fit, and that the model takes, as far as that is known."""
    if not groups or any(layers.span == "source" for layers in groups):
        return Cell(None, "not-applicable")
    bounds = (largest_context(groups, numbers, looked.crossed), model.numbers.get("context"))
    known = [bound for bound in bounds if bound is not None]
    return Cell(max(int(min(known)) - looked.text, 0)) if known else Cell(None, "not-applicable", shown="any")


def _batch(one: float, left: float) -> Cell:
    if not one:
        return Cell(None, "not-applicable")
    return Cell(max(int(left // one), 0))
