"""What tuning models takes: trainable parameters, memory, and with a number of tokens the hours and their price."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mmkb.errors import UsageError, did_you_mean
from mmkb.formulas import finetune as tuning
from mmkb.formulas.matrices import TARGETS
from mmkb.index.index import Index
from mmkb.suggest import near
from mmkb.views.anatomy import Anatomy, anatomies
from mmkb.views.calculated import Row, Several, calculated, choices, in_bytes, nominal_note, remarks
from mmkb.views.matrices import matrices
from mmkb.views.room import Room
from mmkb.views.table import UNKNOWN, Cell, Table

COLUMNS = ("model", "method", "params", "trainable", "share", "memory", "activations", "with_checkpointing")
_MEMORY = {
    "full": "full: 16 bytes a parameter (weight, gradient, Adam)",
    "lora": "lora: 2 bytes a frozen weight, 16 a trained one",
    "qlora": "qlora: 4.127 bits a frozen weight, 16 bytes a trained one",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A run to be timed: the tokens it sees, the operations a second of the accelerator, the share of them it does."""

    tokens: float
    peak: float
    utilization: float
    price: float | None = None

    @property
    def said(self) -> str:
        """Return what a note says of it."""
        price = f", {self.price:g} USD an hour" if self.price is not None else ""
        return (
            f"hours: calculated for {self.tokens:,.0f} tokens, one accelerator of {self.peak / 1e12:g} TFLOP/s "
            f"at {self.utilization:.0%} utilization{price}"
        )


def finetune(
    index: Index,
    names: Sequence[str],
    *,
    methods: Sequence[str] = tuning.METHODS,
    rank: int = 8,
    targets: Sequence[str] = ("q", "v"),
    tokens: Sequence[int] = (2048,),
    batch: int = 1,
    run: Run | None = None,
    room: Room | None = None,
    given: Several,
) -> Table:
    """Return trainable parameters and memory of tuning each model by each method, for sequences of each of `tokens`.

    With `run`, hours and price too; with `room`, whether it fits. Raises NotFoundError, and UsageError for an
    unknown method or target and where no model can be calculated.
    """
    for words, allowed, what in ((targets, TARGETS, "target"), (methods, tuning.METHODS, "method")):
        for word in words:
            if word not in allowed:
                raise UsageError(f"no {what} called {word!r}", did_you_mean(near(word, allowed)) or ", ".join(allowed))
    models = [model for chosen in choices(given) for model in anatomies(index, names, chosen)]

    def rows(model: Anatomy) -> Iterator[Row]:
        for method in methods:
            trained, said = _trainable(model, method, rank, targets)
            for length in tokens:
                held = tuning.training_bytes(model.params, method, trained)
                activations = _activations(model, length, batch)
                taken = None if run is None else _hours(model, method, run)
                lacking = None if room is None else _lacking(held, activations, room)
                yield {
                    "model": Cell(model.id),
                    "method": Cell(method),
                    "tokens": Cell(length),
                    "params": Cell(model.params),
                    "trainable": Cell(trained),
                    "share": Cell(trained / model.params, shown=f"{trained / model.params:.3%}"),
                    "memory": in_bytes(held),
                    **activations,
                    "fits": UNKNOWN if lacking is None else Cell(lacking == 1),
                    **(_run_cells(run, taken) if lacking in (None, 1) else {}),
                    "remark": remarks(*said, _said_of_cards(method, lacking, activations, taken)),
                }

    columns = [
        *COLUMNS,
        *(["fits"] if room else []),
        *(["hours"] if run else []),
        *(["price"] if run and run.price is not None else []),
    ]
    if len(tokens) > 1:
        columns.insert(2, "tokens")
    adapters = [f"adapters: rank {rank} on {', '.join(targets)} of every layer"] if set(methods) != {"full"} else []
    notes = [
        "; ".join(adapters + [_MEMORY[method] for method in methods]),
        (
            f"activations: {batch} × {', '.join(f'{length:,}' for length in tokens)} tokens in 16 bits, none recomputed, "
            "or all with checkpointing, as of feed-forward parts of 4 · hidden without experts; they come on top of the memory"
        ),
        *([f"{room.said}, with checkpointing"] if room else []),
        *([run.said] if run else []),
        *nominal_note(models),
    ]
    return calculated("finetune", columns, models, rows, notes)


def _trainable(model: Anatomy, method: str, rank: int, targets: Sequence[str]) -> tuple[float, list[str]]:
    if method == "full":
        return model.params, []
    found, said = matrices(model, targets)
    return tuning.lora_parameters(found, rank), said


def _activations(model: Anatomy, tokens: int, batch: int) -> Row:
    """Return the cells of activations; layers without attention heads have none that the formula knows."""
    layers, hidden, heads = (model.numbers.get(name) for name in ("layers", "hidden", "heads"))
    if not layers or not hidden or not heads:
        return {}
    if model.numbers.get("style") == "encoder-decoder":
        layers += model.numbers.get("encoder_layers") or 0
    return {
        "activations": in_bytes(tuning.activation_bytes(layers, hidden, heads, tokens, batch)),
        "with_checkpointing": in_bytes(tuning.checkpointed_bytes(layers, hidden, tokens, batch)),
    }


def _lacking(held: float, activations: Row, room: Room) -> int:
    """Return how many rooms it takes at least to hold what is held, with the activations of checkpointing where known."""
    kept = activations.get("with_checkpointing", UNKNOWN).value
    return math.ceil((held + (kept if isinstance(kept, (int, float)) else 0)) / room.usable)


def _hours(model: Anatomy, method: str, run: Run) -> float:
    """Return the hours of one accelerator."""
    flops = tuning.tuning_flops(model.used_params, run.tokens, method)
    return tuning.hours(flops, run.peak, run.utilization)


def _run_cells(run: Run | None, taken: float | None) -> Row:
    """Return the cells of hours and price."""
    if run is None or taken is None:
        return {}
    price = UNKNOWN if run.price is None else Cell(taken * run.price, shown=f"{taken * run.price:,.2f}")
    return {"hours": Cell(taken, shown=f"{taken:,.3g}"), "price": price}


def _said_of_cards(method: str, rooms: int | None, activations: Row, taken: float | None) -> str | None:
    """Return what is to be said of the card: that one does not do, or that activations are not known."""
    if rooms is None:
        return None
    if rooms > 1:
        hours = "" if taken is None else f", on which it would take {taken:,.3g} hours of one in all"
        return f"{method} does not fit: at least {rooms:,} such cards{hours}"
    return (
        None if activations else f"{method} fits without activations, which need attention.heads and attention.hidden"
    )
