"""Bringing an index up to date: aside, from the kept one where it can be used, and renamed when it is complete."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from mmkb import __version__
from mmkb.corpus.files import NOTHING, Stat, as_text
from mmkb.corpus.finding import Finding
from mmkb.corpus.folder import DataFolder
from mmkb.index.build import build
from mmkb.index.bulk import records_among
from mmkb.index.freshness import settled, stamp, stored_files
from mmkb.index.patch import NoRoomError, patch
from mmkb.index.seal import DAMAGED, NEW, connect, is_whole, seal
from mmkb.index.source import Source

FEW = 0.2
"""The part of all files up to which changed ones are patched into the index; when more have changed, it is built anew."""
_UNSETTLED = "files are changed while they are read; the answer may miss the latest changes"
_ABANDONED = 3600
"""Seconds after which no build still runs that began to write a file."""


def renew(
    source: Source, cache: str, files: dict[str, Stat], *, usable: bool
) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """Return an index of what `source` reads, which has `files`, kept as `cache`, and what the user should know of it.

    `usable` says that the index in `cache` can be used for what has not changed. Where no index can be kept, the new one
    is built in memory.
    """
    files, quiet = settled(source.folder.files, files)
    notes = () if quiet else (_UNSETTLED,)
    try:
        Path(cache).parent.mkdir(parents=True, exist_ok=True)
        _sweep(Path(cache))
        with _aside(cache) as copy, _aside(cache) as new:
            used = usable and _copied(cache, copy)
            notes = (*notes, DAMAGED) if usable and not used else notes
            used = used or _begun(source, copy)
            meta = {"data": as_text(source.folder.key), "stamp": stamp(), **source.meta()}
            if used and _patched(copy, source, files, meta):
                new = copy
            else:
                _built(new, source, files, meta, copy if used and source.below is None else None)
            seal(new)
            Path(new).replace(cache)
        return connect(cache), notes
    except (OSError, sqlite3.OperationalError) as problem:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(connection, source, files, source.meta(), None)
        folder = Path(cache).parent
        return connection, (*notes, f"the index cannot be kept in {folder} ({problem}); it was built in memory")


def ship(data: str, target: str) -> None:
    """Build the index of the folder `data` as the file `target`, with nothing in it that depends on time or place."""
    source = Source(DataFolder(data, "to be shipped"))
    files, _ = settled(source.folder.files, source.folder.files())
    with _aside(target) as new:
        _built(new, source, dict.fromkeys(files, NOTHING), {}, None)
        seal(new)
        Path(new).chmod(0o644)
        Path(new).replace(target)


@contextmanager
def _aside(target: str) -> Iterator[str]:
    """Yield a new file beside `target` that is gone afterwards, unless it was renamed."""
    folder, name = os.path.split(target)
    handle, path = tempfile.mkstemp(dir=folder, prefix=f".{name}.", suffix=NEW)
    os.close(handle)
    try:
        yield path
    finally:
        Path(path).unlink(missing_ok=True)


def _sweep(cache: Path) -> None:
    """Delete what builds have left behind that were killed."""
    for path in cache.parent.glob(f".*.sqlite.*{NEW}"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink()


def _copied(cache: str, copy: str) -> bool:
    """Copy the kept index; return whether it is whole. What is copied is checked, not what may have replaced it since."""
    try:
        shutil.copyfile(cache, copy)
    except FileNotFoundError:
        return False
    return is_whole(copy)


def _begun(source: Source, path: str) -> bool:
    """Begin an index with a copy of the one below; return whether that is whole."""
    if source.below is None or not _copied(source.below, path):
        return False
    with closing(_writable(path)) as connection:
        source.begin(connection)
        connection.commit()
    return True


def _patched(path: str, source: Source, files: Mapping[str, Stat], meta: Mapping[str, str]) -> bool:
    """Bring the index up to date; return False, and leave something unusable, when it has to be built anew."""
    with closing(_writable(path)) as connection:
        same = _same(connection, files)
        changed = [path for path in files if path not in same]
        gone = [*changed, *(stored_files(connection).keys() - files.keys())]
        ((there,),) = connection.execute("SELECT count(*) FROM documents")
        if len(gone) > FEW * max(len(files), there):
            return False
        findings: list[Finding] = []
        records = list(source.records(files, gone, findings))
        try:
            patch(connection, source.places(gone), records, source.catalogue())
        except NoRoomError:
            connection.rollback()
            return False
        connection.executemany("DELETE FROM problems WHERE path = ?", ((path,) for path in source.touched(gone)))
        connection.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in gone))
        _note(connection, {path: files[path] for path in changed}, findings, meta)
    return True


def _built(path: str, source: Source, files: Mapping[str, Stat], meta: Mapping[str, str], old: str | None) -> None:
    with closing(_writable(path)) as connection:
        if old is None:
            _fill(connection, source, files, meta, None)
            return
        with closing(connect(old)) as kept:
            _fill(connection, source, files, meta, kept)


def _fill(
    connection: sqlite3.Connection,
    source: Source,
    files: Mapping[str, Stat],
    meta: Mapping[str, str],
    old: sqlite3.Connection | None,
) -> None:
    """Build from the files; of those that are as the old index saw them it has the documents."""
    same = set(records_among(_same(old, files))) if old is not None else set()
    findings: list[Finding] = []
    with closing(source.everything(files, same, old, findings)) as records:
        build(connection, records, source.catalogue())
    if old is not None:
        kept = [Finding(*row) for row in old.execute("SELECT * FROM problems") if row[0] in same]
        findings += kept
    _note(connection, files, findings, meta)


def _note(
    connection: sqlite3.Connection, files: Mapping[str, Stat], findings: Iterable[Finding], meta: Mapping[str, str]
) -> None:
    """Write what the index was made from."""
    connection.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?)", ((path, *stat) for path, stat in files.items()))
    connection.executemany(
        "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
        ((found.path, found.line, found.column, found.code, found.message) for found in findings),
    )
    ((rows,),) = connection.execute("SELECT count(*) FROM rows")
    ((day,),) = connection.execute("SELECT max(read) FROM places")
    said = {**meta, "version": __version__, "rows": str(rows), "read": day, "snapshot": _snapshot(connection)}
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", said.items())
    connection.commit()


def _snapshot(connection: sqlite3.Connection) -> str:
    """Return what identifies the records: the same wherever they are the same."""
    digest = blake2b(digest_size=8)
    for path, text in connection.execute("SELECT path, json FROM documents ORDER BY path"):
        digest.update(f"{path}\n{text}\n".encode())
    return digest.hexdigest()


def _same(kept: sqlite3.Connection, files: Mapping[str, Stat]) -> set[str]:
    """Return the files that are as the index saw them."""
    return {path for path, stat in stored_files(kept).items() if files.get(path) == stat != NOTHING}


def _writable(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    return connection
