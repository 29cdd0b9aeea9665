"""Names that the user may have meant."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Iterable

_CUTOFF = 0.6
_PREFIX = 0.9
_PART = 0.7
_SHORTEST_PART = 3
_SHORTEST_SLIP = 5
_LONGEST = 100  # what is longer is no slip of a name
_JOINERS = str.maketrans("_ ", "--")


def near(word: str, names: Iterable[str], limit: int = 3) -> list[str]:
    """Return at most `limit` of `names` that `word` may be a slip for, best first; raise nothing.

    A slip is a typo or two, the beginning or a part of the name, or its initials (`UK`, `USA`); case does not count, and `-`,
    `_` and space are the same (of names alike in that the first stands). Names that are equally near keep their order.
    """
    if len(word) > _LONGEST:
        return []
    # Only a user who made a mistake pays for this import.
    from rapidfuzz.distance import OSA

    def nearness(name: str) -> float:
        candidate = _plain(name)
        similarity = OSA.normalized_similarity(wanted, candidate)
        if _abbreviates(wanted, candidate):
            return _PREFIX
        if len(wanted) < _SHORTEST_PART or wanted not in candidate:
            return similarity
        return max(similarity, _PREFIX if candidate.startswith(wanted) else _PART)

    wanted = _plain(word)
    spellings: dict[str, str] = {}
    for name in names:
        spellings.setdefault(_plain(name), name)
    scores = {name: nearness(name) for name in spellings.values()}
    close = [name for name, score in scores.items() if score >= _CUTOFF]
    return sorted(close, key=scores.__getitem__, reverse=True)[:limit]


def near_paths(given: str | os.PathLike[str]) -> list[str]:
    """Return the files and folders that a path may be a slip for, which lie where it would; raise nothing."""
    above, name = os.path.split(os.fspath(given).rstrip("/"))
    try:
        names = sorted(entry.name for entry in os.scandir(above or "."))
    except (OSError, ValueError):
        return []
    return [os.path.join(above, found) for found in near(name, names)]  # noqa: PTH118


def slip_of(word: str, names: Iterable[str]) -> str | None:
    """Return the only one of `names` that `word` can be a slip for, or None.

    It is spelt alike but for case, `-`, `_` and space; or it has five letters or more, one of them wrong, missing, too many or
    in the place of its neighbour, and no other name is within two such slips.
    """
    known = list(names)
    wanted = _plain(word)
    alike = [name for name in known if _plain(name) == wanted]
    if alike or len(wanted) < _SHORTEST_SLIP or len(word) > _LONGEST:
        return alike[0] if len(alike) == 1 else None
    from rapidfuzz.distance import OSA

    distances = sorted((OSA.distance(wanted, _plain(name), score_cutoff=2), name) for name in known)
    close = [(distance, name) for distance, name in distances if distance <= 2]
    return close[0][1] if len(close) == 1 and close[0][0] == 1 else None


def _abbreviates(word: str, name: str) -> bool:
    """Return whether `word` is the initials of a name of several words, perhaps with one more: `usa` of `united-states`."""
    initials = "".join(part[:1] for part in name.split("-"))
    return len(initials) > 1 and word in (initials, f"{initials}a")


def _plain(name: str) -> str:
    return name.casefold().translate(_JOINERS)
