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


def _texts(**helps: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(name, "text", help_) for name, help_ in helps.items())


_ROW = _texts(kind="The kind of the record.", id="Its id, as in the relation of its kind.")
_FIELD = Attribute("field", "text", "As in the relation `fields`; `score` stands for a whole result or claim.")
_SOURCE = Attribute("source", "text", "The document where it stands.", target=("sources", "id"))

SHARED = (
    Shared(
        "releases",
        "Releases of models; the rows of `models` are their variants.",
        whole.releases,
        _texts(id="The release's id.", name="Its name."),
        ("id",),
    ),
    Shared(
        "facts",
        "Every fact: whether its value is known, undisclosed, not-stated or not-applicable; whether it was read at its "
        "source, inferred from it, or is only cited; whether its list is partial.",
        whole.facts,
        (
            *_ROW,
            _FIELD,
            *_texts(status="known, undisclosed, not-stated or not-applicable.", state="read, inferred or cited."),
            Attribute("partial", "bool", "Whether the list is not whole."),
        ),
    ),
    Shared(
        "evidence",
        "Where each fact stands: the source, the place in it, the day on which it was read there, or inferred and why "
        "(neither: cited only).",
        whole.evidence,
        (
            *_ROW,
            _FIELD,
            _SOURCE,
            *_texts(at="The place in it."),
            Attribute("read", "text", "The day on which it was read there.", dated=True),
            Attribute("inferred", "text", "The day on which it was concluded from what stands there.", dated=True),
            *_texts(
                because="How it was concluded.",
                note="What else is to be said.",
                stages="The numbers of the training stages it speaks of, where not of all.",
            ),
        ),
    ),
    Shared(
        "licence_chain",
        "The chain of licences behind each model: itself, base, backbone, encoders, data.",
        whole.licence_chains,
        (
            Attribute("model", "text", "The model.", target=("models", "id")),
            Attribute("position", "integer", "The place in the chain, the model itself first."),
            *_texts(
                role="What the part is to the model.",
                part="The part: a model, a data set.",
                license="Its own licence.",
                commercial="Whether what holds for it allows commercial use.",
                covering="The licence in place of its own: the newer one of the same makers, or that of its checkpoint.",
            ),
        ),
    ),
    Shared(
        "links",
        "Every reference between records, resolved: a release that is named leads to each of its variants.",
        whole.links,
        _texts(
            from_kind="The kind of the record that refers.",
            from_id="Its id.",
            field="The field that holds the reference.",
            written="The reference as it is written.",
            to_kind="The kind of the record that it leads to.",
            to_id="Its id.",
        ),
    ),
    Shared(
        "names",
        "Every name under which a record is found: ids, names, aliases in any language, arXiv ids.",
        whole.names,
        (*_ROW, *_texts(field="The field that holds the name.", name="The name.")),
    ),
)
