"""What git knows of a data folder: its files at a revision, what has changed since one, who changed a file when."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from pathlib import Path
from typing import NamedTuple

from mmkb.errors import UsageError, did_you_mean
from mmkb.suggest import near

_NO_COMMIT = ("git has no commit here yet", "git add .; git commit")


class NoHistoryError(UsageError):
    """There is no git here, or no repository."""


class Commit(NamedTuple):
    """One change of a file: the day, who made it, the revision, and what it says of itself."""

    day: str
    author: str
    revision: str
    subject: str


def extract(revision: str, place: str, into: Path) -> None:
    """Write what the folder `place` held at a revision into the folder `into`; a relative one is seen from the working folder.

    Raises UsageError where there is no git, no repository, or no such folder at that revision.
    """
    whole = Path(place).resolve()
    top = Path(os.fsdecode(_git(_standing(whole), "rev-parse", "--show-toplevel").rstrip(b"\n")))
    below = whole.relative_to(top).as_posix()
    checked(top, revision)
    folder = f"{revision}:{'' if below == '.' else below}"
    if not _names_one(top, folder):
        known = _lines(top, "ls-tree", "-d", "--name-only", revision, f"{Path(below).parent}/")
        hint = did_you_mean(near(below, known)) or f"git ls-tree {revision} lists what there is"
        raise UsageError(f"{revision} has no folder {place!r}", hint)
    raw = _git(top, "archive", "--format=tar", folder)
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        archive.extractall(into, filter="data")


def changed_since(data: str, revision: str) -> list[str]:
    """Return the files below `data` that differ from a revision or are not in git yet, by their path below it."""
    checked(data, revision)
    found = _git(data, "diff", "--name-only", "--relative", "-z", "--diff-filter=d", revision, "--", ".")
    found += _git(data, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return sorted({os.fsdecode(name) for name in found.split(b"\0") if name})


def history(data: str, path: str) -> list[Commit]:
    """Return the commits that changed the file at `path` below `data`, the newest first, also under an earlier name."""
    form = "--format=%ad%x00%an%x00%h%x00%s"
    raw = _git(data, "log", "--follow", "--date=short", form, "--", path).decode(errors="replace")
    return [Commit(*line.split("\0", 3)) for line in raw.splitlines() if line]


def checked(folder: str | Path, revision: str) -> str:
    """Return a revision that git knows in a folder; raises UsageError. What begins with a dash would be an option."""
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} is no revision", "name a commit, a branch or a tag")
    place = _standing(Path(folder).resolve())
    if not _names_one(place, revision):
        if revision == "HEAD":
            raise UsageError(*_NO_COMMIT)
        hint = did_you_mean(near(revision, ["HEAD", *revisions(folder)])) or "name a commit, a branch or a tag"
        raise UsageError(f"git knows no revision {revision!r} here", hint)
    return revision


def revisions(folder: str | Path) -> list[str]:
    """Return the names of branches and tags; nothing where there is no repository."""
    return _lines(
        _standing(Path(folder).resolve()), "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags"
    )


def _standing(whole: Path) -> Path:
    """Return the folder, or the one above it that is there: what a revision had may be there no more."""
    return next(folder for folder in (whole, *whole.parents) if folder.is_dir())


def _names_one(folder: str | Path, name: str) -> bool:
    """Return whether git has something of that name. Raises NoHistoryError."""
    try:
        _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    except NoHistoryError:
        raise
    except UsageError:
        return False
    return True


def _lines(folder: str | Path, *words: str) -> list[str]:
    """Return the lines that git prints, none where it fails."""
    try:
        return [os.fsdecode(line) for line in _git(folder, *words).splitlines()]
    except UsageError:
        return []


def _git(folder: str | Path, *words: str) -> bytes:
    """Return what git prints. No setting of a repository starts a program: only reading commands are asked."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=False, env=environment)  # noqa: S603, S607
    except FileNotFoundError:
        raise NoHistoryError("git is not installed", "install it, or compare folders") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        if said and "not a git repository" in said[0]:
            raise NoHistoryError(f"{folder} is not under git", "put it there (git init; git add .; git commit)")
        if said and "does not have any commits" in said[0]:
            raise UsageError(*_NO_COMMIT)
        raise UsageError(f"git: {said[0] if said else 'failed'}".replace("fatal: ", ""), "look at it with git itself")
    return done.stdout
