"""How query heads share key/value heads: of a mechanism by given numbers, or of the layers of a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.views.anatomy import Anatomy, anatomies
from mmkb.views.kv_cache import spans
from mmkb.views.unrecorded import complete

EXAMPLES = {"mha": (8, 8), "gqa": (8, 2), "mqa": (8, 1)}
"""Query and key/value heads with which a mechanism is drawn where none are given."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Query heads and the key/value heads that they share; without any, one latent serves them all."""

    title: str
    heads: int
    kv_heads: int | None


def sharing(index: Index, name: str, *, heads: int | None, kv_heads: int | None) -> list[Sharing]:
    """Return how heads are shared in the mechanism or the model called `name`, once for each way that its layers have.

    Raises UsageError for heads that cannot be shared evenly and for models whose heads are not recorded, NotFoundError for
    an unknown name.
    """
    if name in EXAMPLES:
        usual_heads, usual_kv_heads = EXAMPLES[name]
        asked = heads or max(usual_heads, kv_heads or 0)
        shared = kv_heads or {"mha": asked, "mqa": 1}.get(name, usual_kv_heads)
        return [_even(Sharing(_title(name, asked, shared), asked, shared))]
    given = {key: number for key, number in (("heads", heads), ("kv_heads", kv_heads)) if number is not None}
    given["head_dim"] = 1  # how wide a head is makes no difference here
    found = [shared for model in anatomies(index, [name], given) for shared in _of(model)]
    return list(dict.fromkeys(map(_even, found)))


def _of(model: Anatomy) -> Sequence[Sharing]:
    """Return the ways of a model; layers that do not attend have none."""
    by_heads: dict[tuple[int, int | None], list[str]] = {}
    layered = bool(model.groups) or model.numbers.get("layers") is not None
    model = (
        model if layered else replace(model, numbers={**model.numbers, "layers": 1})
    )  # their number makes no difference
    for layers in complete(model, Anatomy.layers):
        if layers.heads:
            shared = None if layers.latent_dim is not None else layers.kv_heads
            by_heads.setdefault((layers.heads, shared), []).append(spans([layers]))
    if not by_heads:
        raise UsageError(f"{model.id} has no attention heads", "its layers keep a state: see mmkb kv-cache")
    return [
        Sharing(_title(model.id, heads, shared) + f" in layers: {' + '.join(where)}" * layered, heads, shared)
        for (heads, shared), where in by_heads.items()
    ]


def _title(name: str, heads: int, kv_heads: int | None) -> str:
    if kv_heads is None:
        return f"{name}: {heads} query heads share one latent"
    each = f", {heads // kv_heads} each" if kv_heads < heads else ", one each"
    return f"{name}: {heads} query heads on {kv_heads} key/value head{'s' * (kv_heads > 1)}{each}"


_MOST = 1024
"""Heads that are drawn at most: no model has more."""


def _even(shared: Sharing) -> Sharing:
    if shared.kv_heads is not None and (shared.kv_heads > shared.heads or shared.heads % shared.kv_heads):
        raise UsageError(
            f"{shared.heads} query heads cannot share {shared.kv_heads} key/value heads evenly",
            "take a divisor of the query heads",
        )
    if shared.heads > _MOST:
        raise UsageError(f"{shared.heads:,} query heads are too many to draw", f"at most {_MOST:,}")
    return shared
