"""Writes the generated pages: the CLI reference, the fields, the rules, the examples, and the figures in README.md.

`--check` writes nothing and exits with 1 when a page is stale.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from mmkb.commands import skill
from mmkb.commands.asked import RULES
from mmkb.commands.help import TOPICS
from mmkb.commands.registry import NAMES
from mmkb.corpus.check import FORMATTING, READING
from mmkb.corpus.folder import DataFolder
from mmkb.formats.markdown import grid
from mmkb.index.index import Index, kinds_with_rows
from mmkb.schema.kinds import KINDS
from mmkb.schema.symbols import GRADES, TRAINABILITY
from mmkb.schema.vocabulary import (
    CONNECTORS,
    DOMAINS,
    EFFECTS,
    MODALITIES,
    MODEL_TYPES,
    PARTIES,
    PITFALLS,
    TASKS,
)
from mmkb.views.catalogue import fields_table

ROOT = Path(__file__).parents[1]
WIDTH = 100
VOCABULARIES = {
    "Modalities (`input`, `output`, `modality`)": MODALITIES,
    "Model types (`type`)": MODEL_TYPES,
    "Domains (`domain`)": DOMAINS,
    "Tasks (`task`)": TASKS,
    "Connectors (`connector`)": CONNECTORS,
    "Trainability (`training.stages.*`)": TRAINABILITY,
    "Grades (`openness.*`)": GRADES,
    "Effects of rules of law (`effect`)": EFFECTS,
    "Parties to rules of law (`binds`)": PARTIES,
    "Pitfalls (`pitfalls` of benchmarks)": PITFALLS,
}


def main() -> int:
    """Write or check every page; return the exit code."""
    if "--demo" in sys.argv:
        return show_demo()
    checking = "--check" in sys.argv
    stale = []
    for path, text in pages():
        if (path.read_text(encoding="utf-8") if path.exists() else None) == text:
            continue
        stale.append(path.relative_to(ROOT))
        if not checking:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path} {'is stale: run `make docs`' if checking else 'written'}", file=sys.stderr)
    return int(checking and bool(stale))


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every generated page with its text."""
    index = Index(DataFolder(ROOT / "data", "docs"))
    yield ROOT / "docs/reference/cli.md", cli()
    yield ROOT / "docs/reference/fields.md", fields(index)
    yield ROOT / "docs/reference/rules.md", rules()
    yield ROOT / "docs/examples.md", examples()
    yield ROOT / "README.md", readme(index)
    for name, text in skill.files(index):
        yield ROOT / "skills/mmkb" / name, text


def cli() -> str:
    """Return the help of every command and topic."""
    parts = ["# Command line\n", "Generated from the program's own help.\n", block("mmkb --help")]
    parts += [f"## mmkb {name}\n\n{block(f'mmkb {name} --help')}" for name in NAMES]
    parts += [f"## {topic}\n\n{block(f'mmkb help {topic}')}" for topic in TOPICS]
    return "\n".join(parts)


def fields(index: Index) -> str:
    """Return the field catalogue of every kind, and the vocabularies."""
    parts = ["# Fields\n\nGenerated from the schema. `mmkb fields KIND` prints the same.\n"]
    for title, words in VOCABULARIES.items():
        rows = "\n".join(f"| `{word}` | {meaning} |" for word, meaning in words.items())
        parts.append(f"## {title}\n\n| word | meaning |\n| --- | --- |\n{rows}\n")
    parts += [f"## {kind.name}\n\n{kind.help}\n\n{grid(fields_table(index, kind.name))}\n" for kind in KINDS.values()]
    return "\n".join(parts)


def rules() -> str:
    """Return every code of `mmkb check` with its explanation."""
    explained = {**READING, **{code: (rule.title, rule.explanation) for code, rule in RULES.items()}, **FORMATTING}
    parts = [f"## {code} {title}\n\n{explanation}\n" for code, (title, explanation) in sorted(explained.items())]
    return "\n".join(["# Rules of `mmkb check`\n\nGenerated. `mmkb check --explain CODE` prints the same.\n", *parts])


def examples() -> str:
    """Return the transcripts that the tests run, as one page."""
    parts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/console").glob("*.md"))]
    return "\n".join(["# Examples\n\nEvery transcript on this page is run by the tests.\n", *parts])


def readme(index: Index) -> str:
    """Return README.md with its figures and its demo renewed."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    counts = ", ".join(f"{count:,} {KINDS[kind].plural}" for kind, count in kinds_with_rows(index) if count)
    ((variants,),) = index.rows("SELECT count(*) FROM models")
    ((known, read, inferred),) = index.rows(
        "SELECT count(*), total(state = 'read'), total(state = 'inferred') FROM facts"
    )
    figures = (
        f"{counts}; {variants:,} model variants. Of {known:,} facts, {read / max(known, 1):.0%} were read at their source, "
        f"{inferred / max(known, 1):.0%} are inferred from it, the others are cited.\n"
    )
    return between(between(text, "figures", figures), "demo", "\n".join(map(block, demo(text))))


def show_demo() -> int:
    """Run the demo of README.md on this terminal; return the exit code."""
    commands = ["mmkb", *demo((ROOT / "README.md").read_text(encoding="utf-8"))]
    lines = [f"echo '$ '{shlex.quote(command)}; {command}; echo" for command in commands]
    return subprocess.run(["bash", "-ec", "\n".join(lines)], env=environment(), check=False).returncode


def demo(text: str) -> list[str]:
    """Return the commands that the demo in README.md runs."""
    inside = re.search(r"<!-- demo -->(.*)<!-- /demo -->", text, re.DOTALL)
    return re.findall(r"^\$ (.*)$", inside[1], re.MULTILINE) if inside else []


def between(text: str, marker: str, new: str) -> str:
    """Return `text` with what stands between the marker's comments replaced."""
    return re.sub(
        rf"(<!-- {marker} -->\n).*?(<!-- /{marker} -->)",
        lambda found: f"{found[1]}{new}{found[2]}",
        text,
        flags=re.DOTALL,
    )


def block(command: str) -> str:
    """Return a command and its output as a console block."""
    quiet = {**environment(), "NO_COLOR": "1"}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=quiet, cwd=ROOT)
    output = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).strip("\n").splitlines())
    return f"```console\n$ {command}\n{output}\n```\n"


def environment() -> dict[str, str]:
    """Return the environment in which commands run: this Python's programs, the checkout's data, a fixed width."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    fixed = {"COLUMNS": str(WIDTH), "TERMINAL_WIDTH": str(WIDTH), "MMKB_DATA": str(ROOT / "data"), "PATH": path}
    return {**os.environ, **fixed}


if __name__ == "__main__":
    sys.exit(main())
