"""Calculations on records: what the cache, the weights, the tuning and the training of models take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mmkb.errors import UsageError
from mmkb.formulas import finetune as tuning
from mmkb.formulas.compute import training_flops
from mmkb.formulas.dtypes import BYTES, GIB, human_bytes
from mmkb.formulas.kv_cache import Shape, as_multi_head, cached_numbers, numbers_per_layer
from mmkb.formulas.memory import visual_tokens, weight_bytes
from mmkb.index.index import Index
from mmkb.rows.columns import values
from mmkb.rows.links import parts
from mmkb.rows.records import members
from mmkb.views.find import find
from mmkb.views.listing import cells
from mmkb.views.table import UNKNOWN, Cell, Column, Table

Given = Mapping[str, int | float]
"""Numbers that the user gives where a record lacks them, or to ask what would be, by the short name of the field."""

_FIELDS = {
    "params": "params",
    "active_params": "active_params",
    "mechanism": "attention.mechanism",
    "layers": "attention.layers",
    "hidden": "attention.hidden",
    "heads": "attention.heads",
    "kv_heads": "attention.kv_heads",
    "head_dim": "attention.head_dim",
    "window": "attention.window",
    "window_layers": "attention.window_layers",
    "latent_dim": "attention.latent_dim",
    "rope_dim": "attention.rope_dim",
    "cross_layers": "attention.cross_layers",
    "ffn": "architecture.ffn",
    "resolution": "vision.resolution",
    "patch": "vision.patch",
    "visual_tokens": "vision.tokens",
    "tokens": "training.tokens",
    "flops": "training.flops",
}
_FROM_BACKBONE = (
    "mechanism",
    "layers",
    "hidden",
    "heads",
    "kv_heads",
    "head_dim",
    "window",
    "window_layers",
    "latent_dim",
    "rope_dim",
    "ffn",
)
FIELDS = tuple(_FIELDS.values())
"""The fields that calculations draw on."""

_EXACT_TOKENS = frozenset({"linear", "mlp"})


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The numbers of one model, its own or given; a missing one is asked for by name."""

    id: str
    numbers: Mapping[str, Any]
    connector: frozenset[str]

    def need(self, name: str) -> Any:  # noqa: ANN401 the column's type
        """Return a number; raises UsageError that names the field and the option when it is not recorded."""
        value = self.numbers.get(name)
        if value is None:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{self.id}: {_FIELDS[name]} is not recorded", f"give it by {option} N")
        return value


def kv_cache(
    index: Index, names: Sequence[str], *, tokens: int, batch: int, dtype: str, images: int, given: Given
) -> Table:
    """Return the cache of each model for `batch` sequences of `tokens`, beside what multi-head attention would need."""
    rows = []
    for model in _anatomies(index, names, given):
        shape = _shape(model)
        seen = _image_tokens(model) * images if shape.cross_layers and images else 0
        size = BYTES[dtype] * batch
        total = cached_numbers(shape, tokens, seen) * size
        full = cached_numbers(as_multi_head(shape), tokens, seen) * size
        per_token = numbers_per_layer(shape) * (shape.layers - shape.cross_layers) * BYTES[dtype]
        kv_heads = Cell(shape.kv_heads) if shape.latent_dim is None else Cell(None, "not-applicable")
        saved = Cell(full / total, shown=f"{full / total:.3g}×") if full else UNKNOWN
        mechanism = _text(model.numbers.get("mechanism"))
        heads = (Cell(model.id), mechanism, Cell(shape.layers), Cell(shape.heads), kv_heads)
        rows.append((*heads, _bytes(per_token), _bytes(total), _bytes(full) if full else UNKNOWN, saved))
    columns = ("model", "mechanism", "layers", "heads", "kv_heads", "per_token", "cache", "as_mha", "saved")
    notes = (f"{dtype}, {tokens:,} tokens, batch {batch}" + (f", {images} images" if images else ""),)
    return _table("kv-cache", columns, rows, notes)


def memory(
    index: Index,
    names: Sequence[str],
    *,
    dtypes: Sequence[str],
    tokens: int,
    batch: int,
    images: int,
    budget: float,
    given: Given,
) -> Table:
    """Return weights and cache of each model in each number format, and whether they fit into `budget` GiB."""
    unknown = [dtype for dtype in dtypes if dtype not in BYTES]
    if unknown:
        raise UsageError(f"no number format called {unknown[0]!r}", f"one of: {', '.join(BYTES)}")
    rows = []
    for model in _anatomies(index, names, given):
        shape = _shape(model)
        visual = _image_tokens(model) * images if images else 0
        text = tokens + (0 if shape.cross_layers else visual)
        cache = cached_numbers(shape, text, visual if shape.cross_layers else 0) * batch
        for dtype in dtypes:
            weights = weight_bytes(model.need("params"), dtype)
            kept = cache * max(BYTES[dtype], 1.0)
            total = weights + kept
            rows.append((Cell(model.id), Cell(dtype), _bytes(weights), Cell(text), _bytes(kept), _bytes(total),
                         Cell(total <= budget * GIB)))  # fmt: skip
    notes = (
        f"{tokens:,} text tokens, {images} images, batch {batch}; fits: into {budget:g} GiB",
        "the cache is kept in 8 bits where weights have 4; activations and the framework's own memory come on top",
    )
    return _table("memory", ("model", "dtype", "weights", "tokens", "cache", "total", "fits"), rows, notes)


def finetune(
    index: Index, names: Sequence[str], *, method: str, rank: int, targets: Sequence[str], given: Given
) -> Table:
    """Return trainable parameters and memory of tuning each model by `method`."""
    unknown = [target for target in targets if target not in tuning.TARGETS]
    if unknown:
        raise UsageError(f"no target called {unknown[0]!r}", f"one of: {', '.join(tuning.TARGETS)}")
    rows = []
    for model in _anatomies(index, names, given):
        params = model.need("params")
        trainable = params if method == "full" else tuning.lora_parameters(_matrices(model, targets), rank, targets)
        rows.append((Cell(model.id), Cell(params), Cell(trainable), Cell(trainable / params, shown=f"{trainable / params:.3%}"),
                     _bytes(tuning.training_bytes(params, method, trainable))))  # fmt: skip
    frozen = {
        "full": "",
        "lora": "frozen weights 2 bytes a parameter; ",
        "qlora": "frozen weights 4.127 bits a parameter; ",
    }
    adapters = "" if method == "full" else f"rank {rank} on {', '.join(targets)} of every layer; "
    notes = (
        f"{method}: {adapters}{frozen[method]}16 bytes per trained parameter (weight, gradient, Adam); without activations",
    )
    return _table("finetune", ("model", "params", "trainable", "share", "memory"), rows, notes)


def cost(index: Index, names: Sequence[str], *, tokens: float | None, given: Given) -> Table:
    """Return training compute by 6·N·D, beside what the record reports."""
    rows = []
    for model in _anatomies(index, names, given):
        count = model.numbers.get("active_params") or model.need("params")
        seen = tokens if tokens is not None else model.need("tokens")
        flops, reported = training_flops(count, seen), model.numbers.get("flops")
        ratio = Cell(reported / flops, shown=f"{reported / flops:.2f}×") if reported else UNKNOWN
        rows.append((Cell(model.id), Cell(count), Cell(seen), Cell(flops, shown=f"{flops:.3g}"),
                     Cell(reported, shown=f"{reported:.3g}") if reported else UNKNOWN, ratio))  # fmt: skip
    notes = ("compute: 6 · parameters used per token · tokens, in FLOP",)
    return _table("cost", ("model", "params", "tokens", "compute", "reported", "reported_by_computed"), rows, notes)


_TYPES = {"model": "id", "mechanism": "text", "dtype": "text", "fits": "bool"}


def _table(title: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]], notes: tuple[str, ...]) -> Table:
    heads = tuple(
        Column(name, name.replace("_", " "), _TYPES.get(name, "quantity"), "bytes" if _in_bytes(name) else None)  # type: ignore[arg-type]
        for name in columns
    )
    return Table(title, heads, tuple(rows), len(rows), notes=notes, kind=title)


def _in_bytes(name: str) -> bool:
    return name in ("per_token", "cache", "as_mha", "weights", "total", "memory")


def _anatomies(index: Index, names: Sequence[str], given: Given) -> list[Anatomy]:
    """Return the models called `names`; variants of a release that are alike in all numbers stand once."""
    found = []
    for name in names:
        *_, id_ = find(index, name, "models")[0]
        models = [_anatomy(index, rid, row_id, given) for rid, row_id in members(index, ("models",), id_)]
        alike = all(model.numbers == models[0].numbers for model in models)
        found += [replace(models[0], id=id_)] if alike else models
    return found


def _anatomy(index: Index, rid: int, id_: str, given: Given) -> Anatomy:
    numbers, connector = _numbers(index, rid)
    backbones = [link.target for link in parts(index, [rid], ["backbone"]) if link.target is not None]
    if len(backbones) == 1 and numbers["layers"] is None:
        theirs, _ = _numbers(index, backbones[0])
        numbers |= {name: theirs[name] for name in _FROM_BACKBONE if numbers[name] is None}
    return Anatomy(id_, {**numbers, **given}, connector)


def _numbers(index: Index, rid: int) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the numbers of a model by their short names, and its connectors."""
    row = values(index, "models", [rid], [*_FIELDS.values(), "connector"])[rid]
    connector = index.fields("models").get("connector")
    assert connector is not None
    return dict(zip(_FIELDS, row, strict=False)), frozenset(map(str, cells(row[-1], connector)))


def _shape(model: Anatomy) -> Shape:
    latent = model.numbers.get("latent_dim")
    heads = model.need("heads")
    return Shape(
        layers=model.need("layers"),
        heads=heads,
        kv_heads=heads if latent is not None else model.need("kv_heads"),
        head_dim=(model.numbers.get("head_dim") or 0) if latent is not None else model.need("head_dim"),
        window=model.numbers.get("window"),
        window_layers=model.numbers.get("window_layers"),
        latent_dim=latent,
        rope_dim=model.need("rope_dim") if latent is not None else 0,
        cross_layers=model.numbers.get("cross_layers") or 0,
    )


def _matrices(model: Anatomy, targets: Sequence[str]) -> tuning.Matrices:
    needs_ffn = any(target in ("gate", "up", "down") for target in targets)
    return tuning.Matrices(
        layers=model.need("layers"),
        hidden=model.need("hidden"),
        heads=model.need("heads"),
        kv_heads=model.need("kv_heads"),
        head_dim=model.need("head_dim"),
        ffn=model.need("ffn") if needs_ffn else None,
    )


def _image_tokens(model: Anatomy) -> int:
    """Return the tokens of one picture: as recorded, else by resolution and patch where the connector keeps their number."""
    if model.numbers.get("visual_tokens") is None and model.connector and model.connector <= _EXACT_TOKENS:
        return visual_tokens(model.need("resolution"), model.need("patch"))
    return int(model.need("visual_tokens"))


def _bytes(count: float) -> Cell:
    return Cell(count, shown=human_bytes(count))


def _text(value: str | None) -> Cell:
    return Cell(value) if value else UNKNOWN
