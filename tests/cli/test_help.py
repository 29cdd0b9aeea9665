"""Every command's help is there, and every example in it works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import kb
from mmkb.cli.app import build
from mmkb.commands.registry import NAMES, command
from mmkb.commands.shared import CURATE

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[2]
APP = build()


def commands() -> list[str]:
    return [str(command.name) for command in APP.registered_commands]


def run(command: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    data = tmp_path / "data" if (tmp_path / "data").exists() else ROOT / "data"
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "MMKB_DATA": str(data)}
    home = {"HOME": str(tmp_path), "EDITOR": "true"}
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path, env={**environment, **home}
    )


def test_typer_has_every_command_and_is_made_for_one_alone() -> None:
    assert commands() == list(NAMES)
    for name in NAMES:
        assert [registered.name for registered in build(name).registered_commands] == [name]


OF_OTHERS = ("import", "diff")
"""Commands whose examples name files of the reader's; `tests/importers` and `tests/commands/test_changes.py` try them."""


def curated(name: str, folder: Path) -> None:
    """Put there a few records in a repository, with those that examples of `name` ask for, and the files `new` takes."""
    evidence = "evidence:\n  - {source: moss-2024-birds, at: Table 1, supports: [attention.heads]}\n"
    ids = ("llama-2", "llava-1.5", *(["my-model"] if name == "edit" else []))
    named = {f"models/{id_}.yaml": f"id: {id_}\nname: {id_}\nattention: {{heads: 8}}\n{evidence}" for id_ in ids}
    paper = "sources/liu-2023-llava.yaml"
    given = {paper: (ROOT / "data" / paper).read_text(encoding="utf-8")} if name == "new" else kb.RECORDS
    kb.write(folder / "data", {**given, **named})
    (folder / "README.md").write_text("---\nlicense: mit\n---\n# Heron 7B\n", encoding="utf-8")
    (folder / "config.json").write_text('{"model_type": "llama"}', encoding="utf-8")
    (folder / "finch.bib").write_text("@misc{x, title={Finch}, author={Doe, Jane}, year=2026}", encoding="utf-8")
    git = "git -c user.name=me -c user.email=me@birds.invalid"
    run("mmkb fmt", folder)
    done = run(f"git init -q && git add data && {git} commit -qm records", folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OF_OTHERS])
def test_every_example_works(name: str, tmp_path: Path) -> None:
    if name == "load":
        pytest.importorskip("ibis", reason="needs the extra mmkb[engines]")
    if (command(name).panel == CURATE and name != "coverage") or name == "site":  # what writes, asks git, or takes long
        curated(name, tmp_path)
    else:
        (tmp_path / "data").symlink_to(ROOT / "data")
    for example in command(name).examples:
        done = run(example, tmp_path)
        assert done.returncode in ({0, 1} if name == "check" else {0}), f"{example}\n{done.stderr}"
        assert "nothing matches" not in done.stderr, f"{example} finds nothing"


PAGES = (
    *sorted((ROOT / "src/mmkb/commands/topics").glob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "AGENTS.md", "docs/authoring.md", "docs/design.md")),
)
FOR_EXAMPLE = {
    "-f NAME": "-f eee",
    "results QUERY": "results benchmark:mmmu",
    "QUERY": "access:open",
    "KIND": "models",
    "ARXIV-ID": "2304.08485",
    "/ID": "/llama-2",
    " ID": " llama-2",
    "NAME": "llava",
    "TEXT": "llava",
}


def written_commands(page: str) -> list[str]:
    """Return the commands that a page shows: lines of code, and what stands in backticks with at least one argument."""
    lines = re.findall(r"^(?: {4}|\$ )(mmkb\b[^#\n]*)", page, re.MULTILINE)
    found = [line.strip() for line in [*lines, *re.findall(r"`(mmkb [a-z-]+ [^`\n]+)`", page)]]
    for word, value in FOR_EXAMPLE.items():
        found = [line.replace(word, value) for line in found]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_on_a_page_works(page: Path, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    for written in written_commands(page.read_text(encoding="utf-8")):
        done = run(written, tmp_path)
        assert done.returncode == 0, f"{written}\n{done.stderr}"
        assert "nothing matches" not in done.stderr, f"{written} finds nothing"


def test_commands_are_found_on_the_pages() -> None:
    found = {page.stem: len(written_commands(page.read_text(encoding="utf-8"))) for page in PAGES}
    assert found["README"] > 10
    assert found["CONTRIBUTING"] > 4
    assert sum(found.values()) > 25


@pytest.mark.parametrize("name", ["", *NAMES])
def test_typer_prints_the_same_help(name: str, tmp_path: Path) -> None:
    quick, slow = run(f"mmkb {name} --help", tmp_path), run(f"mmkb {name} --no-such-option --help", tmp_path)
    assert (quick.returncode, slow.returncode) == (0, 2)
    flags = [parameter for parameter in (command(name).everything if name else ()) if parameter.flags]
    if flags:
        one = flags[0].flags[0] if flags[0].type == "flag" else f"{flags[0].flags[0]} x"
        assert run(f"mmkb {name} {one} --help", tmp_path).stdout == quick.stdout


def test_commands_are_public_typer(tmp_path: Path) -> None:
    assert isinstance(APP, typer.Typer)
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert not re.search(r"^\s*(?:import click|from click|from typer\._|import typer\._)", source, re.MULTILINE)
    assert "Traceback" not in run("mmkb nonsense", tmp_path).stderr
