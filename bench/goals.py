"""What results in bulk may cost, against what they do: goal, measured, peer, ratio, and a word for every miss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

Times = Mapping[str, Mapping[int, tuple[float, float, float]]]
"""By what was asked and how many rows: seconds on the clock, of a processor, and the peak of memory in MB."""
BARE, COLD, UNCHANGED = "python -c pass", "cold build and a question", "the same, unchanged"
_MILLION = 1_000_000


class Goal(NamedTuple):
    """What is wanted of one question: in words, the most of it, what it is in a run, and why it may be missed."""

    words: str
    most: Callable[[int], float]
    found: Callable[[str, Times, int, int], float]
    why: str = "nobody has looked into it"


def _growth(what: str, times: Times, few: int, many: int) -> float:
    return times[what][many][1] / times[what][few][1]


def _more(what: str, times: Times, few: int, many: int) -> float:
    return times[what][many][1] - times[what][few][1]


def _more_in_bare(what: str, times: Times, few: int, many: int) -> float:
    return _more(what, times, few, many) / times[BARE][many][1]


def _milliseconds_a_row(what: str, times: Times, few: int, many: int) -> float:
    return 1000 * _more(what, times, few, many) / max(many - few, 1)


def _of_unchanged(what: str, times: Times, few: int, many: int) -> float:  # noqa: ARG001 all goals are asked alike
    return times[what][many][1] / times[UNCHANGED][many][1]


def _megabytes(what: str, times: Times, few: int, many: int) -> float:  # noqa: ARG001
    return times[what][many][2]


def _flat(rows: int) -> float:
    return 1.5 if rows < _MILLION else 2.5


_FLAT = Goal("{:.1f} times the smallest size", _flat, _growth)
_SECOND = Goal("{:.0f} s more than the smallest size", lambda _: 1, _more)

GOALS = {
    COLD: Goal("{:.1f} ms a row", lambda _: 0.8, _milliseconds_a_row),
    UNCHANGED: _FLAT,
    "filter": _FLAT,
    "first rows": _FLAT._replace(why="all rows are counted"),
    "group": _SECOND._replace(why="all rows come into Python and are counted there"),
    "get": _FLAT,
    "search, a typo": Goal("{:.0f} bare Pythons more", lambda _: 3, _more_in_bare),
    "leaderboard": _SECOND._replace(why="all rows come into Python and are ranked there"),
    "one edit, then a question": Goal(
        "{:.1f} times unchanged",
        lambda rows: 1.3 if rows <= 3_000 else 2,
        _of_unchanged,
        "pydantic is imported to check the edit, and the whole index is copied and its checksums taken",
    ),
    "check": Goal("{:.0f} MB", lambda _: 200, _megabytes),
}
PEERS = {
    "filter": ("filter, sqlite3 on the index", "filter, jq", "filter, DuckDB by --at"),
    "group": ("group, sqlite3 on the index", "group, DuckDB by --at"),
    "export of all results, NDJSON": ("export, sqlite3 on the index",),
}
"""What else was asked the same, by question; the ratio is of the processor's time."""


def judged(times: Times) -> list[str]:
    """Return a table in Markdown: for every question at the largest size what was wanted and found, and its peers."""
    sizes = {rows for points in times.values() for rows in points}
    few, many = min(sizes), max(sizes)
    lines = [
        f"| {many:,} rows | goal, at most | measured | seconds | peer | its seconds | ratio | |",
        "|---|---:|---:|---:|---|---:|---:|---|",
    ]
    every = {name for names in PEERS.values() for name in names}
    for what in times:
        if what in every or what == BARE:
            continue
        goal = GOALS.get(what)
        wanted, measured, word = "none", "", ""
        if goal is not None:
            most, found = goal.most(many), goal.found(what, times, few, many)
            wanted, measured = goal.words.format(most), f"{found:.2f}"
            word = "met" if found <= most else f"missed: {goal.why}"
        seconds = times[what][many][1]
        beside = [name for name in PEERS.get(what, ()) if name in times]
        for peer in beside or [""]:
            cells = ["", "", ""]
            if peer:
                theirs = times[peer][many][1]
                cells = [peer, f"{theirs:.3f}", f"{seconds / theirs:.2f}"]
            lines.append("| " + " | ".join([what, wanted, measured, f"{seconds:.2f}", *cells, word]) + " |")
    return lines
