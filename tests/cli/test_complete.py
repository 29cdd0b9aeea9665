"""Completion offers commands, options, fields, values and ids, in the words of three shells."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kb
from mmkb.cli import app, install
from mmkb.cli.complete import candidates, complete
from mmkb.commands.completion import SHELLS, answer
from mmkb.errors import UsageError

BIN = Path(sys.executable).parent


@pytest.fixture(autouse=True)
def _birds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMKB_DATA", str(kb.write(tmp_path / "data")))


@pytest.mark.parametrize(
    ("before", "last", "found"),
    [
        ([], "lead", ["leaderboard"]),
        ([], "--v", ["--version"]),
        (["nonsense"], "a", []),
        (["models"], "--out", ["--output-modality", "--output"]),
        (["models", "--cite"], "r", ["rows"]),
        (["models", "-f"], "js", ["json", "jsonl"]),
        (["models"], "kv_h", ["kv_heads:"]),
        (["models"], "attention.kv_h", ["attention.kv_heads:"]),
        (["models"], "input:im", ["input:image"]),
        (["models"], "input:text,im", ["input:text,image"]),
        (["models"], "commercial:", ["commercial:yes", "commercial:conditional", "commercial:no"]),
        (["tuning"], "report", ["reported.source:", "reported:("]),
        (["models"], "no stages:(conn", ["no stages:(connector:"]),
        (["models"], "stages:(back", ["stages:(backbone:"]),
        (["models"], "stages:(connector:full backbone:fr", ["stages:(connector:full backbone:frozen"]),
        (["models"], "nosuch:(a", []),
        (["models", "-s"], "-rel", ["-released", "-release"]),
        (["models", "-c", "id,"], "", None),
        (["models", "-c"], "id,par", ["id,params"]),
        (["memory", "kite-s", "--dtype"], "fp16,in", ["fp16,int8", "fp16,int4"]),
        (["show"], "kite-", ["kite-l", "kite-s"]),
        (["show", "kite-s"], "kite-l", ["kite-l"]),
        (["show", "-k", "models"], "kite-s", ["kite-s"]),
        (["fields"], "lic", ["licenses"]),
        (["fields", "models"], "lic", []),
        (["stats", "models"], "input:vid", ["input:video"]),
        (["help"], "ex", ["exit-codes"]),
        (["completion"], "f", ["fish"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_candidates(before: list[str], last: str, found: list[str] | None) -> None:
    offered = candidates(before, last)
    if found is None:
        assert "input:" in offered
    else:
        assert sorted(offered) == sorted(found)


def test_layers_are_offered_where_there_are_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert candidates(["models", "--layer"], "") == []
    kb.write(
        tmp_path / "mine",
        {"mmkb.toml": 'name = "ours"\nextends = ["../data"]', "data/risks/r7.yaml": "id: r7\nname: R\n"},
    )
    monkeypatch.setenv("MMKB_DATA", str(tmp_path / "mine"))
    assert candidates(["risks", "--layer"], "") != []
    assert candidates(["risks", "--layer"], "ou") == candidates(["models", "--layer"], "ou") == ["ours"]


def test_each_shell_is_answered_in_its_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    typed = "mmkb models input:im"
    assert complete({"_MMKB_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": "2"}) == 0
    assert capsys.readouterr().out == "input:image\n"
    assert complete({"_MMKB_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": typed}) == 0
    assert capsys.readouterr().out == "_arguments '*: :((\"input\\\\:image\"))'\n"
    fish = {"_MMKB_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": typed}
    assert complete({**fish, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}) == 0
    assert capsys.readouterr().out == "input:image\n"
    assert complete({**fish, "_TYPER_COMPLETE_FISH_ACTION": "is-args"}) == 0
    with pytest.raises(UsageError, match="no completion called 'complete_powershell'"):
        complete({"_MMKB_COMPLETE": "complete_powershell"})
    assert complete({"_MMKB_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "mmkb search 'grouped"}) == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_scripts_are_valid(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed; CI installs it")
    script = subprocess.run([BIN / "mmkb", "completion", shell], capture_output=True, text=True, check=True).stdout
    subprocess.run([shell, "-n", "/dev/stdin"], input=script, text=True, check=True)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "the home"
    home.mkdir()
    for name in (".bashrc", ".zshrc"):
        (home / name).write_bytes(b"# mine \xff\nalias x=y")
        (home / name).chmod(0o600)
    monkeypatch.setenv("HOME", str(home))
    return home


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("shell", "target", "start", "line"),
    [
        ("bash", ".bash_completions/mmkb.sh", ".bashrc", "source '{home}/.bash_completions/mmkb.sh'\n"),
        ("zsh", ".zfunc/_mmkb", ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit\n"),
        ("fish", ".config/fish/completions/mmkb.fish", None, ""),
    ],
)
def test_a_script_is_installed_and_what_the_start_of_the_shell_says_is_kept(
    shell: str,
    target: str,
    start: str | None,
    line: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    before = files(home)
    for _ in range(2):
        assert app.through_typer(["--install-completion"]) == 0
        assert capsys.readouterr().out == f"{home / target}\n"
        changed = {start: before[start] + b"\n" + line.format(home=home).encode()} if start else {}
        assert files(home) == {**before, target: answer(shell).encode(), **changed}
    assert (home / ".bashrc").stat().st_mode & 0o777 == 0o600
    assert app.through_typer(["--show-completion"]) == 0
    assert capsys.readouterr().out == answer(shell)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("call", ["replace", "fsync", "open", "mkdir"])
def test_an_installation_that_fails_changes_nothing(
    call: str, shell: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("SHELL", shell)
    before = files(home)
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fail)
        with pytest.raises(UsageError, match="No space left on device"):
            install.install()
    assert files(home) == before


def test_no_script_is_installed_for_a_shell_that_has_none_or_over_what_is_no_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for shell in ("", "/bin/tcsh"):
        monkeypatch.setenv("SHELL", shell)
        with pytest.raises(UsageError, match="no completion for the shell"):
            install.install()
    monkeypatch.setenv("SHELL", "bash")
    (home / ".bashrc").unlink()
    (home / ".bashrc").mkdir()
    with pytest.raises(UsageError, match="it is a folder"):
        install.install()


def test_fish_completes_a_value() -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed; CI installs it")
    done = subprocess.run(
        ["fish", "-c", "mmkb completion fish | source; complete -C 'mmkb models input:im'"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
    )
    assert done.stdout.split() == ["input:image"]


def test_zsh_completes_a_value_at_the_first_tab(tmp_path: Path) -> None:
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed; CI installs it")
    script = subprocess.run([BIN / "mmkb", "completion", "zsh"], capture_output=True, text=True, check=True).stdout
    (tmp_path / "_mmkb").write_text(script)
    master, slave = pty.openpty()
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "TERM": "dumb", "COLUMNS": "200"}
    shell = subprocess.Popen(["zsh", "-f", "-i"], stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    os.write(
        master,
        f"fpath=({tmp_path} $fpath); autoload -U compinit; compinit -u -d {tmp_path}/dump; echo read''y\n".encode(),
    )
    assert "ready" in until(master, "ready")
    os.write(master, b"mmkb models input:im\t")
    assert "input:image" in until(master, "age").replace("\\", "")
    shell.kill()
    shell.wait()
    os.close(master)


def until(master: int, words: str) -> str:
    """Return what a terminal prints, up to `words` or for half a minute."""
    output = b""
    deadline = time.monotonic() + 30
    while words not in output.decode(errors="replace") and time.monotonic() < deadline:
        if select.select([master], [], [], 0.1)[0]:
            output += os.read(master, 65536)
    return output.decode(errors="replace")
