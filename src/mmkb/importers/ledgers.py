"""Results in bulk: a file of a line each becomes ledgers of a data folder, part by part.

A part is whole or not there. Behind each stands how far the file was read; a run that was killed goes on from there, with
the counts and the refused lines as they were, so that nothing is counted twice.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from mmkb.corpus.files import content
from mmkb.corpus.ledger import ENDING, MOST_BYTES, json_of
from mmkb.errors import UsageError
from mmkb.importers.draft import called
from mmkb.importers.reference import slug
from mmkb.importers.result_lines import Lines, RefusedError
from mmkb.writing import PREFIX, write_file

ROWS_A_PART = 20_000
LINES_A_STEP = 200_000
"""So many lines at most are read between two notes of how far the file was read."""
_LONGEST = 1 << 20
_MOST_REASONS = 1_000
_LOOK = 2_000
OUTCOMES = ("added", "same", "differs", "rejected")
Watch = Callable[[str, int, int], None]


@dataclass
class Progress:
    """How far an import has come: what it reads, where it stands there, what became of the lines before."""

    reads: dict[str, Any]
    offset: int = 0
    line: int = 0
    refused: int = 0
    part: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    reasons: dict[str, int] = field(default_factory=dict)


def bring(
    lines: Lines, path: Path, folder: Path | None, rejects: Path, options: Mapping[str, object], watch: Watch
) -> Progress:
    """Bring the results of a file to the ledgers in `folder`, the lines that are refused to the file `rejects`.

    Without a folder nothing is written. Raises UsageError where something cannot be read or written.
    """
    try:
        with path.open("rb") as file:
            seen = os.fstat(file.fileno())
            reads = {"file": str(path.resolve()), "size": seen.st_size, "mtime_ns": seen.st_mtime_ns, **options}
            if folder is None:
                said, rows = Progress(reads), list[bytes]()
                for _ in _read(lines, file, said, path, rows, None, watch):
                    rows.clear()
                return said
            _check_ours(rejects)
            with _alone(folder), _refused(rejects) as refused:
                return _Import(lines, path, folder, refused, reads).run(file, watch)
    except OSError as problem:
        where, why = problem.filename or path, problem.strerror or problem
        raise UsageError(f"{where}: {why}", "name files that can be read and written") from None


class _Import:
    def __init__(self, lines: Lines, path: Path, folder: Path, refused: BinaryIO, reads: dict[str, Any]) -> None:
        self.lines = lines
        self.path = path
        self.folder = folder
        self.refused = refused
        self.name = slug(path.stem) or "results"
        self.note = folder / f".{self.name}.json"
        self.said = self._begun(reads)

    def run(self, file: BinaryIO, watch: Watch) -> Progress:
        """Read what is left of the file, and return what became of all of it."""
        self.refused.truncate(self.said.refused)
        file.seek(self.said.offset)
        rows: list[bytes] = []
        for _ in _read(self.lines, file, self.said, self.path, rows, self.refused, watch):
            self._settle(rows)
            rows.clear()
        self._settle(rows)
        self.note.unlink()
        return self.said

    def _begun(self, reads: dict[str, Any]) -> Progress:
        """Return where an import of the same file was broken off; else the beginning, behind the parts that are there."""
        try:
            said = Progress(**json.loads(content(self.note, MOST_BYTES)))
        except (OSError, ValueError, TypeError):
            said = None
        if said is None or said.reads != reads or not self._has(said.part):
            taken = [_number(path) for path in self.folder.glob(f"{self.name}.*{ENDING}")]
            return Progress(reads, part=max(taken, default=0))
        self._keep(said.part)
        part = self._part(said.part)
        if part.exists():
            for line in content(part, MOST_BYTES).splitlines():
                self.lines.note(json_of(line))
        return said

    def _settle(self, rows: list[bytes]) -> None:
        """Write a part, and how far the file was read; the part gets its name when that is on the disk."""
        self.refused.flush()
        os.fsync(self.refused.fileno())
        self.said.refused = os.fstat(self.refused.fileno()).st_size
        new = self._hidden(self.said.part + 1)
        try:
            if rows:
                with new.open("wb") as part:
                    part.writelines(rows)
                    part.flush()
                    os.fsync(part.fileno())
                self.said.part += 1
            write_file(self.note, json.dumps(asdict(self.said)), force=True)
        except (OSError, UsageError):  # what was noted before holds, and does not know the part
            with suppress(OSError):
                new.unlink()
            raise
        self._keep(self.said.part)

    def _has(self, number: int) -> bool:
        """Return whether the last part that was noted is there: one that was hidden for long may have been swept."""
        return not number or self._hidden(number).exists() or self._part(number).exists()

    def _keep(self, number: int) -> None:
        if self._hidden(number).exists():
            self._hidden(number).replace(self._part(number))

    def _part(self, number: int) -> Path:
        return self.folder / f"{self.name}.{number:04}{ENDING}"

    def _hidden(self, number: int) -> Path:
        return self.folder / f"{PREFIX}{self.name}.{number:04}{ENDING}"


def _read(
    lines: Lines, file: BinaryIO, said: Progress, path: Path, rows: list[bytes], refused: BinaryIO | None, watch: Watch
) -> Iterator[None]:
    """Read lines into `said`, `rows` and `refused`; yield whenever a part is full or many lines were read."""
    name, size, start = called(path), said.reads["size"], said.line
    while line := file.readline(_LONGEST + 1):
        said.line += 1
        said.offset += len(line)
        rest = line
        while len(rest) > _LONGEST and not rest.endswith(b"\n"):
            rest = file.readline(_LONGEST + 1)
            said.offset += len(rest)
        if line.strip():
            outcome, why, row = _judged(lines, line, f"{name}, line {said.line}")
            said.counts[outcome] += 1
            if row is not None:
                rows.append(row)
            if why is not None:
                if outcome == "rejected" and (why in said.reasons or len(said.reasons) < _MOST_REASONS):
                    said.reasons[why] = said.reasons.get(why, 0) + 1
                if refused is not None:
                    text = line.decode("utf-8", "replace").rstrip("\r\n")
                    told = {"line": said.line, "why": why, "text": text}
                    refused.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
        if said.line % _LOOK == 0:
            watch(f"bytes of {path.name}, {said.line:,} lines", said.offset, size)
        if len(rows) == ROWS_A_PART or said.line - start == LINES_A_STEP:
            start = said.line
            yield


def _judged(lines: Lines, line: bytes, at: str) -> tuple[str, str | None, bytes | None]:
    """Return what becomes of a line, why it is refused if it is, and the line of the ledger if there is one."""
    if len(line) > _LONGEST:
        return "rejected", f"longer than {_LONGEST} bytes", None
    try:
        row = lines.row(line, at)
    except RefusedError as problem:
        return "rejected", str(problem), None
    recorded = lines.recorded(row)
    if recorded is None:
        lines.note(row)
        return "added", None, json.dumps(row, ensure_ascii=False).encode() + b"\n"
    if recorded == row["value"]:
        return "same", None, None
    return "differs", f"{recorded} is on record", None


def _check_ours(rejects: Path) -> None:
    """Raise UsageError where the file for refused lines is there and holds something else."""
    try:
        with rejects.open("rb") as file:
            first = file.readline(2 * _LONGEST)
        ours = not first or json_of(first).keys() == {"line", "why", "text"}
    except FileNotFoundError:
        ours = True
    except ValueError:
        ours = False
    if not ours:
        raise UsageError(f"{rejects} is there and holds no refused lines", "name another file by --rejects")


@contextmanager
def _refused(rejects: Path) -> Iterator[BinaryIO]:
    """Yield the file for refused lines, which is no more in the end when it holds none."""
    try:
        with rejects.open("ab") as file:
            yield file
    finally:
        with suppress(OSError):
            if not rejects.stat().st_size:
                rejects.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one import at a time write into a folder, which is made where there is none."""
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise UsageError(f"another import is writing into {folder}", "wait until it is done") from None
        finally:
            os.close(handle)
    finally:
        if made:
            with suppress(OSError):  # something is in it, unless nothing could be written
                folder.rmdir()


def _number(path: Path) -> int:
    number = path.name.removesuffix(ENDING).rpartition(".")[2]
    return int(number) if number.isdigit() else 0
