"""No command ignores an option in silence: it changes the answer, or is an error, or the reason why not stands here."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import kb
from argument_lists import COMMANDS
from mmkb.cli.main import main
from mmkb.commands.declare import Command
from mmkb.commands.registry import command
from mmkb.commands.shared import BROWSE, CALCULATE, CLOSER
from mmkb.schema.kinds import KINDS

CALLS = (
    *KINDS,
    "show heron",
    "show gqa",
    "show heron-7b --only facts",
    "search heron",
    "compare heron kite",
    "compare mha gqa",
    "compare access:open access:proprietary",
    "compare --by access",
    "compare heron kite --fields params",
    "compare access:open access:proprietary --all",
    "compare access:open access:proprietary --by-year",
    "leaderboard pecks-val",
    "pairs",
    "openness heron",
    "openness --rank",
    "lineage heron-7b",
    "stats",
    "stats models --by access",
    "stats models --of params",
    "stats models --of params --by access",
    "timeline",
    "timeline --plot",
    "stats models --of params --by access --plot",
    "models -c id,released,params --variants --plot",
    "plot",
    "plot scores pecks-val",
    "plot sizes",
    "ask",
    "ask q1",
    "fields models",
    "table",
    "table open-birds",
    "export models",
    "export --all -o all.sqlite",
    "cite heron",
    "cite heron --check",
    "kv-cache robin",
    "kv-cache robin --images 2",
    "kv-cache robin --explain",
    "memory robin",
    "memory robin --frames 2",
    "finetune robin",
    "finetune robin --method full",
    "finetune robin --method full --attention full",
    "finetune robin --method lora --targets gate",
    "finetune robin --train-tokens 1M --peak 10",
    "cost robin",
    "cost oracle-bird --serving",
    "cost oracle-bird --price 2 --throughput 10",
    "heads gqa",
    "heads wren-7b",
    "coverage",
    "coverage models",
    "coverage results",
    "check",
    "check --explain MM301",
    "schema models",
    "where",
    "fmt",
    "fmt --check",
    "fmt --diff",
    "site -o web",
    "completion bash",
    "skill",
    "help",
    "help query",
)
"""Every command that reads, in each of its ways to answer."""

READING = (BROWSE, CLOSER, CALCULATE)
"""The panels whose commands answer from the records alone; others write records, serve, or start a program."""

ONE = ("tuning", "benchmarks", "datasets", "surveys", "risks", "rules", "glossary", "cards", "questions", "tables")
"""The kinds of the birds that have one row."""
WORDS = {
    "by": "type", "columns": "id", "sort": "-id", "of": "params", "fields": "context", "since": "2023-06", "kind": "claims",
    "query": "access:open", "protocol": "shots:0", "card": "feather", "fit": "1MiB", "image": "700x300", "method": "lora",
    "targets": "o", "select": "MM9", "ignore": "MM3", "explain": "MM302", "renamed": "id=X", "drop": "id", "width": "5cm",
    "input": "image", "output_modality": "video", "limit": "1", "depth": "1", "measured_by": "other", "format": "json",
    "output": "new.json", "bib": "new.bib", "install": "new",
}  # fmt: skip
"""A word for options that do not take any number, and not the default."""

ROBIN = """\
id: robin
name: Robin
type: multimodal-llm
params: 7B
vision: {resolution: 336, patch: 14, max_tiles: 4, tokens: 144, rule: tiles}
connector: [mlp]
attention: {layers: 32, hidden: 4096, heads: 32, kv_heads: 32, head_dim: 128}
architecture: {ffn: 11008}
training: {tokens: 2T}
"""
SAME = {
    ("*", "--no-color"): "it is for terminals, of which none is here",
    ("attention", "--sort"): "its order by default is the same",
    ("fmt", "--diff"): "nothing would change",
    ("fmt --diff", "--format"): "text is what it is",
    ("site -o web", "--force"): "no pages are there yet",
    ("show", "--full"): "what is no terminal has all of it",
    ("compare access:open access:proprietary --by-year", "--differing"): "no line is the same for both",
    ("compare heron kite --fields params", "--differing"): "the only line differs",
    ("leaderboard pecks-val", "--query"): "all of its models are open",
    ("pairs", "--limit"): "there are no pairs",
    ("lineage heron-7b", "--depth"): "the tree is no deeper",
    ("stats models --of params", "--limit"): "there is one row",
    ("export --all -o all.sqlite", "--force"): "no file is there yet",
    **{
        (call, "--head"): "the picture has no head of this column"
        for call in ("timeline --plot", "models -c id,released,params --variants --plot", "plot sizes")
    },
    ("timeline --plot", "--drop"): "the column is not drawn",
    ("memory", "--heads"): "the recorded heads of keys and values decide",
    ("memory", "--card"): "the card has as much memory as is the default",
    ("cost oracle-bird --price 2 --throughput 10", "--serving"): "they ask for it themselves",
    **{(kind, option): "the kind has one row" for kind in ONE for option in ("--limit", "--sort")},
    **{(kind, "--cite"): "its rows rest on no source" for kind in ("risks", "questions", "tables", "table")},
}
"""Options that change nothing and need not, each with the reason."""


def options(asked: Command, call: str) -> Iterator[list[str]]:
    """Yield every option that a call does not have yet, with a word where it takes one."""
    given = set(shlex.split(call))
    for parameter in asked.everything:
        if not parameter.flags or parameter.name in ("data", "serve") or given & set(parameter.flags):
            continue
        word = WORDS.get(parameter.name, "3")
        if parameter.choices and word not in parameter.choices:
            word = next(choice for choice in reversed(parameter.choices) if choice != parameter.default)
        yield [parameter.called] if parameter.type == "flag" else [parameter.called, word]


def outcome(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[object, str, str, list[str]]:
    """Run a command line; return its exit code, what it said on both streams, and the files that it wrote."""
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    said = capsys.readouterr()
    written = sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())
    for path in Path().iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return ended.value.code, said.out, said.err, written


def test_every_command_that_reads_is_tried() -> None:
    reading = {asked.name for asked in COMMANDS if asked.panel in READING}
    assert reading - {shlex.split(call)[0] for call in CALLS} <= {"open"}  # starts a program


@pytest.mark.parametrize("call", CALLS)
def test_an_option_changes_the_answer_or_is_an_error(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MMKB_DATA", str(kb.write(tmp_path / "data", {**kb.RECORDS, "models/robin.yaml": ROBIN})))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    words = shlex.split(call)
    outcome(words, capsys)  # builds the index, and may say so
    plain = outcome(words, capsys)
    assert plain[0] in (0, 1), plain
    tried = list(options(command(words[0]), call))
    same = {option[0] for option in tried if (found := outcome([*words, *option], capsys)) == plain and found[0] != 2}
    known = {option for of, option in SAME if of in (call, words[0], "*")}
    assert same <= known, same - known
