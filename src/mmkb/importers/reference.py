"""A reference of a bibliography as a source: its id, its kind, its names, and where it can be found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from mmkb.importers.draft import Draft, File, Left, MalformedError
from mmkb.schema.resources import Source
from mmkb.schema.scalars import ID_PATTERN
from mmkb.schema.values import date_span
from mmkb.terminal import visible

_ARXIV = re.compile(
    r"(?:arxiv[.:/\s]*(?:org/)?(?:abs/|pdf/)?|^)([0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?(?![0-9])", re.IGNORECASE
)
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_ADDRESS = re.compile(r"https?://(?:(?!;https?://)\S)+")
_EPRINT = re.compile(r"[0-9]{4}\.[0-9]{4,5}|[a-z.-]+/[0-9]{7}", re.IGNORECASE)
_JOINERS = "\u200c\u200d"
"""Unseen, but Persian and Indic scripts are not written without them."""
_SMALL = frozenset(
    ("a", "an", "and", "are", "for", "from", "in", "is", "of", "on", "the", "to", "toward", "towards", "via", "with")
)
_FIELDS = ("volume", "number", "pages", "venue", "date")


def add(
    draft: Draft, file: File, place: str, kind: str, key: str, said: Mapping[str, str], authors: Sequence[str]
) -> None:
    """Add a source, which stands at a place of a file, to the draft, or say what it lacks.

    `kind` is the type of the source, `key` what the bibliography calls it; `said` has title, year, date, venue, volume, number,
    pages, doi, url and whatever else may hold an arXiv id; a name is `Family, Given`, or an organisation
    whole. Raises MalformedError for a year, date, DOI or arXiv id that is none.
    """
    said, authors = {name: _seen(text) for name, text in said.items()}, [_seen(name) for name in authors]
    called = key or said.get("title", "") or "an entry without a key"
    if wrong := _wrong(said):
        raise MalformedError(file.name, f"{called}: {wrong}", place, "correct it, or leave it out")
    if said.get("venue") == "CoRR":  # what DBLP calls arXiv; the volume is abs/ID
        said = {**said, "venue": f"arXiv {said.get('volume', '')}"}
    names = [re.sub(r",(?=\S)", ", ", name) for name in authors if name]
    more = bool(names) and names[-1].lower() in ("others", "et al.", "et al")
    source: dict[str, Any] = {"type": kind, "title": said.get("title", ""), "authors": names[:-1] if more else names}
    if more:
        source["more_authors"] = True
    year = re.search(r"\b(19|20)[0-9]{2}\b", said.get("year", "") or said.get("date", ""))
    missing = [word for word in ("title", "authors") if not source[word]] + ([] if year else ["year"])
    if missing:
        draft.left.append(Left(called, f"without {' and '.join(missing)}"))
        return
    assert year is not None
    source["year"] = int(year[0])
    source |= {name: said[name] for name in _FIELDS if said.get(name)}
    if "arxiv" in source.get("number", "").lower():
        del source["number"]
    if "arxiv" in source.get("venue", "").lower():  # a preprint has appeared nowhere yet
        source = {name: value for name, value in source.items() if name not in ("venue", "volume", "number")}
    source |= _places(said)
    source["id"] = _id(key, source)
    kept = _valid(source)
    draft.sources.append(kept)
    if lost := [name for name in source if name not in kept]:
        draft.left.append(Left(f"{', '.join(lost)} of {called}", "not as the field wants it"))


def _seen(text: str) -> str:
    """Return a text without what nobody sees in it, such as spaces without width."""
    return "".join(letter for letter in text if letter in _JOINERS or visible(letter) == letter)


def _wrong(said: Mapping[str, str]) -> str | None:
    """Return what is said of a reference and cannot be."""
    year, date, doi, eprint = (said.get(name, "").strip() for name in ("year", "date", "doi", "eprint"))
    try:
        spans = [date_span(text)[0][:4] for text in (year, date) if re.fullmatch(r"[-+]?\d+(-\d+)*", text)]
    except ValueError as problem:
        return str(problem).partition(":")[0]
    if len(set(spans)) > 1:
        return f"the year is {year}, and the date {date}"
    if doi and not _DOI.search(doi):
        return f"{doi!r} is no DOI"
    if eprint and said.get("archiveprefix", "").lower() == "arxiv" and not _EPRINT.search(eprint):
        return f"{eprint!r} is no id of arXiv"
    return None


def _places(said: Mapping[str, str]) -> dict[str, str]:
    """Return arXiv id, DOI and address; a DOI of arXiv's is its id."""
    texts = [text for name in ("eprint", "arxiv", "doi", "url", "venue", "note", "number") if (text := said.get(name))]
    bare = said.get("eprint", "") if said.get("archiveprefix", "arxiv").lower() == "arxiv" else ""
    found = next((match[1] for text in [bare, *texts] if text and (match := _arxiv(text, bare=text == bare))), None)
    places = {"arxiv": found} if found else {}
    doi = _DOI.search(said.get("doi", "") or said.get("url", ""))
    if doi and "arxiv" not in doi[0].lower():
        places["doi"] = doi[0].rstrip(".,;")
    if address := _ADDRESS.search(said.get("url", "")):
        places["url"] = address[0].rstrip(".,;")
    elif found:
        places["url"] = f"https://arxiv.org/abs/{found}"
    return places


def _arxiv(text: str, *, bare: bool) -> re.Match[str] | None:
    return _ARXIV.search(text) if bare or "arxiv" in text.lower() else None


def _valid(source: dict[str, Any]) -> dict[str, Any]:
    """Return the source without the optional fields that are not as the schema wants them."""
    kept = dict(source)
    try:
        Source.model_validate(kept)
    except ValidationError as error:
        wrong = {str(detail["loc"][0]) for detail in error.errors()}
        kept = {
            name: value
            for name, value in kept.items()
            if name not in wrong or name in ("id", "type", "title", "authors", "year")
        }
    return kept


def _id(key: str, source: Mapping[str, Any]) -> str:
    """Return the key where it is an id as ours are, else family name, year and the first words of the title."""
    if re.fullmatch(ID_PATTERN, key) and re.search(r"-(?:19|20)\d\d-", key):
        return key
    title = re.split(r":\s|\s[-–—]\s", source["title"])[0]
    words = [word for word in slug(title).split("-") if word not in _SMALL] or slug(title).split("-")
    short = "-".join(words[: 3 if ":" not in source["title"] else 4])
    family = slug(source["authors"][0].partition(",")[0]) or "anonymous"
    return "-".join(part for part in (family, str(source["year"]), short) if part)


def slug(text: str) -> str:
    """Return a text as part of an id: lower-case letters and digits, joined by `-`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return "-".join(re.findall(r"[a-z0-9]+(?:\.[a-z0-9]+)*", plain))
