"""Reading a ledger: results in bulk, one a line as JSON. A line that is none keeps the whole file out."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, NoReturn

from mmkb.corpus.files import content, content_below
from mmkb.corpus.finding import Finding, bounded
from mmkb.corpus.read import unfit, unreadable
from mmkb.corpus.yaml_text import MAX_DEPTH
from mmkb.schema.benchmark import LedgerRow
from mmkb.schema.kinds import LEDGER
from mmkb.schema.scalars import ID_PATTERN

ENDING = ".ndjson"
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What no text has, as it is or as an escape of JSON: controls, overrides of direction, halves of pairs, no characters."""
MOST_BYTES = 32 * 1024 * 1024
"""A longer file is split: an index takes a ledger file by file, and holds one of them in memory."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What reading a ledger gave: its rows with the numbers of their lines, or the findings that keep it out."""

    path: str
    rows: list[tuple[int, dict[str, Any]]]
    findings: tuple[Finding, ...] = ()
    digest: str = ""

    @property
    def id(self) -> str:
        """Return the name of the ledger, with which the ids of its rows begin."""
        return stem(self.path)


def stem(path: str) -> str:
    """Return the name of the ledger at `path`."""
    return path.rpartition("/")[2].removesuffix(ENDING)


def lines(data: str | os.PathLike[str], path: str) -> int:
    """Return how many rows a ledger has at most; none where it cannot be read."""
    try:
        return content(os.path.join(data, path), MOST_BYTES).count(b"\n") + 1  # noqa: PTH118 `data` may be text
    except OSError:
        return 0


def read_ledger(data: str | os.PathLike[str], path: str) -> Ledger:
    """Read the ledger at `path` below the folder `data`. Never raises for anything in it."""
    if "/" in path and not re.fullmatch(re.escape(f"{LEDGER}/") + ID_PATTERN + re.escape(ENDING), path):
        hint = f"name it ID{ENDING}, or move it out of {LEDGER}/"
        return Ledger(path, [], (Finding(path, 1, 1, "MM105", f"is no ledger: its name is not ID{ENDING}", hint),))
    try:
        raw = content_below(data, path, MOST_BYTES)
    except OSError as problem:
        return Ledger(path, [], (unreadable(path, problem),))
    rows: list[tuple[int, dict[str, Any]]] = []
    findings: list[Finding] = []
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if line.strip():
            row, wrong = read_line(path, number, line)
            findings += wrong
            rows.append((number, row))
    findings = list(bounded(findings))
    digest = blake2b(raw, digest_size=8).hexdigest()
    return Ledger(path, [] if findings else rows, tuple(findings), digest)


def read_line(path: str, number: int, line: bytes) -> tuple[dict[str, Any], list[Finding]]:
    """Return the row in a line of a ledger, and what is wrong with it."""
    try:
        row = json_of(line)
    except ValueError as problem:
        return {}, [Finding(path, number, 1, "MM011", str(problem), "write one JSON object a line")]
    return row, [replace(found, line=number, place=None) for found in _wrong(path, row)]


def wrong_in(row: dict[str, Any]) -> str | None:
    """Return what keeps a row from being one of a ledger, None where nothing does."""
    return next((finding.message for finding in _wrong("", row)), None)


def json_of(line: bytes, *, exact: bool = False) -> dict[str, Any]:
    """Return the JSON object in a line; raises ValueError, which says what is there instead.

    With `exact` a number with a fraction is the text that is written, so that no digit is lost.
    """
    try:
        row = json.loads(
            line.decode("utf-8-sig").rstrip(),
            parse_constant=_refuse,
            parse_float=str if exact else float,
            object_pairs_hook=unique,
        )
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except json.JSONDecodeError as problem:
        raise ValueError(f"not JSON: {problem.msg} at column {problem.colno}") from None
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    if line.count(b"{") + line.count(b"[") > MAX_DEPTH and too_deep(row):
        raise ValueError("nested too deep")
    if (b"\\" in line or not line.isascii()) and (found := NO_TEXT.search(" ".join(_texts(row)))):
        raise ValueError(f"U+{ord(found[0]):04X} is no text")
    return row


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of JSON that has these keys and values; raises ValueError where a key comes twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if any(key == other for other, _ in pairs[:number]))
        raise ValueError(f"the key {twice!r} is given twice")
    return found


def too_deep(value: object) -> bool:
    """Return whether values of JSON are nested deeper than those of a record may be."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        inside = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list)))
        level = [item for items in inside for item in items if isinstance(item, (dict, list))]
        if not level:
            return False
    return True


def _texts(value: object) -> Iterator[str]:
    """Yield all texts in a JSON value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _texts(item)


def _wrong(path: str, row: dict[str, Any]) -> Iterator[Finding]:
    return unfit(path, "results", LedgerRow, row)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
