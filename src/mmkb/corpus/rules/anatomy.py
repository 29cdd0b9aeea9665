"""Rules about numbers of a model that follow from each other: its size, its layers and what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from mmkb.corpus.corpus import Corpus, Place
from mmkb.corpus.finding import Finding
from mmkb.corpus.read import ReadFile
from mmkb.corpus.rules.rule import Rule
from mmkb.schema.unfold import flatten, own_rows
from mmkb.schema.values import ABSENT, quantity, short_quantity

TOLERANCE = 0.15
_UNLIKE = frozenset({"state", "shared", "image", "none"})
"""The spans of layers whose matrices are not those of a plain transformer layer."""


def against_anatomy(corpus: Corpus) -> Iterator[Finding]:
    """The parameters follow from the anatomy: layers, heads, feed-forward size, experts and vocabulary.

    A count more than 15 % off every reading of them (gated or plain feed-forward layers, embeddings shared or not) points
    to a wrong number; where the number is right all the same, a waiver says why.
    """
    return _off(corpus, "MM409", "params", "architecture.experts", "parameters")


def active_against_anatomy(corpus: Corpus) -> Iterator[Finding]:
    """The parameters used for one token follow from the anatomy, with the experts that one token uses.

    A count more than 15 % off every reading points to a wrong number, or to shared experts or dense layers that are missing;
    where the number is right all the same, a waiver says why.
    """
    return _off(corpus, "MM423", "active_params", "architecture.active_experts", "active parameters")


def head_dimension(corpus: Corpus) -> Iterator[Finding]:
    """Query heads times their dimension make the hidden size, unless the architecture sets the head dimension apart.

    Where it does (Gemma, Qwen3, PaLM and others), a waiver says so.
    """
    for file, place, row in _model_rows(corpus):
        heads, size, hidden = (row.get(f"attention.{name}") for name in ("heads", "head_dim", "hidden"))
        if not (isinstance(heads, int) and isinstance(size, int) and isinstance(hidden, int)):
            continue
        if heads * size != hidden and "attention.latent_dim" not in row:
            message = f"{row['id']}: {heads} heads of {size} make {heads * size}, not {hidden}"
            yield corpus.at(file, place, "MM410", message)


def _off(corpus: Corpus, code: str, stated: str, experts: str, what: str) -> Iterator[Finding]:
    """Yield the models of whose parameters no reading of the anatomy with so many experts comes near."""
    for file, place, row in _model_rows(corpus):
        value = row.get(stated)
        if value is None or value in ABSENT or (stated != "params" and experts not in row):
            continue
        number = quantity(value)
        nearest = min(_estimates(row, experts), key=lambda estimate: abs(estimate - number), default=number)
        if abs(nearest - number) > TOLERANCE * number:
            about = short_quantity(round(nearest, -6))
            yield corpus.at(file, place, code, f"{row['id']}: {value} {what} stated, about {about} by its anatomy")


def _estimates(row: Mapping[str, Any], experts: str) -> Iterator[float]:
    """Yield the parameters of a decoder or encoder of this anatomy, for every reading that the record leaves open."""
    numbers = _whole(row, "attention.layers", "attention.hidden", "architecture.ffn")
    matrices = _attention(row)
    vocabulary = row.get("architecture.vocabulary")
    parts = any(path in row for path in ("vision.encoder", "backbone", "attention.groups.head_dim"))
    parts = parts or bool(_UNLIKE & {row.get("attention.span"), *row.get("attention.groups.span", ())})
    if parts or numbers is None or matrices is None or vocabulary is None or vocabulary in ABSENT:
        return
    layers, hidden, ffn = numbers
    attentions, feeding = layers, layers
    if row.get("architecture.style") == "encoder-decoder":  # its decoder attends to the encoder as well
        encoder = _count(row, "attention.encoder_layers") or layers
        attentions, feeding = encoder + 2 * layers, encoder + layers
    tied = row.get("architecture.tied")
    for of_expert in (2, 3):
        for embeddings in (1, 2) if tied is None else (1,) if tied else (2,):
            inner = attentions * matrices + of_expert * hidden * _feed_forward(row, feeding, ffn, experts)
            yield inner + embeddings * hidden * quantity(vocabulary)


def _attention(row: Mapping[str, Any]) -> int | None:
    """Return the parameters of the attention matrices of one layer, or None where the record does not tell."""
    of = partial(_whole, row)
    if "attention.latent_dim" not in row:
        plain = of("attention.hidden", "attention.heads", "attention.kv_heads", "attention.head_dim")
        return None if plain is None else 2 * plain[0] * plain[3] * (plain[1] + plain[2])
    latent = of("attention.hidden", "attention.heads", "attention.latent_dim")
    sides = of("attention.nope_dim", "attention.rope_dim", "attention.value_dim")
    if latent is None or sides is None:
        return None
    (hidden, heads, kept), (nope, rope, value) = latent, sides
    (queries,) = of("attention.query_latent_dim") or (0,)
    to_queries = queries * (hidden + heads * (nope + rope)) if queries else hidden * heads * (nope + rope)
    return to_queries + hidden * (kept + rope) + kept * heads * (nope + value) + heads * value * hidden


def _feed_forward(row: Mapping[str, Any], layers: int, ffn: int, experts: str) -> int:
    """Return the sum of the feed-forward sizes of all layers and experts."""
    routed, shared = _count(row, experts) or 1, _count(row, "architecture.shared_experts")
    dense, size = _count(row, "architecture.dense_layers"), _count(row, "architecture.dense_ffn")
    return dense * size + (layers - dense) * (routed + shared) * ffn


def _count(row: Mapping[str, Any], path: str) -> int:
    value = row.get(path)
    return value if isinstance(value, int) else 0


def _whole(row: Mapping[str, Any], *paths: str) -> list[int] | None:
    """Return the numbers, or None where one is not recorded or none."""
    numbers = [_count(row, path) for path in paths]
    return numbers if all(numbers) else None


def _model_rows(corpus: Corpus) -> Iterator[tuple[ReadFile, Place, dict[str, Any]]]:
    """Yield every variant, flattened, with the place of its id."""
    for file, document in corpus.of("models"):
        for number, row in enumerate(own_rows("models", document)):
            yield file, ("variants", number, "id") if document.get("variants") else ("id",), flatten(row)


RULES = (
    Rule("MM409", "parameters against the anatomy", against_anatomy),
    Rule("MM410", "heads against the hidden size", head_dimension),
    Rule("MM423", "active parameters against the anatomy", active_against_anatomy),
)
