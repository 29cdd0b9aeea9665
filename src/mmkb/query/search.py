"""Searching by names and words: ranked, forgiving of typos, over every kind; it says which field matched.

What holds the words comes before what is only near them, and only what nothing holds is looked for with typos.
"""

from __future__ import annotations

import json
import re

from mmkb.errors import NotFoundError, UsageError
from mmkb.query.condition import Contains, all_of
from mmkb.query.sql import sql_of
from mmkb.schema.kinds import KINDS
from mmkb.schema.struct import Struct
from mmkb.schema.text import fold

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mmkb.index.index import Index

MAX_LENGTH = 1_000
"""A longer text is no search."""

_CANDIDATES = 300
_WHOLE = 0.99
"""From here on what holds a name is the whole of it."""
_NEAREST = 100
_CUTOFF = 0.5
_SURE = 0.97
"""From here on a hit is what was meant, and nobody looks further."""
_MOST = 2 / 3
"""A word that makes up so much of a name is no typo of another: nobody pays to look."""
_ALL_WORDS = 0.9
"""That is enough for a hit on several words."""
_NEAR_BEST = 0.8
"""A hit worse than this share of the best one is noise."""
_IN_PROSE = 0.6
_JOINERS = str.maketrans("-_", "  ")
_FIELD_WEIGHT = {"id": 1.0, "name": 1.0, "arxiv": 1.0, "doi": 1.0, "alias": 0.99, "repository": 0.97}
_PROSE = ("statement", "question", "caveat", "caption", "summary")
"""The fields that are sentences, the most telling first: of two that match equally it is the one that is shown."""
_OF_DOI = r"(?:(?:https?://)?(?:(?:dx|www)\.)?doi\.org/|doi:\s*)?"
_IDENTIFIERS = {
    "arXiv id": r"(?:(?:https?://)?(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*|"
    + _OF_DOI
    + r"10\.48550/arxiv\.)?"
    r"([0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?(?:\.pdf)?/?",
    "DOI": _OF_DOI + r"(10\.[0-9]{4,9}/\S+)",
    "repository": r"(?:(?:https?://)?(?:www\.)?(?:github\.com|huggingface\.co)/(?:datasets/)?|git@github\.com:)"
    r"([\w.-]+/[\w.-]+?)(?:\.git)?(?:[/?#].*)?",
}
"""How an identifier is written, in small letters, by what it is; the group is what names have."""
_BARE_REPOSITORY = r"[\w.-]+/[\w.-]+"

_NAMED = """
SELECT rows.kind, rows.record, coalesce(record_name, rows.name), names.field, names.name, names.folded
FROM names JOIN rows USING (rid)
WHERE (:kind IS NULL OR names.kind = :kind) AND names.rowid IN ({rowids})
"""
_BY_TRIGRAMS = f"""
SELECT * FROM (SELECT trigrams.rowid FROM trigrams JOIN names ON names.rowid = trigrams.rowid
  WHERE trigrams MATCH :match AND (:kind IS NULL OR names.kind = :kind)
  ORDER BY rank LIMIT {_CANDIDATES})
"""
# Names shorter than a trigram are found by their beginning alone.
_BY_BEGINNING = "SELECT rowid FROM names WHERE folded >= :wanted AND folded < :wanted || char(1114111)"
_THESE = "SELECT rowid FROM names WHERE folded IN (SELECT value FROM json_each(:match))"
_SPELLED = """
SELECT names FROM spellings WHERE (:kind IS NULL OR kind = :kind) AND length BETWEEN :least AND :most
"""


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
    """Return the best hits for `text`, one per record, best first; an identifier is found exactly or not at all.

    Identifiers are arXiv ids, DOIs and the addresses of repositories, in every spelling. Raises NotFoundError for one that no
    record has, UsageError for a text of more than MAX_LENGTH characters.
    """
    wanted = fold(text.replace("\0", " ").strip())  # SQLite ends a match expression at NUL
    if len(wanted) > MAX_LENGTH:
        raise UsageError(
            f"a search of {len(wanted):,} characters, more than {MAX_LENGTH:,}", "a few words find more than many"
        )
    if not wanted:
        return []
    for what, written in _IDENTIFIERS.items():
        if identifier := re.fullmatch(written, wanted):
            if exact := _exactly(index, identifier[1], kind):
                return _best(exact, limit)
            hint = "an identifier is found exactly or not at all; a title or a name may find the record"
            raise NotFoundError(f"no record with the {what} {identifier[1]}", hint)
    if re.fullmatch(_BARE_REPOSITORY, wanted) and (exact := _exactly(index, wanted, kind)):
        return _best(exact, limit)
    found = _candidates(index, wanted, kind)
    hits = _holding(found, wanted)
    best = max((hit.score for hit in hits), default=0.0)
    if best < (_ALL_WORDS if " " in wanted else _SURE):
        hits += _near(index, wanted, kind, found, hits)
        best = max((hit.score for hit in hits), default=0.0)
    if best * _NEAR_BEST <= _IN_PROSE:
        hits += _by_words(index, wanted, kind)
    return _best(hits, limit)


def _best(hits: Iterable[Hit], limit: int) -> list[Hit]:
    best: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        key = (hit.kind, hit.id)
        if key not in best or hit.score > best[key].score:
            best[key] = hit
    least = max((hit.score for hit in best.values()), default=0.0) * _NEAR_BEST
    return sorted((hit for hit in best.values() if hit.score >= least), key=lambda hit: (-hit.score, hit.kind, hit.id))[
        :limit
    ]


def _exactly(index: Index, wanted: str, kind: str | None) -> list[Hit]:
    found = _named(index, "SELECT rowid FROM names WHERE folded = :wanted", wanted, kind)
    return [Hit(where, record, name, field, shown, 1.0) for where, record, name, field, shown, _ in found]


def _named(index: Index, rowids: str, wanted: str, kind: str | None, match: str = "") -> list[tuple[str, ...]]:
    return index.rows(_NAMED.format(rowids=rowids), {"kind": kind, "wanted": wanted, "match": match})


def _candidates(index: Index, wanted: str, kind: str | None) -> list[tuple[str, ...]]:
    """Return the names that hold the text or a word of it, the most telling ones."""
    long = [word for word in dict.fromkeys([wanted, *_words(wanted)]) if len(word) >= 3]
    match = " OR ".join(map(_phrase, long))
    return _named(index, f"{_BY_TRIGRAMS} UNION {_BY_BEGINNING}" if match else _BY_BEGINNING, wanted, kind, match)


def _holding(found: Iterable[tuple[str, ...]], wanted: str) -> list[Hit]:
    """Return the names that hold all of the text, and the records whose names together hold all of its words."""
    words = _words(wanted)
    hits = []
    together: dict[tuple[str, str], set[str]] = {}
    for found_kind, record, name, field, shown, folded in found:
        own = together.setdefault((found_kind, record), set())
        own.update(_words(folded))
        score = holding(wanted, folded)
        if words and set(words) <= own:
            whole = 0.03 if folded in words else 0.0
            score = max(score, _ALL_WORDS + 0.03 * len(wanted) / max(len(wanted), len(folded)) + whole)
        elif len(words) > 1 and folded in words:
            score = max(score, 0.85)
        if score:
            hits.append(Hit(found_kind, record, name, field, shown, round(score * _FIELD_WEIGHT[field], 3)))
    return hits


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("_", " "))


def _phrase(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def holding(wanted: str, name: str) -> float:
    """Return how well `wanted` names `name` that holds it, from 0.8 to 1: the whole, its beginning, a part; 0 otherwise."""
    wanted, name = wanted.translate(_JOINERS), name.translate(_JOINERS)
    if wanted == name:
        return 1.0
    if wanted.replace(" ", "") == name.replace(" ", ""):
        return _WHOLE
    share = len(wanted) / len(name) if name else 0.0
    if name.startswith(wanted):
        return 0.9 + 0.09 * share
    return 0.8 + 0.09 * share if wanted in name and len(wanted) > 1 else 0.0


def standing(wanted: str, name: str) -> int:
    """Return how `wanted` stands in a name: 0 as the whole, 1 at the beginning of a word of it, 2 inside a word or nowhere."""
    if holding(wanted, name) >= _WHOLE:
        return 0
    return 1 if re.search(rf"(?<!\w){re.escape(wanted.translate(_JOINERS))}", name.translate(_JOINERS)) else 2


def nearness(wanted: str, name: str) -> float:
    """Return how well `wanted` names `name`, from 0 to 1: as `holding`, or a typo away."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import OSA

    if held := holding(wanted, name):
        return held
    wanted, name = wanted.translate(_JOINERS), name.translate(_JOINERS)
    typo = (OSA.normalized_similarity(wanted, name) + fuzz.ratio(wanted, name) / 100) / 2 * 0.95
    several = fuzz.token_set_ratio(wanted, name) / 100 * 0.85 if " " in wanted else 0.0
    return max(typo, several)


def _near(
    index: Index, wanted: str, kind: str | None, found: Iterable[tuple[str, ...]], held: Iterable[Hit]
) -> list[Hit]:
    """Return the names that are the text but for its joiners, else those a typo away, in `found` or anywhere.

    Nobody looks for typos when one of those names, or of those in `held`, is little more than the text. All names of about
    its length are compared, which costs less than asking which of them share trigrams, and finds a typo within a short word.
    """
    if _named_alone(wanted, held):
        return []
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    lengths = {"least": len(wanted) * _CUTOFF, "most": len(wanted) / _CUTOFF}
    names = "\n".join(names for (names,) in index.rows(_SPELLED, {"kind": kind, **lengths})).split("\n")
    near = process.extract(
        wanted, names, scorer=OSA.normalized_similarity, score_cutoff=_CUTOFF, limit=_NEAREST, processor=None
    )
    these = _named(index, _THESE, wanted, kind, json.dumps([name for name, *_ in near]))
    same = _scored(these, wanted, holding)
    return same if _named_alone(wanted, same) else _scored([*found, *these], wanted, nearness)


def _named_alone(wanted: str, hits: Iterable[Hit]) -> bool:
    """Return whether the text is one word, and one of the hits little more than it."""
    return len(_words(wanted)) == 1 and any(len(wanted) >= _MOST * len(hit.text) for hit in hits)


def _scored(found: Iterable[tuple[str, ...]], wanted: str, score_of: Callable[[str, str], float]) -> list[Hit]:
    hits = []
    for found_kind, record, name, field, shown, folded in found:
        score = score_of(wanted, folded) * _FIELD_WEIGHT[field]
        if score >= _CUTOFF:
            hits.append(Hit(found_kind, record, name, field, shown, round(score, 3)))
    return hits


def _by_words(index: Index, wanted: str, kind: str | None) -> list[Hit]:
    """Return the records whose summary, statement or the like holds every word."""
    hits = []
    for found_kind in [kind] if kind else KINDS:
        fields = index.fields(found_kind)
        for field in filter(None, map(fields.get, _PROSE)):
            holds = sql_of(all_of(Contains(field.path, word) for word in wanted.split()))
            found = index.rows(
                "SELECT CASE rows.kind WHEN 'claims' THEN rows.id ELSE rows.record END, "
                f"coalesce(record_name, rows.name), t.{field.path} FROM {found_kind} t JOIN rows USING (rid) WHERE {holds.sql}",
                holds.parameters,
            )
            hits += [Hit(found_kind, id_, name, field.path, prose, _IN_PROSE) for id_, name, prose in found]
    return hits
