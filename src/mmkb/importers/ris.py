"""A bibliography as RIS."""

from __future__ import annotations

import re

from mmkb.importers.draft import Draft, File, MalformedError
from mmkb.importers.reference import add

_LINE = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*))?$")
_KINDS = {
    "BOOK": "book",
    "RPRT": "report",
    "ELEC": "web",
    "WEB": "web",
    "BLOG": "web",
    "DATA": "data",
    "STAT": "law",
    "BILL": "law",
}
_NAMES = ("AU", "A1")
_BREAK = re.compile(r"\r\n|\r|\n")
_TAGS = "A1|AB|AU|BT|DA|DO|EP|ER|ID|IS|JF|JO|KW|PB|PY|SN|SP|T1|T2|TI|TY|UR|VL|Y1"
_ALMOST = re.compile(rf"\s*({_TAGS})\s*[-–—:=](?:\s|$)|({_TAGS.lower()})  -")
_ONCE = frozenset(("TI", "PY", "DO", "VL", "IS", "SP", "EP"))
"""What a reference has one of."""


def read(file: File) -> Draft:
    """Return the sources; raises MalformedError with the line where a reference is broken."""
    draft = Draft()
    tags: dict[str, list[str]] | None = None
    last, begin, number = "", 0, 1
    for number, line in enumerate(_BREAK.split(file.text.removeprefix("\ufeff")), start=1):
        found = _LINE.match(line.rstrip())
        if not line.strip():
            continue
        if found is None and (almost := _ALMOST.match(line)):
            hint = f"write {(almost[1] or almost[2]).upper()}  - with two spaces before the dash and one behind it"
            raise MalformedError(file.name, f"{almost[0].strip()!r} is almost a tag", f"{number}:1", hint)
        if found is None:
            if tags is not None:
                tags[last][-1] += f" {line.strip()}"
            continue  # what stands between references, such as their numbers, is a comment
        tag, value = found[1], (found[2] or "").strip()
        if tag == "TY":
            if tags is not None:
                raise MalformedError(
                    file.name, "a reference begins before the last one ends", f"{number}:1", "end it with ER  -"
                )
            if not re.fullmatch(r"[A-Za-z][\w /-]{1,40}", value):
                raise MalformedError(file.name, f"{value!r} is no type of reference", f"{number}:7", "as in TY  - JOUR")
            tags, last, begin = {"TY": [value]}, "TY", number
        elif tags is None:
            raise MalformedError(
                file.name, f"{tag} stands outside of a reference", f"{number}:1", "begin it with TY  -"
            )
        elif tag == "ER":
            _add(draft, file, begin, tags)
            tags = None
        elif tag in _ONCE and value not in tags.get(tag, [value]):
            raise MalformedError(file.name, f"{tag} is given twice, and differs", f"{number}:1", "keep one of the two")
        else:
            tags.setdefault(tag, []).append(value)
            last = tag
    if tags is not None:
        raise MalformedError(file.name, "the last reference does not end", f"{number}:1", "end it with ER  -")
    if not draft.sources and not draft.left:
        hint = "a reference begins with TY  - and ends with ER  -"
        raise MalformedError(file.name, "holds no reference", "1:1", hint)
    return draft


def _add(draft: Draft, file: File, line: int, tags: dict[str, list[str]]) -> None:
    def first(*names: str) -> str:
        return next((tags[name][0] for name in names if tags.get(name)), "")

    begin, end = first("SP"), first("EP")
    date = "-".join(part.strip() for part in first("DA", "PY", "Y1").split("/")[:3] if part.strip())
    said = {
        "title": first("TI", "T1", "CT"), "year": first("PY", "Y1", "DA")[:4], "date": date if len(date) > 4 else "",
        "venue": first("T2", "JO", "JF", "BT", "PB"), "volume": first("VL"), "number": first("IS"),
        "pages": f"{begin}-{end}" if end and "-" not in begin else begin, "doi": first("DO"), "url": first("UR", "L1"),
        "note": first("N1", "C1"), "arxiv": first("M1", "AN"),
    }  # fmt: skip
    names = [name for tag in _NAMES for name in tags.get(tag, [])]
    add(draft, file, f"{line}:1", _KINDS.get(first("TY"), "paper"), first("ID"), said, names)
