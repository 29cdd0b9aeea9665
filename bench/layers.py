"""What a layer of 50 records over the shipped data costs: a plain read of both, of the shipped data alone, and an edit."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from timing import Command, environment_with, ratios, report, taken, wheel

COUNT = 50
ALONE = "mmkb models input:image --json, the shipped data alone"
AMENDMENT = "amends: {id}\nsummary: What our group says of it, {text}.\n"
MODEL = (
    "id: ours-{n}\nname: Ours {n}\ntype: multimodal-llm\ninput: [text, image]\noutput: [text]\nbackbone: llama-2-7b\n"
)


def write(folder: Path, shipped: Path) -> None:
    """Write a knowledge base that lies on the shipped data: half new models, half amendments of shipped ones."""
    (folder / "data/models").mkdir(parents=True)
    (folder / "mmkb.toml").write_text('name = "ours"\nextends = ["shipped"]\n')
    for n in range(COUNT // 2):
        (folder / f"data/models/ours-{n}.yaml").write_text(MODEL.format(n=n))
    for path in sorted(shipped.glob("models/*.yaml"))[: COUNT // 2]:
        (folder / f"data/models/{path.name}").write_text(AMENDMENT.format(id=path.stem, text="once"))


def main() -> None:
    """Print the ratios, then what a first question and one after an edit take."""
    programs = environment_with("newest", "--force-reinstall", str(wheel()))
    (shipped,) = programs.parent.glob("lib/*/site-packages/mmkb/shipped/data")
    with tempfile.TemporaryDirectory() as name:
        ours, alone = Path(name) / "ours", Path(name) / "alone"
        write(ours, shipped)
        alone.mkdir()
        environment = {"XDG_CACHE_HOME": name, "PATH": str(programs)}
        question: list[str | Path] = [programs / "mmkb", "models", "input:image", "--json"]
        first = taken(question, environment, ours)
        edited = []
        for turn in range(5):
            path = ours / "data/models/ours-7.yaml"
            path.write_text(MODEL.format(n=7) + f"summary: Turn {turn}.\n")
            edited.append(taken(question, environment, ours))
        commands: dict[str, Command] = {
            ALONE: ["env", "-C", alone, *question],
            f"the same, over it a layer of {COUNT} records": ["env", "-C", ours, *question],
        }
        subprocess.run(commands[ALONE], stdout=subprocess.DEVNULL, check=True)
        found = ratios(commands, ALONE, XDG_CACHE_HOME=name)
    report("command", found)
    after = sorted(taken.processor for taken in edited)[len(edited) // 2]
    print(f"first question {first.processor:.2f} s of a processor, one after an edit {after:.2f} s")


if __name__ == "__main__":
    main()
