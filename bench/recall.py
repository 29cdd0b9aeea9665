"""How often a search with a typo finds the nearest names among many, and what it costs.

`python bench/recall.py [NAMES ...]` makes up names that differ, writes them straight into an index (as so many files of YAML
would), and asks for some of them with one edit: a letter left out, put in, put in another's place, or two neighbours
swapped. The truth is what rapidfuzz finds nearest among all names by the same measure: names as near as the tenth count
alike, and what is so far from the best that the search holds it for noise does not count.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import string
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA
from timing import taken

from mmkb.corpus.folder import DataFolder
from mmkb.index.build import build
from mmkb.index.index import Index
from mmkb.index.stored import Stored
from mmkb.query.search import nearness, search
from mmkb.schema.fields import catalogue

QUERIES = 200
SHOWN = 10
WIDE = 300
"""So many names nearest by rapidfuzz are put in the order of the search; the tenth is far among them."""
NOISE = 0.8
"""As the search has it: a share of the best."""
SUFFIXES = ("", "", " 2", " chat", " vl", " 7b", " next", " large")
GOAL = 0.95
GOAL_MORE = 3.0


class Direct(Index):
    """An index that was written straight into a file."""

    def _open(self) -> None:
        self.connection = sqlite3.connect(self.folder.data)
        self.notes = ()
        self._closed = False
        self.begin()


def names(count: int, chance: random.Random) -> list[str]:
    """Return `count` different names: two to four syllables, and often another word."""
    syllables = [first + vowel for first in "bcdfghjklmnprstvz" for vowel in "aeiou"]
    found: dict[str, None] = {}
    while len(found) < count:
        stem = "".join(chance.choices(syllables, k=chance.randint(2, 4)))
        found[stem + chance.choice(SUFFIXES)] = None
    return list(found)


def slipped(name: str, chance: random.Random) -> str:
    """Return a name with one edit."""
    at = chance.randrange(len(name) - 1)
    letter = chance.choice(string.ascii_lowercase)
    edits = (
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return chance.choice(edits)


def written(path: Path, all_: list[str]) -> Index:
    """Write an index of developers that are called so."""

    def records() -> Iterator[Stored]:
        for name in sorted(all_):
            id_ = name.replace(" ", "-")
            yield Stored(f"developers/{id_}.yaml", "developers", {"id": id_, "name": name})

    with sqlite3.connect(path) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        build(connection, records(), catalogue())
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('rows', ?)", (str(len(all_)),))
    connection.close()
    return Direct(DataFolder(path, "generated"))


def nearest(wanted: str, all_: list[str]) -> dict[str, float]:
    """Return the ten names nearest to a text, and all that are as near as the last of them, best first."""
    close = process.extract(wanted, all_, scorer=OSA.normalized_similarity, limit=WIDE)
    scores = sorted(((round(nearness(wanted, name), 3), name) for name, *_ in close), reverse=True)
    least = max(scores[:SHOWN][-1][0], scores[0][0] * NOISE)
    return {name: score for score, name in scores if score >= least}


def main() -> None:
    """Print recall and time for each size."""
    sizes = [int(size) for size in sys.argv[1:]] or [300, 3_000, 10_000, 100_000]
    bare = statistics.median(taken([sys.executable, "-c", "pass"], {}).processor for _ in range(15))
    print(
        f"| names | the name meant among {SHOWN} | recall@{SHOWN} (goal {GOAL}) | ms of a processor | bare Pythons more |"
    )
    print("|---:|---:|---:|---:|---:|")
    first = None
    for size in sizes:
        chance = random.Random(7)
        all_ = names(size, chance)
        meant = chance.sample(all_, min(QUERIES, size))
        asked = [(name, slipped(name, chance)) for name in meant]
        found_meant, shares, times = 0, [], []
        with tempfile.TemporaryDirectory() as folder:
            index = written(Path(folder) / "index.sqlite", all_)
            search(index, "warm")
            for name, text in asked:
                start = time.process_time()
                hits = [hit.name for hit in search(index, text, limit=SHOWN)]
                times.append(time.process_time() - start)
                truth = nearest(text, all_)
                found_meant += name in hits
                shares.append(len(truth.keys() & set(hits)) / min(SHOWN, len(truth)))
            index.close()
        spent = statistics.mean(times)
        first = spent if first is None else first
        more = (spent - first) / bare
        recall = statistics.mean(shares)
        met = "met" if recall >= GOAL and more <= GOAL_MORE else "missed"
        share = f"{found_meant / len(asked):.3f}"
        print(f"| {size:,} | {share} | {recall:.3f} | {spent * 1000:.1f} | {more:.2f} (goal {GOAL_MORE:.0f}) {met} |")


if __name__ == "__main__":
    main()
