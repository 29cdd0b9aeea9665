"""The relations that all kinds share: releases, facts, evidence, licence chains, links, names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mmkb.index.index import Index
from mmkb.rows import whole
from mmkb.rows.whole import Rows
from mmkb.views.relation import Attribute


@dataclass(frozen=True, slots=True)
class Shared:
    """A relation of the whole knowledge base; `rows` reads it from the index."""

    name: str
    help: str
    rows: Callable[[Index], Rows]
    attributes: tuple[Attribute, ...]
    key: tuple[str, ...] = ()


def _texts(*names: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(name, "text") for name in names)


_ROW = _texts("kind", "id")
_FIELD = Attribute("field", "text", "As in the relation `fields`; `score` stands for a whole result or claim.")
_SOURCE = Attribute("source", "text", target=("sources", "id"))

SHARED = (
    Shared(
        "releases",
        "Releases of models; the rows of `models` are their variants.",
        whole.releases,
        _texts("id", "name"),
        ("id",),
    ),
    Shared(
        "facts",
        "Every fact: whether its value is known, undisclosed, not-stated or not-applicable; whether it was read at its "
        "source, inferred from it, or is only cited; whether its list is partial.",
        whole.facts,
        (*_ROW, _FIELD, *_texts("status", "state"), Attribute("partial", "bool")),
    ),
    Shared(
        "evidence",
        "Where each fact stands: the source, the place in it, the day on which it was read there, or inferred and why "
        "(neither: cited only).",
        whole.evidence,
        (*_ROW, _FIELD, _SOURCE, *_texts("at", "read", "inferred", "because", "note")),
    ),
    Shared(
        "licence_chain",
        "The chain of licences behind each model: itself, base, backbone, encoders, data.",
        whole.licence_chains,
        (
            Attribute("model", "text", target=("models", "id")),
            Attribute("position", "integer"),
            *_texts("role", "part", "license", "commercial"),
        ),
    ),
    Shared(
        "links",
        "Every reference between records, resolved: a release that is named leads to each of its variants.",
        whole.links,
        _texts("from_kind", "from_id", "field", "written", "to_kind", "to_id"),
    ),
    Shared(
        "names",
        "Every name under which a record is found: ids, names, aliases in any language, arXiv ids.",
        whole.names,
        (*_ROW, *_texts("field", "name")),
    ),
)
