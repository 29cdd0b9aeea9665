"""What results in bulk cost: ledgers of growing size over a few records, asked by mmkb, by its DuckDB engine, sqlite3 and jq.

`python bench/bulk.py [ROWS ...]` prints two tables for RESULTS.md, all figures and each beside its goal and its peers, and
draws `build/bench/bulk.svg`: seconds of a processor by rows, both logarithmic. A peer that is not installed is left out.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from goals import BARE, COLD, UNCHANGED, judged
from growth import write
from timing import BUILD, taken

RECORDS = 300
ROWS_A_PART = 20_000
Times = dict[str, dict[int, tuple[float, float, float]]]
"""By what was asked and how many rows, as `goals.Times`."""


def ledgers(folder: Path, count: int) -> None:
    """Write `count` results of the models of the records, as `mmkb import --ndjson` does."""
    folder.mkdir()
    models = RECORDS // 2
    for part, first in enumerate(range(0, count, ROWS_A_PART), start=1):
        with (folder / f"scores.{part:04}.ndjson").open("w", encoding="utf-8") as file:
            for n in range(first, min(count, first + ROWS_A_PART)):
                row = {
                    "model": f"model-{n % models}-7b",
                    "instrument": "pecks",
                    "value": f"{40 + n % 50}.{n % 7}",
                    "measured_by": "third-party",
                    "source": f"paper-{n % (RECORDS // 4)}",
                    "at": f"scores.csv, line {n + 1}",
                    "protocol": {"setting": "few-shot", "shots": n // models},
                }
                file.write(json.dumps(row) + "\n")


def measured(rows: int, folder: Path, times: Times) -> float:
    """Measure everything on `rows` rows; return the size of the index in MB."""
    data = folder / "data"
    write(data, RECORDS)
    ledgers(data / "ledger", rows)
    environment = {**os.environ, "MMKB_DATA": str(data), "XDG_CACHE_HOME": str(folder / "cache")}
    mmkb, tables = [sys.executable, "-m", "mmkb"], str(folder / "tables")
    questions = {
        "filter": ["results", "model:model-7-7b", "shots:3"],
        "first rows": ["results", "-n", "20"],
        "group": ["stats", "results", "--by", "source"],
        "get": ["show", "model-7", "--json"],
        "search, a typo": ["search", "modle-7"],
        "leaderboard": ["leaderboard", "pecks", "-n", "20"],
    }

    def note(what: str, command: Sequence[str]) -> None:
        if shutil.which(command[0]) is None:
            print(f"{what}: left out, since {command[0]} is not installed", file=sys.stderr)
            return
        times.setdefault(what, {})[rows] = taken(command, environment, finds=True)
        print(rows, what, *(f"{figure:.2f}" for figure in times[what][rows]), file=sys.stderr)

    note(BARE, [sys.executable, "-c", "pass"])
    note(COLD, [*mmkb, "models", "id:model-7"])
    note(UNCHANGED, [*mmkb, "models", "id:model-7"])
    for what, question in questions.items():
        note(what, [*mmkb, *question])
    (index,) = (folder / "cache" / "mmkb").glob("*.sqlite")
    sql = "SELECT count(*) FROM results WHERE model = 'model-7-7b' AND \"protocol.shots\" = 3"
    note("filter, sqlite3 on the index", ["sqlite3", str(index), sql])
    note("group, sqlite3 on the index", ["sqlite3", str(index), "SELECT source, count(*) FROM results GROUP BY source"])
    note("export, sqlite3 on the index", ["sqlite3", "-json", str(index), "SELECT * FROM results"])
    parts = list(map(str, sorted((data / "ledger").glob("*.ndjson"))))
    note("filter, jq", ["jq", "-c", 'select(.model == "model-7-7b" and .protocol.shots == 3)', *parts])
    note("load", [*mmkb, "load", "--to", tables])
    for what in ("filter", "group"):
        note(f"{what}, DuckDB by --at", [*mmkb, *questions[what], "--at", tables])
    size = index.stat().st_size / 1e6
    model = data / "models" / "model-7.yaml"
    model.write_text(model.read_text().replace("to be counted", "to be counted again"))
    note("one edit, then a question", [*mmkb, "models", "id:model-7"])
    note("check", [*mmkb, "check", "--select", "MM2"])
    note("export of all results, NDJSON", [*mmkb, "export", "results", "-f", "jsonl", "-o", str(folder / "all.ndjson")])
    return size


def slope(points: Mapping[int, tuple[float, float, float]]) -> float:
    """Return by which power of the rows the seconds of a processor grow between the two largest sizes."""
    (less, few), (more, many) = sorted(points.items())[-2:]
    return math.log(max(many[1], 0.01) / max(few[1], 0.01)) / math.log(more / less)


def plot(times: Times) -> str:
    """Return the seconds of a processor by rows as SVG, both axes logarithmic."""
    width, height, left, top = 760, 420, 60, 20
    sizes = sorted({rows for points in times.values() for rows in points})
    low, high = -2.0, 3.0

    def at(rows: int, seconds: float) -> tuple[float, float]:
        across = (math.log10(rows) - math.log10(sizes[0])) / max(math.log10(sizes[-1] / sizes[0]), 1)
        return left + 440 * across, top + height * (high - math.log10(max(seconds, 0.01))) / (high - low)

    box = f'viewBox="0 0 {width} {height + 60}" font-family="sans-serif" font-size="11"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {box}>']
    for power in range(int(low), int(high) + 1):
        _, y = at(sizes[0], 10.0**power)
        lines.append(
            f'<path d="M{left} {y:.0f}h440" stroke="#ddd"/><text x="8" y="{y + 4:.0f}">{10.0**power:g} s</text>'
        )
    for rows in sizes:
        x, _ = at(rows, 1)
        lines.append(f'<text x="{x:.0f}" y="{top + height + 18}" text-anchor="middle">{rows:,}</text>')
    below = 0.0
    for number, (what, points) in enumerate(sorted(times.items(), key=lambda item: -item[1][max(item[1])][1])):
        colour = f"hsl({number * 47 % 360} 60% 40%)"
        way = [at(rows, figures[1]) for rows, figures in sorted(points.items())]
        below = max(way[-1][1], below + 13)
        lines.append(
            f'<polyline fill="none" stroke="{colour}" points="{" ".join(f"{x:.0f},{y:.0f}" for x, y in way)}"/>'
        )
        lines.append(f'<text x="{left + 450}" y="{below + 4:.0f}" fill="{colour}">{what}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def main() -> None:
    """Print what each size costs."""
    os.nice(10)
    sizes = [int(size) for size in sys.argv[1:]] or [300, 3_000, 10_000]
    times: Times = {}
    indexes = {}
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            indexes[rows] = measured(rows, Path(name), times)
    heads = " | ".join(f"{rows:,}" for rows in sizes)
    print(f"| seconds of a processor (MB of memory) by rows | {heads} | growth |\n|---|{'---:|' * (len(sizes) + 1)}")
    for what, points in times.items():
        cells = " | ".join(f"{points[rows][1]:.2f} ({points[rows][2]:.0f})" for rows in sizes)
        print(f"| {what} | {cells} | {slope(points):.2f} |")
    print(f"| index, MB | {' | '.join(f'{indexes[rows]:.0f}' for rows in sizes)} | |")
    print("", *judged(times), sep="\n")
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "bulk.svg").write_text(plot(times), encoding="utf-8")


if __name__ == "__main__":
    main()
