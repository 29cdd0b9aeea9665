"""The quick door and typer are one program: what both understand means the same, and prints the same."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

import kb
from argument_lists import arguments
from mmkb import __version__, open_kb
from mmkb.cli import app, run, straight
from mmkb.cli.main import main
from mmkb.commands.declare import Command
from mmkb.commands.registry import NAMES, command
from mmkb.commands.tried import MEANT, no_command
from mmkb.commands.words import recognised
from mmkb.corpus.folder import SHIPPED, DataFolder
from mmkb.errors import KbError, UsageError
from mmkb.terminal import visible
from shell import mmkb

pytestmark = pytest.mark.usefixtures("shared_cache")

EXAMPLES = int(os.environ.get("MMKB_EXAMPLES", "200"))
"""`MMKB_EXAMPLES=5000 pytest tests/commands` asks for more."""


SIDE_EFFECTS = (
    "where",
    "check",
    "fmt",
    "import",
    "export",
    "mcp",
    "site",
    "init",
    "new",
    "edit",
    "open",
    "diff",
    "log",
    "load",
)
"""Commands that write, start something, or look at the whole folder."""


def understood(
    door: Callable[[list[str]], int | None], words: list[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Mapping[str, object]] | None:
    """Return what a door makes of a command line: the command and what is given for its parameters, or None."""
    seen: list[tuple[str, Mapping[str, object]]] = []

    def note(asked: Command, given_: Mapping[str, object]) -> int:
        seen.append((asked.name, {name: value for name, value in given_.items() if value not in (None, False, [])}))
        return 0

    with monkeypatch.context() as patched:
        patched.setattr(run, "run", note)
        patched.setattr(app, "run", note)
        door(words)
    return seen[0] if seen else None


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=arguments())
def test_what_the_quick_door_recognises_means_the_same_to_typer(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = understood(straight.straight, words, monkeypatch)
    capsys.readouterr()
    if quick is not None:
        assert quick == understood(app.through_typer, words, monkeypatch)


@settings(max_examples=EXAMPLES // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=arguments())
def test_both_doors_print_the_same_and_end_with_the_same_code(
    words: list[str],
    birds_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assume(words[0] not in SIDE_EFFECTS and "--install" not in " ".join(words))
    monkeypatch.setenv("MMKB_DATA", str(birds_folder))
    seen = []
    for door in (lambda words: None, straight.straight):
        with monkeypatch.context() as patched:
            patched.setattr(straight, "straight", door)
            with pytest.raises(SystemExit) as ended:
                main(words)
            seen.append((ended.value.code, *capsys.readouterr()))
    assert seen[0] == seen[1]


@pytest.fixture(scope="module")
def birds_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kb.write(tmp_path_factory.mktemp("doors") / "data")


@pytest.mark.parametrize(
    ("words", "given_"),
    [
        (["models"], {}),
        (["models", "a", "b"], {"query": ["a", "b"]}),
        (["models", "a", "-n", "3", "b", "--json"], {"query": ["a", "b"], "limit": "3", "json": True}),
        (["models", "--limit=3", "-c", "id", "-c", "x,y"], {"limit": "3", "columns": ["id", "x,y"]}),
        (["models", "-n", "-1"], {"limit": "-1"}),
        (["models", "--", "--json", "-x"], {"query": ["--json", "-x"]}),
        (["models", "-", ""], {"query": ["-", ""]}),
        (["lineage", "llava"], {"id": "llava"}),
        (["stats", "models", "a", "b"], {"kind": "models", "query": ["a", "b"]}),
    ],
    ids=" ".join,
)
def test_recognised(words: list[str], given_: dict[str, object]) -> None:
    assert recognised(command(words[0]), words[1:]) == given_


@pytest.mark.parametrize(
    "words",
    [
        ["models", "--nope"],
        ["models", "-n"],
        ["models", "--json=1"],
        ["models", "-n5"],
        ["show"],
        ["lineage"],
        ["lineage", "a", "b"],
        ["schema", "models", "x"],
        ["models", "--help", "x"],
    ],
    ids=" ".join,
)
def test_left_to_typer(words: list[str]) -> None:
    assert recognised(command(words[0]), words[1:]) is None


def test_the_version_of_the_data_and_its_snapshot(
    birds_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MMKB_DATA", str(birds_folder))
    said = []
    for door in (straight.straight, app.through_typer):
        assert door(["--version", "--json"]) == 0
        said.append(json.loads(capsys.readouterr().out))
    assert said[0] == said[1]
    assert straight.straight(["models", "--json"]) == 0
    about = json.loads(capsys.readouterr().out)["about"]
    assert said[0] == {"mmkb": __version__, **about}
    assert len(about["snapshot"]) == 16


def test_an_error_is_worded_alike_whichever_door_was_taken(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["models", "-n", "x"], ["models", "-nx"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
        assert "mmkb: error: -n/--limit takes a whole number, not 'x'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["models", "--" + "x" * 100_000],
        ["models", "--json=" + "x" * 100_000],
        ["lineage", "a", "\x1b[2J" * 30_000],
        ["x" * 100_000],
        ["models", "--\x1b[2J\u202e"],
        ["models", "--\udcff"],
        ["-" + "x" * 100_000],
    ],
    ids=lambda words: " ".join(words)[:20],
)
def test_a_wrong_command_line_is_answered_in_a_few_words(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("mmkb: error: ")
    assert said.count("\n") <= 3
    assert len(said) < 7_000
    assert visible(said) == said


def test_typer_hands_on_what_it_reads_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["models", "-n5", "a\u200bb\x1b"]
    assert understood(app.through_typer, words, monkeypatch) == ("models", {"limit": "5", "query": ["a\u200bb\x1b"]})


def test_values_are_checked_by_one_reading() -> None:
    from mmkb.commands.reading import read

    for name, given_, message in (
        ("kv-cache", {"ids": ["a"], "dtype": "fp17"}, "--dtype: 'fp17' is not known here"),
        ("kv-cache", {"ids": ["a"], "tokens": ["4k,0"]}, "--tokens takes 1 or more, not 0"),
        ("memory", {"ids": ["a"], "headroom": "nan"}, "--headroom takes a number, not 'nan'"),
        ("memory", {"ids": ["a"], "fit": "24"}, "--fit takes a number of bytes such as 24GiB or 80GB, not '24'"),
        ("memory", {"ids": ["a"], "dtype": ["fp16,int5"]}, "--dtype: 'int5' is not known here"),
        ("cost", {"ids": ["a"], "tokens": "many"}, "--tokens takes a whole number such as 4096 or 128k, or several"),
        (
            "kv-cache",
            {"ids": ["a"], "kv_heads": ["8,1.5"]},
            "--kv-heads takes a whole number such as 4096 or 128k, or several",
        ),
        ("kv-cache", {"ids": ["a"], "tokens": ["9" * 29 + "T"]}, "--tokens takes at most 1e+30, not 999"),
        ("models", {"limit": "9" * 19}, "--limit takes at most 1e+18, not 999"),
        ("memory", {"ids": ["a"], "headroom": "1e31"}, "--headroom takes at most 1e+30, not 1e31"),
        ("cost", {"ids": ["a"], "tokens": "9" * 29 + "T"}, "--tokens takes at most 1e+30, not 999"),
    ):
        with pytest.raises(KbError, match=re.escape(message)):
            read(command(name), given_)


@pytest.mark.parametrize(
    ("name", "given_", "message"),
    [
        ("kv-cache", {"tokens": 10**400}, "--tokens takes at most 1e+30, not so much"),
        ("kv-cache", {"tokens": (1, -5)}, "--tokens takes 1 or more, not -5"),
        ("kv-cache", {"kv_heads": float("nan")}, "--kv-heads takes 1 or more, not nan"),
        ("memory", {"fit": float("inf")}, "--fit takes at most 1e+30, not inf"),
        ("memory", {"batch": 10**19}, "--batch takes at most 1e+18, not 1e+19"),
        ("finetune", {"price": -1}, "--price takes 0 or more, not -1"),
        ("finetune", {"rank": -(10**400)}, "--rank takes 1 or more, not so little"),
        ("finetune", {"batch": "7"}, "--batch takes a whole number, not '7'"),
        ("finetune", {"batch": [1, 2]}, "--batch takes a whole number, not [1, 2]"),
        ("finetune", {"tokens": ["x"]}, "--tokens takes a whole number such as 4096 or 128k, or several"),
        ("finetune", {"rank": True}, "--rank takes a whole number, not True"),
    ],
)
def test_numbers_of_python_have_the_same_bounds(name: str, given_: Mapping[str, object], message: str) -> None:
    from mmkb.commands.reading import checked

    with pytest.raises(KbError, match=re.escape(message)):
        checked(command(name), given_)
    assert checked(command(name), {"tokens": [1, 10**30], "explain": True, "dtype": "fp16", "fit": None})


_FAR = (10**30, -1, -(10**400), 10**400, float("inf"), float("nan"), "7", [1])


@pytest.mark.parametrize("number", _FAR, ids=lambda number: str(number)[:8])
def test_every_method_of_python_refuses_a_number_out_of_bounds(number: Any, birds_folder: Path) -> None:
    with open_kb(birds_folder) as birds:
        for ask in (
            lambda: birds.models(limit=number),
            lambda: birds.results(limit=number),
            lambda: birds.search("heron", limit=number),
            lambda: birds.leaderboard("flight-val", limit=number),
            lambda: birds.stats("models", limit=number),
            lambda: birds.timeline(limit=number),
            lambda: birds.pairs(limit=number),
            lambda: birds.lineage("kite", depth=number),
            lambda: birds.heads("gqa", kv_heads=number),
            lambda: birds.memory("kite-s", batch=number),
        ):
            with pytest.raises(UsageError, match="takes"):
                ask()


def test_every_method_of_python_refuses_what_is_no_text(birds_folder: Path) -> None:
    with open_kb(birds_folder) as birds:
        for ask in (
            lambda: birds.models("a\ud800"),
            lambda: birds.models(columns="a\ud800"),
            lambda: birds.show("a\ud800"),
            lambda: birds.search("a\ud800"),
            lambda: birds.memory("a\ud800"),
            lambda: birds.lineage("a\ud800"),
            lambda: birds.cite("a\ud800"),
            lambda: birds.compare("a\ud800", "kite"),
            lambda: birds.leaderboard("a\ud800"),
            lambda: birds.ask("a\ud800"),
            lambda: birds.table("a\ud800"),
            lambda: birds.record("a\ud800"),
        ):
            with pytest.raises(KbError):
                ask()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--data here models params:7B", "models --data here params:7B"),
        ("-n 3 --json models -c id", "models -n 3 --json -c id"),
        ("--kind models search llava", "search --kind models llava"),
        ("--data models models", "models --data models"),
        ("--data=models sources", "sources --data=models"),
        ("-h models", "models -h"),
        ("--foo models", "models --foo"),
        ("--data models", "models --data"),
        ("-n 3", "-n 3"),
        ("--version models", "--version models"),
        ("--json --version", "--json --version"),
        ("help models", "models --help"),
        ("help query", "help query"),
        ("models --data here", "models --data here"),
        ("show models -n", "show models -n"),
        ("", ""),
    ],
)
def test_options_before_the_command_go_behind_it(words: str, expected: str) -> None:
    assert straight.ordered(words.split()) == expected.split()


@pytest.mark.parametrize("word", MEANT)
def test_what_people_try_leads_to_what_there_is(word: str) -> None:
    assert word not in NAMES
    assert MEANT[word] in (*NAMES, "--version", "--help")
    assert str(no_command(word.upper()).hint).startswith(f"try: mmkb {MEANT[word]}")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["modles"], 2, "no command called 'modles'\ndid you mean 'models'?"),
        (["dodo bird"], 2, "`mmkb --help` lists them; to look something up: mmkb search 'dodo bird'"),
        (["params:7B.."], 2, "a query goes behind a kind: mmkb models params:7B.."),
        (["-n", "3"], 2, "No such option: -n\noptions stand behind a command"),
        (["--json"], 2, "--json alone has no answer to write"),
        (["models", "-license:mit"], 2, "No such option: -l\nto leave out what matches: mmkb models not license:mit"),
        (["Formats"], 2, "try: mmkb help formats"),
        (["show"], 2, "Missing argument 'ID'\ntry: mmkb show llama-2; all it takes: mmkb show --help"),
    ],
)
def test_a_line_without_a_command_is_answered(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mmkb(*words) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cite", "heron", "-f", "bibtx"], "-f/--style/--format: 'bibtx' is not known here\ndid you mean 'bibtex'"),
        (["models", "-n", "x"], "-n/--limit takes a whole number, not 'x'"),
        (["models", "-n", "-1"], "-n/--limit takes 0 or more, not -1"),
        (["models", "--data", ""], "--data is empty\ngive it a value, or leave it out"),
        (["show", ""], "ID is empty\ngive it a value\n"),
        (["completion", "basch"], "SHELL: 'basch' is not known here\ndid you mean 'bash'?"),
        (["memory", "heron-7b", "-t", "x"], "-t/--tokens takes a whole number"),
    ],
)
def test_an_error_calls_an_option_as_it_was_typed(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = kb.write(tmp_path / "data")
    more = () if "--data" in words or words[0] == "completion" else ("--data", data)
    assert mmkb(*words, *more) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("shipped", [True, False])
@pytest.mark.parametrize("named", ["none.bib", "none.ndjson"])
def test_a_file_that_is_not_there_is_said_first(
    named: str, shipped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = kb.write(tmp_path / "data")
    (tmp_path / f"n{named}").write_text("")
    monkeypatch.chdir(tmp_path)
    if shipped:
        monkeypatch.setattr("mmkb.corpus.folder.find", lambda _: DataFolder(data, "shipped with mmkb", name=SHIPPED))
    assert mmkb("import", named) == 2
    err = capsys.readouterr().err
    assert f"{named} cannot be read: No such file or directory\ndid you mean 'n{named}'?" in err
