"""`mmkb --install-completion`: the script where the shell finds it, and the line that loads it; both or neither."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from mmkb.commands.completion import SHELLS, answer
from mmkb.corpus.files import content
from mmkb.errors import UsageError
from mmkb.writing import failed, with_folders, write_files

_MOST_BYTES = 1 << 24
"""A longer file is no start of a shell."""


def script() -> str:
    """Return the completion script of the user's shell. Raises UsageError for a shell that has none."""
    return answer(_shell())


def install() -> str:
    """Write the completion script of the user's shell, and into its start the line that loads it; return where it is.

    A start that loads it already stays as it is. Raises UsageError.
    """
    shell = _shell()
    try:
        home = Path.home()
    except RuntimeError as problem:
        raise UsageError("nobody's home: HOME names no folder", "set HOME") from problem
    target = {
        "bash": home / ".bash_completions" / "mmkb.sh",
        "zsh": home / ".zfunc" / "_mmkb",
        "fish": home / ".config" / "fish" / "completions" / "mmkb.fish",
    }[shell]
    start, line = {
        "bash": (home / ".bashrc", f"source {shlex.quote(str(target))}"),
        "zsh": (home / ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit"),
        "fish": (None, ""),
    }[shell]
    files: dict[Path, str | bytes] = {target: answer(shell)}
    if start is not None:
        files |= _with_line(start, os.fsencode(line))
    with with_folders(files):
        write_files(files, force=True)
    return f"{target}\n"


def _shell() -> str:
    shell = os.path.basename(os.environ.get("SHELL", ""))  # noqa: PTH119
    if shell not in SHELLS:
        hint = "set SHELL, or take the script from `mmkb completion bash`, `zsh` or `fish`"
        raise UsageError(f"no completion for the shell {shell!r}", hint)
    return shell


def _with_line(start: Path, line: bytes) -> dict[Path, bytes]:
    """Return the file with the line at its end, or nothing where it has the line."""
    try:
        said = content(start, _MOST_BYTES) if os.path.lexists(start) else b""
    except FileNotFoundError:  # a link that leads nowhere yet
        said = b""
    except OSError as problem:
        raise failed(start, problem) from problem
    if line in said.splitlines():
        return {}
    return {start: said + b"\n" * (not said.endswith(b"\n") and said != b"") + line + b"\n"}
