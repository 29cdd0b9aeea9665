"""Rival values as rows: what a record says, what a source says instead, and who says which."""

from __future__ import annotations

from mmkb.schema.paths import covers

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from mmkb.schema.paths import Document


def disputes(
    kind: str,
    document: Document,
    rows: Mapping[str, Document],
    stated: Callable[[Document, str, int | None], Any],
) -> Iterator[dict[str, Any]]:
    """Yield one row per dispute of a record, whose own `rows` are given by id; `stated` reads a field of a row or a stage."""
    entries = document["disputes"]
    for number, entry in enumerate(entries, start=1):
        of = [id_ for id_ in entry.get("variants") or rows if id_ in rows]
        rival = texts(entry["value"])
        stage = entry.get("stage")
        own = dict.fromkeys(text for id_ in of for text in texts(stated(rows[id_], entry["field"], stage)))
        sources = _sources(document.get("evidence", ()), entry["field"], of)
        others = [
            other["source"]
            for other in entries
            if _place(other) == _place(entry) and texts(other["value"]) != rival and _overlap(other, entry)
        ]
        yield {
            "id": f"{document['id']}.{number}",
            "kind": kind,
            "record": document["id"],
            "of": of,
            "field": entry["field"],
            "stage": stage,
            "value": list(own),
            "rival": rival,
            "source": entry["source"],
            "at": entry.get("at"),
            "because": entry["because"],
            "seen": entry.get("read"),
            "sources": sources,
            "against": [key for key in dict.fromkeys([*sources, *others]) if key != entry["source"]],
        }


def texts(value: Any) -> list[str]:  # noqa: ANN401 a value can be anything
    """Return a value as it is written, its items one by one."""
    return [] if value is None else [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _sources(evidence: Sequence[Document], field: str, of: Sequence[str]) -> list[str]:
    found = (
        entry["source"]
        for entry in evidence
        if any(covers(group, field) for group in entry["supports"]) and set(entry.get("variants") or of) & set(of)
    )
    return list(dict.fromkeys(found))


def _place(dispute: Document) -> tuple[object, ...]:
    return dispute["field"], dispute.get("stage")


def _overlap(one: Document, other: Document) -> bool:
    """Return whether two disputes are about a same variant; without any, it is the whole record."""
    return not (one.get("variants") and other.get("variants")) or bool(set(one["variants"]) & set(other["variants"]))
