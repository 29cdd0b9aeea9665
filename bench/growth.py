"""What a folder of generated YAML records costs: a cold build, an unchanged question, one after an edit, and a check.

`python bench/growth.py [RECORDS ...]` prints a row for each size.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path

from timing import Command, environment_with, taken, wheel

ROWS = 10
GOAL_COLD, GOAL_BUILD, GOAL_CHECK = 0.8, 150, 200
"""Milliseconds of a processor a record; MB while building, and while checking."""


def goal_of_edit(records: int) -> float:
    """Return how many times the unchanged question one after an edit may take."""
    return 1.3 if records <= 3_000 else 2.0


MODEL = """\
id: model-{n}
name: Model {n}
summary: Generated, to be counted.
type: multimodal-llm
developer: [Maker {maker}]
released: 20{year}-0{month}
paper: paper-{paper}
input: [text, image]
output: [text]
license: free
{backbone}connector: [mlp]
openness: {{weights: {{base: open}}}}
variants:
  - {{id: model-{n}-7b, params: 7B, attention: {{mechanism: gqa, layers: 32, heads: 32, kv_heads: 8}}}}
  - {{id: model-{n}-70b, params: 70B, attention: {{mechanism: gqa, layers: 80, heads: 64, kv_heads: 8}}}}
evidence:
  - source: paper-{paper}
    at: Table 1
    read: 2026-11-22
    supports: [type, developer, released, paper, input, output, license, backbone, connector, openness, params, attention]
"""
RESULTS = """\
id: paper-{paper}
source: paper-{paper}
groups:
  - at: Table 2
    read: 2026-11-22
    measured_by: self
    rows:
"""
FIXED = {
    "licenses/free.yaml": "id: free\nname: Free\nosi: true\ncommercial: yes\n",
    "benchmarks/pecks.yaml": "id: pecks\nname: Pecks\narea: [knowledge]\nmodalities: [text]\ncaveat: Generated.\ninstruments:\n"
    '  - {id: pecks, name: Pecks, metric: accuracy, direction: higher, unit: "%", minimum: 0, maximum: 100}\n',
}


def write(folder: Path, count: int) -> None:
    """Write `count` records: half models (two in five on a backbone), a quarter sources, a quarter files of results."""
    for kind in ("models", "sources", "results", "licenses", "benchmarks"):
        (folder / kind).mkdir(parents=True)
    for path, text in FIXED.items():
        (folder / path).write_text(text)
    for paper in range(count // 4):
        year, month = 19 + paper % 7, 1 + paper % 9
        source = f"id: paper-{paper}\ntype: paper\ntitle: On {paper} birds\nauthors: [A. Author]\nyear: 20{year}\n"
        (folder / f"sources/paper-{paper}.yaml").write_text(source)
        for n in (2 * paper, 2 * paper + 1):
            backbone = f"backbone: model-{n // 5}-7b\n" if n % 5 in (1, 3) else ""
            text = MODEL.format(n=n, maker=n % 97, year=year, month=month, paper=paper, backbone=backbone)
            (folder / f"models/model-{n}.yaml").write_text(text)
        rows = (
            f'      - {{model: model-{(2 * paper + row) % (count // 2)}-7b, instrument: pecks, value: "{40 + row}.{row}"}}\n'
            for row in range(ROWS)
        )
        (folder / f"results/paper-{paper}.yaml").write_text(RESULTS.format(paper=paper) + "".join(rows))


def main() -> None:
    """Print what each size costs."""
    sizes = [int(size) for size in sys.argv[1:]] or [300, 3_000, 10_000]
    programs = environment_with("newest", "--force-reinstall", str(wheel()))
    print(
        f"| generated records | cold build, ms of a processor a record (goal {GOAL_COLD}) | MB (goal {GOAL_BUILD}) "
        "| unchanged question, s | one edit, then a question: clock | processor (goal) | check, s | MB "
        f"(goal {GOAL_CHECK}) | index, MB |\n|---:|{'---:|' * 8}"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "data"
            write(folder, size)
            environment = {**os.environ, "MMKB_DATA": str(folder), "XDG_CACHE_HOME": name}
            question: Command = [programs / "mmkb", "models", "id:model-7", "--json"]
            _, cold, memory = taken(question, environment)
            unchanged, after = [], []
            for turn in range(9 if size <= 3_000 else 3):
                unchanged.append(taken(question, environment))
                path = folder / "models/model-7.yaml"
                path.write_text(path.read_text().replace("to be counted", f"to be counted {turn}"))
                after.append(taken(question, environment))
            clock, processor, _ = (statistics.median(times) for times in zip(*unchanged, strict=True))
            clock_after, processor_after, _ = (statistics.median(times) for times in zip(*after, strict=True))
            check = taken([programs / "mmkb", "check", "--select", "MM2"], environment, finds=True)
            (index,) = (Path(name) / "mmkb").glob("*.sqlite")
            print(
                f"| {size:,} | {(cold - processor) / size * 1000:.2f} | {memory:.0f} | {processor:.2f} "
                f"| {clock_after / clock:.2f} | {processor_after / processor:.2f} ({goal_of_edit(size)}) "
                f"| {check.processor:.1f} | {check.memory:.0f} | {index.stat().st_size / 1e6:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
