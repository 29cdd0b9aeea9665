"""What the key/value cache of models takes, beside what multi-head attention would need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmkb.formulas.dtypes import human_bytes
from mmkb.formulas.kv_cache import (
    Layers,
    as_multi_head,
    cached_numbers,
    growth,
    largest_context,
    numbers_per_token,
    state_numbers,
)
from mmkb.index.index import Index
from mmkb.views.anatomy import Anatomy, anatomies
from mmkb.views.calculated import Row, Several, calculated, choices, drawn, in_bytes, known, number_bytes, remarks
from mmkb.views.pictures import NONE, Pictures, Seen, seen
from mmkb.views.short_names import SIZES
from mmkb.views.table import UNKNOWN, Cell, Table

COLUMNS = (
    *("model", "mechanism", "layers", "heads", "kv_heads", "tokens", "per_token", "cache", "saved"),
    *("spans", "as_mha", "state"),
)


def kv_cache(
    index: Index,
    names: Sequence[str],
    *,
    tokens: Sequence[int] = (4096,),
    batch: int = 1,
    dtype: str = "fp16",
    pictures: Pictures = NONE,
    fit: float | None = None,
    given: Several,
) -> Table:
    """Return the cache of each model for `batch` sequences of each of `tokens`, beside what multi-head attention would need.

    With `fit`, a number of bytes, also the longest sequences whose cache fits into it. Raises NotFoundError, and UsageError
    where no model can be calculated.
    """
    one = number_bytes(dtype)
    models = [model for chosen in choices(given) for model in anatomies(index, names, chosen, SIZES)]

    def rows(model: Anatomy) -> Iterator[Row]:
        size = one * batch
        shown = {
            "model": Cell(model.id),
            "mechanism": known(mechanism(model)),
            "layers": known(model.numbers["layers"]),
        }
        why = model.without_cache()
        if why is not None:
            none = Cell(None, "not-applicable")
            yield {**shown, **dict.fromkeys(COLUMNS[5:], none), "remark": remarks(f"no cache: {why}")}
            return
        groups = model.layers()
        looked = seen(model, pictures)
        for length in tokens:
            yield {**shown, **_heads(groups), **_sizes(groups, length, looked, size, one),
                   **({} if fit is None else {"largest_context": _largest(groups, fit / size, looked)}),
                   "remark": remarks(without_keys(groups), model.bound(), looked.remark, model.beyond(length + looked.text)),
                   }  # fmt: skip

    columns = COLUMNS if fit is None else (*COLUMNS[:8], "largest_context", *COLUMNS[8:])
    notes = [f"{dtype}, batch {batch}" + pictures.said]
    if fit is not None:
        notes.append(f"largest context: tokens of each of {batch} sequences whose cache fits into {human_bytes(fit)}")
    drawing = drawn("cache", given, COLUMNS, over=tokens)
    return calculated("kv-cache", "key/value cache", columns, models, rows, notes, drawing, tokens, spare=3)


def mechanism(model: Anatomy) -> str | None:
    """Return how the layers attend: as recorded, but by the counts of heads where these are given or nothing is recorded."""
    recorded = model.numbers.get("mechanism")
    heads, kv_heads = model.numbers.get("heads"), model.numbers.get("kv_heads")
    if heads and kv_heads and (recorded is None or ({"heads", "kv_heads"} & model.given and recorded in _BY_HEADS)):
        recorded = "mha" if heads == kv_heads else "mqa" if kv_heads == 1 else "gqa"
    others = dict.fromkeys(group["mechanism"] for group in model.groups if "mechanism" in group)
    return " + ".join(dict.fromkeys(name for name in (recorded, *others) if name)) or None


_BY_HEADS = frozenset({"mha", "mqa", "gqa"})


def spans(groups: Sequence[Layers]) -> str:
    """Return how many layers keep what, as in `29 window 1,024 + 5 all`."""
    counts: dict[str, int] = {}
    for layers in groups:
        name = layers.span if layers.window is None else f"{layers.span} {layers.window:,}"
        counts[name] = counts.get(name, 0) + layers.count
    return " + ".join(f"{count} {name}" for name, count in counts.items())


def without_keys(groups: Sequence[Layers]) -> str | None:
    """Return that no layer keeps keys and values, or None where one does."""
    return None if any(map(numbers_per_token, groups)) else "no key/value cache: its layers keep a state of fixed size"


def _heads(groups: Sequence[Layers]) -> Row:
    """Return the cells of spans and heads; several values where groups of layers differ."""
    attending = [layers for layers in groups if layers.heads]
    latent = any(layers.latent_dim is not None for layers in attending)
    none = Cell(None, "not-applicable")
    return {
        "spans": Cell(spans(groups)),
        "heads": _several([layers.heads for layers in attending]) if attending else none,
        "kv_heads": none if latent or not attending else _several([layers.kv_heads for layers in attending]),
    }


def _several(values: Sequence[int]) -> Cell:
    """Return the value that all groups have, or the largest with all of them shown."""
    each = list(dict.fromkeys(values))
    return Cell(each[0]) if len(each) == 1 else Cell(max(each), shown=" / ".join(map(str, each)))


def _sizes(groups: Sequence[Layers], tokens: int, looked: Seen, size: float, one: float) -> Row:
    total = cached_numbers(groups, tokens + looked.text, looked.crossed, tokens) * size
    full = cached_numbers(as_multi_head(groups), tokens + looked.text, looked.crossed, tokens) * size
    states = state_numbers(groups)
    return {
        "tokens": Cell(tokens + looked.text),
        "per_token": in_bytes(growth(groups) * one),
        "cache": in_bytes(total),
        "state": in_bytes(None if states is None else states * size),
        "as_mha": in_bytes(full) if full else UNKNOWN,
        "saved": Cell(full / total, shown=f"{full / total:.3g}×") if full and total else UNKNOWN,
    }


def _largest(groups: Sequence[Layers], numbers: float, looked: Seen) -> Cell:
    most = largest_context(groups, numbers, looked.crossed)
    return Cell(None, "not-applicable", shown="any") if most is None else Cell(max(most - looked.text, 0))
