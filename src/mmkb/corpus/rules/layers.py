"""Rules about the layers of a model: what is said of groups of them agrees with what is said of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mmkb.corpus.corpus import Corpus
from mmkb.corpus.finding import Finding
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.unfold import variants

_LIMITED = ("window", "chunk")


def layers_add_up(corpus: Corpus) -> Iterator[Finding]:
    """The layers of the groups make all layers, no two groups are alike, and a window or chunk has a length.

    Layers without experts are at most all layers, and so are those with a feed-forward part.
    """
    for file, document in corpus.of("models"):
        for number, row in enumerate(variants(document)):
            place = ("variants", number, "id") if document.get("variants") else ("id",)
            for said in _wrong(row.get("attention", {}), row.get("architecture", {})):
                yield corpus.at(file, place, "MM421", f"{row['id']}: {said}")


def _wrong(attention: Mapping[str, Any], architecture: Mapping[str, Any]) -> Iterator[str]:
    groups, layers = attention.get("groups") or [], attention.get("layers")
    counted = sum(group["count"] for group in groups)
    if groups and counted != layers:
        yield f"its groups have {counted} layers, not {layers}"
    kinds = [{key: value for key, value in group.items() if key != "count"} for group in groups]
    if any(kind in kinds[:number] for number, kind in enumerate(kinds)):
        yield "two of its groups of layers are alike: write them as one"
    for holder in (attention, *groups):
        if holder.get("span") in _LIMITED and "window" not in {**attention, **holder}:
            yield f"span: {holder['span']} without window: how long is it?"
    for name in ("dense_layers", "ffn_layers"):
        some = architecture.get(name)
        if isinstance(some, int) and isinstance(layers, int) and some > layers:
            yield f"{name} are {some} of {layers} layers"


RULES = (Rule("MM421", "layers do not add up", layers_add_up),)
