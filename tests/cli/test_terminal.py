"""How the program behaves on a terminal and on pipes, run as a person would run it."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import kb

BIN = Path(sys.executable).parent
DATA = Path(__file__).parents[2] / "data"
_OURS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def on_terminal(command: list[str], columns: int = 100, lines: int = 40, **variables: str) -> str:
    """Run a command on a pseudo terminal of a size and return all that it printed there."""
    import fcntl
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in _OURS}
    environment |= {"MMKB_DATA": str(DATA), "TERM": "xterm-256color", **variables}
    process = subprocess.Popen([BIN / "mmkb", *command], stdout=slave, stderr=slave, stdin=slave, env=environment)
    os.close(slave)
    output = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([master], [], [], 0.1)[0]:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            output += chunk
        elif process.poll() is not None:
            break
    process.wait(timeout=10)
    os.close(master)
    return output.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [30, 40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_ids_are_whole(columns: int) -> None:
    from rich.cells import cell_len

    output = ESCAPE.sub("", on_terminal(["models", "id:llama-2,llava-1.5,blip-2", "-n", "0"], columns))
    assert all(id_ in output for id_ in ("llama-2", "llava-1.5", "blip-2"))
    results = [line for line in output.splitlines() if not line.startswith("mmkb: ")]
    assert max(cell_len(line) for line in results) <= columns


def test_a_terminal_gets_a_screenful_and_is_told_how_many_rows_follow() -> None:
    output = on_terminal(["models"], lines=20)
    assert re.search(r"mmkb: 12 of \d+ shown; --limit 0 shows all", output)


@pytest.mark.parametrize(
    "variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=lambda variables: next(iter(variables))
)
def test_no_escape_codes_where_they_are_not_wanted(variables: dict[str, str]) -> None:
    assert "\x1b" not in on_terminal(["models", "-n", "3"], 100, 40, **variables)


def test_colours_on_a_terminal_that_wants_them() -> None:
    assert "\x1b" in on_terminal(["models", "-n", "3"])
    assert "\x1b" not in on_terminal(["models", "-n", "3", "--no-color"])


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ("", False),
        ("FORCE_COLOR=1", True),
        ("FORCE_COLOR=", False),
        ("CLICOLOR_FORCE=1", True),
        ("CLICOLOR_FORCE=0", False),
        ("FORCE_COLOR=1 NO_COLOR=1", False),
        ("FORCE_COLOR=1 NO_COLOR=", True),
        ("FORCE_COLOR=1 TERM=dumb", False),
    ],
)
def test_colours_on_a_pipe_where_they_are_asked_for(variables: str, coloured: bool) -> None:
    for format_, expected in (("rich", coloured), ("tsv", False)):
        done = run(f"unset {' '.join(_OURS)}; TERM=xterm {variables} mmkb models -n 1 -f {format_}")
        assert ("\x1b" in done.stdout) == expected
    assert "\x1b" not in run(f"{variables} mmkb --no-color models -n 1 -f rich").stdout


def test_a_file_has_no_colours(tmp_path: Path) -> None:
    on_terminal(["models", "-n", "1", "-o", str(tmp_path / "a.txt")], FORCE_COLOR="1")
    assert "claude" in (text := (tmp_path / "a.txt").read_text())
    assert "\x1b" not in text


def run(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "MMKB_DATA": str(DATA), **variables}
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=environment)


def test_a_pipe_gets_full_ids_and_no_markup() -> None:
    done = run("mmkb models input:image | cut -f1", COLUMNS="20")
    ids = done.stdout.splitlines()
    assert ids[0] == "id"
    assert {"blip-2", "llava", "minigpt-4", "mplug-owl", "clip"} <= set(ids)
    assert done.stderr == ""


def test_a_closed_pipe_is_quiet() -> None:
    done = run("for i in 1 2 3; do mmkb models -n 0; done | head -1")
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


@pytest.fixture
def building(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A command that builds an index, with its processes in a group, and the folder of the cache."""
    (tmp_path / "models").mkdir()
    for number in range(3000):
        text = f"id: m-{number}\nname: M {number}\nvariants: [{', '.join(f'{{id: m-{number}-{size}}}' for size in range(9))}]\n"
        (tmp_path / "models" / f"m-{number}.yaml").write_text(text, encoding="utf-8")
    cache = tmp_path / "cache"
    process = subprocess.Popen(
        [BIN / "mmkb", "models", "--data", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        start_new_session=True,
    )
    while not list(cache.glob("mmkb/.*.new")):
        assert process.poll() is None, "the build was over before it could be interrupted"
        time.sleep(0.01)
    yield process, cache
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def test_interrupt_exits_with_130(building: tuple[subprocess.Popen[str], Path]) -> None:
    process, cache = building
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert list(cache.glob("mmkb/*")) == [], "a half-built index is left"
    assert list(cache.glob("mmkb/.*")) == []


def test_ctrl_c_before_the_first_import_of_ours_leaves_no_traceback() -> None:
    code = (
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'mmkb.errors': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "from mmkb.cli.main import main\n"
        "main(['--version'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_a_killed_build_leaves_no_process(building: tuple[subprocess.Popen[str], Path]) -> None:
    process, _ = building
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        pytest.skip("the system does not say which processes a process has started")
    while not children.read_text():
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=30)  # the pipes end when the last process that holds them has ended


def test_the_first_screen_tells_what_to_try() -> None:
    done = run("mmkb")
    tries = re.findall(r"^  (mmkb \S.*?)  ", done.stdout, re.MULTILINE)
    assert len(tries) == 5
    for command in tries:
        assert run(command).returncode == 0, command


def test_bash_completion_joins_words_at_colons() -> None:
    script = """
    eval "$(mmkb completion bash)"
    complete_line() { COMP_LINE=$1 COMP_POINT=${#1}; COMPREPLY=(); _mmkb_completion; echo "${COMPREPLY[*]}"; }
    complete_line "mmkb models input:im"
    complete_line "mmkb models access:open input:image,te"
    complete_line "mmkb models kv_h"
    complete_line "mmkb models attention.kv_h"
    complete_line "mmkb show llama-2-13b-"
    """
    done = run(script)
    assert done.stdout.splitlines() == ["image", "image,text", "kv_heads:", "attention.kv_heads:", "llama-2-13b-chat"]


HOSTILE = "\x1b]0;PWN\x07\x1b[2J\u202e"


@pytest.mark.parametrize(
    "command",
    [
        ["models"],
        ["models", "-f", "csv"],
        ["models", "-f", "tsv"],
        ["models", "--json"],
        ["show", "m"],
        ["search", "evil"],
        ["lineage", "m"],
        ["check"],
        ["show", HOSTILE],
        ["models", f"nosuch:{HOSTILE}"],
        ["models", "-c", HOSTILE],
        ["table", HOSTILE],
        ["cite", "s"],
        ["cite", "s", "--style", "apa"],
        ["cite", "s", "--style", "ris"],
    ],
    ids=lambda command: ascii(" ".join(command)),
)
def test_hostile_text_reaches_no_terminal_as_it_is(command: list[str], tmp_path: Path) -> None:
    name = HOSTILE.replace("\x1b", "\\e").replace("\x07", "\\a").replace("\u202e", "\\u202e")
    for folder in ("models", "sources"):
        (tmp_path / folder).mkdir()
    (tmp_path / "models" / "m.yaml").write_text(f'id: m\nname: "evil {name}"\naliases: ["{name}"]\ninput: [text]\n')
    source = f'id: s\ntype: web\ntitle: "evil {name}"\nauthors: ["{name}"]\nyear: 2024\nurl: https://example.org\n'
    (tmp_path / "sources" / "s.yaml").write_text(source)
    output = on_terminal([*command, "--data", str(tmp_path)], NO_COLOR="1")
    assert not set(output) & set("\x1b\x07\u202e")
    assert output.strip()


def test_a_long_query_is_not_repeated_whole(tmp_path: Path) -> None:
    data = kb.write(tmp_path / "data")
    query = " or ".join(f"id:gone{number}" for number in range(5000))
    done = subprocess.run([BIN / "mmkb", "models", query, "--data", data], capture_output=True, text=True, check=True)
    assert done.stderr.startswith("mmkb: nothing matches 'id:gone0 or ")
    assert len(done.stderr) < 300
