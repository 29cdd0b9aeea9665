"""The relations that all kinds share: releases, facts, evidence, disputes, licence chains, links, names."""

from __future__ import annotations

from dataclasses import dataclass

from mmkb.views.relation import Attribute


@dataclass(frozen=True, slots=True)
class Shared:
    """A relation that one statement reads from the index."""

    name: str
    help: str
    sql: str
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
        "SELECT record, max(record_name) FROM rows WHERE kind = 'models' GROUP BY record ORDER BY record",
        _texts("id", "name"),
        ("id",),
    ),
    Shared(
        "facts",
        "Every fact: whether its value is known, undisclosed or not-applicable, and whether it was read at its source.",
        "SELECT kind, id, field, status, facts.read FROM facts JOIN rows USING (rid) ORDER BY rid, field",
        (*_ROW, _FIELD, Attribute("status", "text"), Attribute("read", "bool")),
    ),
    Shared(
        "evidence",
        "Where each fact stands: the source, the place in it, the day on which it was read there (none: cited only).",
        "SELECT kind, id, field, source, at, evidence.read, note FROM evidence JOIN rows USING (rid) ORDER BY rid, field, place",
        (*_ROW, _FIELD, _SOURCE, *_texts("at", "read", "note")),
    ),
    Shared(
        "disputes",
        "Rival values: who says what else, and why they differ. `value` is JSON.",
        """SELECT kind, id, field, value, source, at, because, disputes.read FROM disputes JOIN rows USING (rid)
        ORDER BY disputes.rowid""",
        (*_ROW, _FIELD, *_texts("value"), _SOURCE, *_texts("at", "because", "read")),
    ),
    Shared(
        "licence_chain",
        "The chain of licences behind each model: itself, base, backbone, encoders, data.",
        """SELECT rows.id, position, role, chain.id, license, commercial FROM chain JOIN rows USING (rid)
        ORDER BY rid, position""",
        (
            Attribute("model", "text", target=("models", "id")),
            Attribute("position", "integer"),
            *_texts("role", "part", "license", "commercial"),
        ),
    ),
    Shared(
        "links",
        "Every reference between records, resolved: a release that is named leads to each of its variants.",
        """SELECT f.kind, f.id, refs.field, refs.value, t.kind, t.id FROM refs JOIN rows f ON f.rid = refs.rid
        LEFT JOIN rows t ON t.rid = refs.target ORDER BY refs.rid, refs.field, refs.value, t.rid""",
        _texts("from_kind", "from_id", "field", "written", "to_kind", "to_id"),
    ),
    Shared(
        "names",
        "Every name under which a record is found: ids, names, aliases in any language, arXiv ids.",
        "SELECT rows.kind, rows.id, field, names.name FROM names JOIN rows USING (rid) ORDER BY rid, field, names.name",
        (*_ROW, *_texts("field", "name")),
    ),
)
