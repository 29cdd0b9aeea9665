"""Whatever the surroundings, a command ends with a documented code and one to three lines, and never with a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kb
from mmkb.corpus.read_many import MANY

BIN = Path(sys.executable).parent
CODES = {0, 1, 2, 3, 130}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kb.write(tmp_path_factory.mktemp("surroundings") / "data")


def run(command: str, data: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "MMKB_DATA": str(data), **variables}
    return subprocess.run(["bash", "-c", command], capture_output=True, check=False, env=environment)


def well_ended(done: subprocess.CompletedProcess[bytes]) -> bool:
    said = done.stderr.decode(errors="replace")
    return done.returncode in CODES and "Traceback" not in said and "Exception ignored" not in said


COMMANDS = (
    "models", "models --json", "models -f rich", "show kite", "show kite -f rich", "search kite", "lineage kite-s", "where",
    "help query", "schema models", "check", "--version", "--help", "models --help", "stats", "cite ash-2023-heron", "skill",
    "kv-cache kite-s --layers 2 --heads 2 --head-dim 8 --kv-heads 2", "compare kite-s kite-l", "completion bash",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_standard_output_that_cannot_be_written(command: str, data: Path) -> None:
    for place in ("> /dev/full", ">&-"):
        done = run(f"mmkb {command} {place}", data)
        assert well_ended(done), done.stderr
        assert done.returncode == 2
        assert 1 <= len(done.stderr.splitlines()) <= 3
    done = run(f"mmkb {command} >&- 2>&-", data)
    assert done.returncode == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_notes_never_end_up_among_the_results(command: str, data: Path) -> None:
    done = run(f"mmkb {command} 2>&-", data)
    assert done.stdout == run(f"mmkb {command}", data).stdout


@pytest.mark.parametrize(
    "command",
    [
        *COMMANDS,
        "models name:nobody",
        "models -n 1",
        "show nobody",
        "models --nothing",
        "models -o made",
        "show kite -o made",
    ],
)
def test_notes_that_cannot_be_written_change_nothing(command: str, data: Path, tmp_path: Path) -> None:
    words = f"cd {tmp_path}; mmkb {command}{' --force' * (' -o ' in command)}"
    full, plain = (run(f"{words} 2>{place}", data) for place in ("/dev/full", "/dev/null"))
    assert (full.returncode, full.stdout) == (plain.returncode, plain.stdout)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize(
    "command", ["models -f rich", "models --json", "show kite", "search マルチヘッド", "help query"]
)
def test_any_encoding(command: str, encoding: str, data: Path) -> None:
    done = run(f"mmkb {command}", data, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert well_ended(done), done.stderr
    if "--json" in command:
        import json

        assert json.loads(done.stdout.decode(encoding)) == json.loads(run(f"mmkb {command}", data).stdout)


@pytest.mark.parametrize(
    ("command", "variables"),
    [
        (r"mmkb show $'\xff'", {}),
        (r"mmkb models $'\xff'", {}),
        (r"mmkb models -o $'\xff'", {}),
        (r"mmkb models --data $'\xff'", {}),
        (
            r"mkdir $'\xff'; cp -r $MMKB_DATA/* $'\xff'; mmkb models -f latex --data $'\xff'; mmkb models --data $'\xff'",
            {},
        ),
        (r"cp -r $MMKB_DATA/* .; mkdir $'models/\xff'; mmkb models --data .; mmkb check --data .", {}),
        ("mmkb models -f rich", {"COLUMNS": "abc"}),
        ("mmkb models -f rich", {"COLUMNS": "1.5"}),
        ("mmkb models -f rich", {"COLUMNS": "-3"}),
        ("mmkb models --help", {"COLUMNS": "abc"}),
        ("mmkb models", {"XDG_CACHE_HOME": "relative/folder"}),
        ("mmkb models 'name~\"(?a)(?u)x\"'", {}),
        ("mmkb models", {"XDG_CACHE_HOME": "/proc/nowhere"}),
        ("mmkb models", {"XDG_CACHE_HOME": "/dev/null"}),
        ("mmkb models", {"LC_ALL": "C"}),
        ("mmkb models", {"LC_ALL": "xx_YY.UTF-8"}),
        ("unset HOME; unset XDG_CACHE_HOME; mmkb models", {}),
        ("mmkb --data $(printf 'x%.0s' {1..5000}) models", {}),
        ("mmkb models --data $(printf 'x%.0s' {1..5000})", {}),
        ("mmkb models -o $(printf 'x%.0s' {1..5000})", {}),
        ("mkdir gone; cd gone; rmdir ../gone; mmkb models", {}),
        ("mkdir gone; cd gone; rmdir ../gone; unset MMKB_DATA; mmkb models -n 1", {}),
        ("ln -s loop loop; mmkb models --data loop", {}),
        ("mkdir empty; mmkb models --data empty", {}),
        ("mkdir -p odd/models; mkfifo odd/models/a.yaml; mmkb models --data odd", {}),
        ("printf '\\xff' > mmkb.toml; unset MMKB_DATA; mmkb models", {}),
        ("printf 'data = 1' > mmkb.toml; unset MMKB_DATA; mmkb models", {}),
        ("mmkb models '(' ; mmkb models ''", {}),
        ("mmkb models < /dev/null", {"TERM": "dumb"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_odd_surroundings(command: str, variables: dict[str, str], data: Path, tmp_path: Path) -> None:
    done = run(f"cd {tmp_path}; {command}", data, **variables)
    assert well_ended(done), done.stderr.decode(errors="replace")


def test_standard_input_that_is_closed_holds_nothing(data: Path) -> None:
    for command in ("mmkb models", "mmkb mcp", "EDITOR=true mmkb edit heron"):
        done = run(f"{command} <&-", data)
        assert well_ended(done), done.stderr
        assert b"unexpected" not in done.stderr
    done = run("mmkb mcp < /dev/null >&-", data)
    assert done.returncode == 2
    assert 1 <= len(done.stderr.splitlines()) <= 3, done.stderr


def test_a_working_folder_that_is_gone_is_named_or_not_needed(data: Path, tmp_path: Path) -> None:
    for command, code, says in (
        ("init x", 3, b"mmkb: error: the working folder is no more\ngo to another\n"),
        ("check --select MM1", 0, b"mmkb: no findings\n"),
        ("fmt --check", 1, b" findings in "),
    ):
        done = run(f"cd {tmp_path}; mkdir gone; cd gone; rmdir ../gone; mmkb {command}", data)
        assert (done.returncode, says in done.stderr) == (code, True), done.stderr
        assert all(line.startswith(os.fsencode(data)) for line in done.stdout.splitlines())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_tidily(number: signal.Signals, tmp_path: Path) -> None:
    """A terminal sends it to all processes of the command, those that read files too."""
    (tmp_path / "models").mkdir()
    for one in range(1500):
        sizes = ", ".join(f"{{id: m-{one}-{size}}}" for size in range(9))
        (tmp_path / "models" / f"m-{one}.yaml").write_text(f"id: m-{one}\nname: M {one}\nvariants: [{sizes}]\n")
    out = tmp_path / "out"
    out.mkdir()
    command: list[str | Path] = [BIN / "mmkb", "export", "--all", "-f", "json", "-o", out / "kb", "--data", tmp_path]
    for after in (0.05, 0.4, 1.0, 2.0):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        time.sleep(after)
        os.killpg(process.pid, number)
        _, said = process.communicate(timeout=60)
        assert b"Traceback" not in said or after == 0.05, said  # before that Python itself starts
        assert process.returncode in (0, 128 + number, -number) or after == 0.05
        assert [path for path in out.rglob("*") if path.name.startswith(".")] == []
        assert not (out / "kb").exists() or (out / "kb" / "datapackage.json").exists()
        shutil.rmtree(out / "kb", ignore_errors=True)  # where it was done in time


FORKED = """
import os, signal, sys
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM))
from mmkb.cli.main import main
main(["models", "--data", sys.argv[1]])
"""


def test_a_signal_while_a_process_is_copied_ends_it_too(tmp_path: Path) -> None:
    """Python reports what is raised in a hook of a fork, and goes on."""
    (tmp_path / "models").mkdir()
    for one in range(MANY):
        (tmp_path / "models" / f"m-{one}.yaml").write_text(f"id: m-{one}\nname: M {one}\n")
    done = subprocess.run([sys.executable, "-c", FORKED, tmp_path], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGTERM, b"", b"")


def test_a_data_folder_whose_name_is_not_utf_8(data: Path, tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/\xff"
    data.rename(os.fsdecode(folder))
    for command in ("mmkb models -o t.tex -f latex", "mmkb models --force -o t.tex -f latex", "mmkb where"):
        done = run(f"cd {tmp_path}; {command} --data $'\\xff'", tmp_path)
        assert done.returncode == 0, done.stderr
        assert b"built" not in done.stderr
    assert "records in b'" in (tmp_path / "t.tex").read_text()
