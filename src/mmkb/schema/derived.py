"""The fields that no record holds, because they follow from others, and the classes of access that are told from facts."""

from __future__ import annotations

from mmkb.schema.field import LAYER, Field
from mmkb.schema.kinds import EVIDENCED
from mmkb.schema.vocabulary import MODALITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ACCESS = {
    "open-source": "weights, pre-training and tuning data, training code, and every model inside it are open",
    "open-weights": "weights for anyone, under a licence that allows every use",
    "restricted-weights": "weights to be had, but on request, or under a licence (its own or a part's) that limits use",
    "unlicensed-weights": "weights to be had, but their licence is not on record",
    "api-only": "no weights, but an interface for programs",
    "product-only": "neither weights nor an interface, but a service or app in which people use it",
    "unreleased": "no weights, and no way to use it is on record",
    "unknown-access": "nothing is on record about the weights",
}
"""The access classes: every model has one."""

ACCESS_GROUPS = {
    "open": ("open-source", "open-weights", "restricted-weights", "unlicensed-weights"),
    "proprietary": ("api-only", "product-only"),
}
"""Words of a query that stand for several classes; none is itself a class."""


def layer_field(kind: str, names: Sequence[str]) -> Field:
    """Return the field that a kind has where records come from several layers, whose `names` are given, the lowest first."""
    return Field(
        kind,
        LAYER,
        LAYER,
        "enum",
        many=True,
        values=names,
        derived=True,
        example=names[-1],
        help="The layers that wrote the record: the lowest, and those that amend it.",
    )


DERIVED: tuple[Field, ...] = (
    Field(
        "models",
        "access",
        "access",
        "enum",
        values=tuple(ACCESS),
        groups=ACCESS_GROUPS,
        derived=True,
        example="open",
        help="Access class, derived from the openness grades and the licences. `open`: the weights can be had "
        "(open-source, open-weights, restricted-weights, unlicensed-weights); `proprietary`: kept back while it is used "
        "(api-only, product-only). `mmkb help access` explains each.",
    ),
    Field(
        "models",
        "modality",
        "modality",
        "enum",
        many=True,
        values=tuple(MODALITIES),
        derived=True,
        example="video",
        help="What it takes or makes: input and output together.",
    ),
    Field(
        "models",
        "country",
        "country",
        "text",
        many=True,
        derived=True,
        example="China",
        help="The countries of its developers, from their records; `multinational` where no source names them.",
    ),
    Field(
        "models",
        "covered_by",
        "covered_by",
        "ref",
        many=True,
        target="surveys",
        derived=True,
        example="zhang",
        help="The surveys that cover it, as far as they are on record.",
    ),
    Field(
        "models",
        "commercial",
        "commercial",
        "enum",
        values=("yes", "conditional", "no"),
        derived=True,
        example="yes",
        help="Commercial use, the strictest along the chain of licences: model, base, backbone, encoders, generators, and data "
        "whose licence or terms are on record. Not legal advice.",
    ),
    *(
        Field(
            kind,
            "source",
            "source",
            "ref",
            many=True,
            target="sources",
            derived=True,
            example="2304.08485",
            help="Any source behind a fact of the record, by id or arXiv id.",
        )
        for kind in EVIDENCED
    ),
    *(
        Field(
            kind,
            "read",
            "read",
            "bool",
            derived=True,
            example="no",
            help="Whether every fact was seen at its source; `no` finds rows with a fact that is inferred or only cited.",
        )
        for kind in (*EVIDENCED, "results", "claims")
    ),
    *(
        Field(
            kind,
            "disputed",
            "disputed",
            "text",
            many=True,
            derived=True,
            example="connector",
            help="Fields on which a source disagrees.",
        )
        for kind in EVIDENCED
    ),
)
