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
from mmkb.views.calculated import Row, Several, calculated, choices, drawn, in_bytes, nominal_note, remarks
from mmkb.views.matrices import matrices
from mmkb.views.room import Room
from mmkb.views.table import UNKNOWN, Cell, Table

COLUMNS = (
    *("model", "method", "trainable", "memory", "activations", "total", "total_with_checkpointing"),
    *("share", "with_checkpointing", "params"),
)
_MEMORY = {
    "full": "full: 16 bytes a parameter (weight, gradient, Adam)",
    "lora": "lora: 2 bytes a frozen weight, 16 a trained one",
    "qlora": "qlora: 4.127 bits a frozen weight, 16 bytes a trained one",
}
_ATTENTION = {
    "flash": " but for the matrices of attention, as FlashAttention does (--attention full keeps them)",
    "full": ", the matrices of attention among them (--attention flash recomputes these)",
}
_TOTAL = {"activations": "total", "with_checkpointing": "total_with_checkpointing"}
_NO_ACTIVATIONS = "counted without activations, which need attention.heads and attention.hidden"


@dataclass(frozen=True, slots=True)
class Run:
    """A run to be timed: the tokens it sees, the operations a second of one accelerator, the share of them it does.

    `price` is in USD for an hour of one accelerator.
    """

    tokens: float
    peak: float
    utilization: float
    price: float | None = None

    @property
    def said(self) -> str:
        """Return what a note says of it."""
        price = f", {self.price:g} USD an hour of each" if self.price is not None else ""
        return (
            f"hours: calculated for {self.tokens:,.0f} tokens, on one accelerator or as many cards as are counted, each "
            f"of {self.peak / 1e12:g} TFLOP/s at {self.utilization:.0%} utilization{price}"
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
    attention: str = "flash",
    run: Run | None = None,
    room: Room | None = None,
    given: Several,
) -> Table:
    """Return trainable parameters and memory of tuning each model by each method, for sequences of each of `tokens`.

    With `run`, hours and price too; with `room`, whether it fits one such card, or how many it takes at least, and the
    hours and price are those of so many. Raises NotFoundError, and UsageError for an
    unknown method, target or way of attention and where no model can be calculated.
    """
    known = (
        (targets, TARGETS, "target"),
        (methods, tuning.METHODS, "method"),
        ([attention], tuning.ATTENTION, "attention"),
    )
    for words, allowed, what in known:
        for word in words:
            if word not in allowed:
                raise UsageError(f"no {what} called {word!r}", did_you_mean(near(word, allowed)) or ", ".join(allowed))
    models = [model for chosen in choices(given) for model in anatomies(index, names, chosen)]

    def rows(model: Anatomy) -> Iterator[Row]:
        for method in methods:
            trained, said = _trainable(model, method, rank, targets)
            for length in tokens:
                held = tuning.training_bytes(model.params, method, trained)
                activations = _activations(model, length, batch, attention)
                least = held + activations.get("with_checkpointing", 0)
                cards = 1 if room is None else math.ceil(least / room.usable)
                yield {
                    "model": Cell(model.id),
                    "method": Cell(method),
                    "tokens": Cell(length),
                    "params": Cell(model.params),
                    "trainable": Cell(trained),
                    "share": Cell(trained / model.params, shown=f"{trained / model.params:.3%}"),
                    "memory": in_bytes(held),
                    **{name: in_bytes(kept) for name, kept in activations.items()},
                    **{_TOTAL[name]: in_bytes(held + kept) for name, kept in activations.items()},
                    "fits": Cell(cards == 1),
                    "cards": Cell(cards),
                    **(_run_cells(model, method, run, cards) if run else {}),
                    "remark": remarks(
                        *said, model.beyond(length), _NO_ACTIVATIONS if room and not activations else None
                    ),
                }

    columns = [
        *COLUMNS,
        *(["fits", "cards"] if room else []),
        *(["hours"] if run else []),
        *(["price"] if run and run.price is not None else []),
    ]
    if len(tokens) > 1:
        columns.insert(2, "tokens")
    adapters = [f"adapters: rank {rank} on {', '.join(targets)} of every layer"] if set(methods) != {"full"} else []
    notes = [
        "; ".join(adapters + [_MEMORY[method] for method in methods]),
        (
            f"activations: {batch} × {', '.join(f'{length:,}' for length in tokens)} tokens in 16 bits, none recomputed"
            f"{_ATTENTION[attention]}, or all with checkpointing; as of feed-forward parts of 4 · hidden without experts"
        ),
        "memory: weights, gradients and optimizer; total: with the activations",
        *(
            [f"{room.said}, with checkpointing", "cards: as many as hold it at least, if all is shared out evenly"]
            if room
            else []
        ),
        *([run.said] if run else []),
        *nominal_note(models),
    ]
    what, apart = ("activations", ()) if len(tokens) > 1 else ("memory", ("method",))
    drawing = drawn(what, given, columns, apart, tokens)
    return calculated("finetune", "tuning memory", columns, models, rows, notes, drawing, tokens, spare=3)


def _trainable(model: Anatomy, method: str, rank: int, targets: Sequence[str]) -> tuple[float, list[str]]:
    if method == "full":
        return model.params, []
    found, said = matrices(model, targets)
    return tuning.lora_parameters(found, rank), said


def _activations(model: Anatomy, tokens: int, batch: int, attention: str) -> dict[str, float]:
    """Return the bytes of activations by column; layers without attention heads have none that the formula knows."""
    layers, hidden, heads = (model.numbers.get(name) for name in ("layers", "hidden", "heads"))
    if not layers or not hidden or not heads:
        return {}
    if model.numbers.get("style") == "encoder-decoder":
        layers += model.numbers.get("encoder_layers") or 0
    return {
        "activations": tuning.activation_bytes(layers, hidden, heads, tokens, batch, attention),
        "with_checkpointing": tuning.checkpointed_bytes(layers, hidden, tokens, batch),
    }


def _run_cells(model: Anatomy, method: str, run: Run, cards: int) -> Row:
    """Return the cells of the hours of a run on so many cards, and of the price of all of them."""
    alone = tuning.hours(tuning.tuning_flops(model.used_params, run.tokens, method), run.peak, run.utilization)
    price = UNKNOWN if run.price is None else Cell(alone * run.price, shown=f"{alone * run.price:,.2f}")
    return {"hours": Cell(alone / cards, shown=f"{alone / cards:,.3g}"), "price": price}
