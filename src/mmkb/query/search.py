"""Searching by names and words: ranked, forgiving of typos, over every kind; it says which field matched."""

from __future__ import annotations

from mmkb.schema.struct import Struct
from mmkb.schema.text import fold

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from mmkb.index.index import Index

SCAN_LIMIT = 50_000
"""Up to so many names are scanned directly; beyond it the trigram table proposes candidates."""

_CANDIDATES = 300
_CUTOFF = 0.5
_NEAR_BEST = 0.8
"""A hit worse than this share of the best one is noise."""
_JOINERS = str.maketrans("-_", "  ")
_FIELD_WEIGHT = {"id": 1.0, "name": 1.0, "arxiv": 1.0, "doi": 1.0, "alias": 0.99, "repository": 0.97}


class Hit(Struct):
    """What was found: the record, the field whose text matched, that text, and how well (0 to 1)."""

    __slots__ = ("field", "id", "kind", "name", "score", "text")

    def __init__(self, kind: str, id_: str, name: str, field: str, text: str, score: float) -> None:
        self.kind = kind
        self.id = id_
        self.name = name
        self.field = field
        self.text = text
        self.score = score


def search(index: Index, text: str, kind: str | None = None, limit: int = 20) -> list[Hit]:
    """Return the best hits for `text`, one per record, best first."""
    wanted = fold(text.replace("\0", " ").strip())  # SQLite ends a match expression at NUL
    if not wanted:
        return []
    best: dict[tuple[str, str], Hit] = {}
    for hit in (*_by_name(index, wanted, kind), *_by_words(index, wanted, kind)):
        key = (hit.kind, hit.id)
        if key not in best or hit.score > best[key].score:
            best[key] = hit
    least = max((hit.score for hit in best.values()), default=0.0) * _NEAR_BEST
    hits = (hit for hit in best.values() if hit.score >= least)
    return sorted(hits, key=lambda hit: (-hit.score, hit.kind, hit.id))[:limit]


def _by_name(index: Index, wanted: str, kind: str | None) -> list[Hit]:
    found = index.rows(
        "SELECT rows.kind, rows.record, coalesce(record_name, rows.name), names.field, names.name, names.folded "
        "FROM names JOIN rows USING (rid) "
        f"WHERE names.rowid IN ({_candidates(index, wanted)}) AND rows.kind NOT IN ('stages', 'results') "
        "AND (:kind IS NULL OR rows.kind = :kind)",
        {"kind": kind, "match": _any_trigram(wanted), "part": wanted},
    )
    hits = []
    for found_kind, record, name, field, shown, folded in found:
        score = nearness(wanted, folded) * _FIELD_WEIGHT[field]
        if score >= _CUTOFF:
            hits.append(Hit(found_kind, record, name, field, shown, round(score, 3)))
    return hits


def _candidates(index: Index, wanted: str) -> str:
    ((count,),) = index.rows("SELECT count(*) FROM names")
    if count <= SCAN_LIMIT or len(wanted) < 3:
        return "SELECT rowid FROM names"
    return (
        "SELECT * FROM (SELECT rowid FROM trigrams WHERE trigrams MATCH :match ORDER BY rank "
        f"LIMIT {_CANDIDATES}) UNION SELECT rowid FROM names WHERE folded LIKE :part || '%'"
    )


def _any_trigram(wanted: str) -> str:
    grams = dict.fromkeys(wanted[start : start + 3] for start in range(len(wanted) - 2))
    return " OR ".join('"' + gram.replace('"', '""') + '"' for gram in grams)


def nearness(wanted: str, name: str) -> float:
    """Return how well `wanted` names `name`, from 0 to 1: the whole name, its beginning, a part, or a typo away."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import OSA

    wanted, name = wanted.translate(_JOINERS), name.translate(_JOINERS)
    if wanted == name:
        return 1.0
    share = len(wanted) / len(name) if name else 0.0
    if name.startswith(wanted):
        return 0.9 + 0.09 * share
    if wanted in name and len(wanted) > 1:
        return 0.8 + 0.09 * share
    typo = (OSA.normalized_similarity(wanted, name) + fuzz.ratio(wanted, name) / 100) / 2 * 0.95
    several = fuzz.token_set_ratio(wanted, name) / 100 * 0.85 if " " in wanted else 0.0
    return max(typo, several)


def _by_words(index: Index, wanted: str, kind: str | None) -> list[Hit]:
    """Return the records whose summary or statement holds every word."""
    hits = []
    words = wanted.split()
    for found_kind, column in (
        ("models", "summary"),
        ("attention", "summary"),
        ("tuning", "summary"),
        ("benchmarks", "caveat"),
        ("benchmarks", "summary"),
        ("datasets", "summary"),
        ("licenses", "summary"),
        ("claims", "statement"),
        ("risks", "summary"),
        ("questions", "question"),
        ("tables", "caption"),
    ):
        if kind not in (None, found_kind):
            continue
        condition = " AND ".join(f"instr(fold(t.{column}), ?) > 0" for _ in words)
        found = index.rows(
            f"SELECT rows.kind, CASE rows.kind WHEN 'claims' THEN rows.id ELSE rows.record END, "
            f"coalesce(record_name, rows.name), t.{column} "
            f"FROM {found_kind} t JOIN rows USING (rid) WHERE {condition}",
            words,
        )
        hits += [Hit(row_kind, id_, name, column, text, 0.6) for row_kind, id_, name, text in found]
    return hits
