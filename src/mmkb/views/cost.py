"""What training models took, by formula and as reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmkb.formulas.compute import training_flops
from mmkb.index.index import Index
from mmkb.schema.values import written
from mmkb.views.anatomy import Anatomy, anatomies
from mmkb.views.calculated import Row, Several, calculated, choices, drawn, known
from mmkb.views.table import UNKNOWN, Cell, Table

COLUMNS = ("model", "params", "tokens", "compute", "reported", "reported_by_computed", "gpu_hours", "spent")


def cost(index: Index, names: Sequence[str], *, tokens: Sequence[float] = (), given: Several) -> Table:
    """Return training compute by 6·N·D for each of `tokens`, or the record's, beside what the record reports.

    Raises NotFoundError, and UsageError where no model can be calculated.
    """
    models = [model for chosen in choices(given) for model in anatomies(index, names, chosen)]

    def rows(model: Anatomy) -> Iterator[Row]:
        count, reported = model.used_params, model.numbers.get("flops")
        for seen in tokens or (model.need("training_tokens"),):
            flops = training_flops(count, seen)
            yield {
                "model": Cell(model.id),
                "params": Cell(count),
                "tokens": Cell(int(seen)),
                "gpu_hours": known(model.numbers.get("gpu_hours")),
                "spent": known(model.numbers.get("spent")),
                "compute": Cell(flops, shown=_short(flops)),
                "reported": Cell(reported, shown=_short(reported)) if reported else UNKNOWN,
                "reported_by_computed": Cell(reported / flops, shown=f"{reported / flops:.2f}×")
                if reported
                else UNKNOWN,
            }

    notes = (
        "reported: compute, hours of accelerators and USD as records have them",
        "compute: 6 · parameters used per token · tokens, in FLOP",
    )
    drawing = drawn("compute", given, COLUMNS, over=tokens)
    return calculated("cost", "training compute", COLUMNS, models, rows, notes, drawing, spare=4)


def _short(flops: float) -> str:
    """Return a number of operations with three digits: 8.4e22."""
    return written(float(f"{flops:.3g}"))
