"""Opening the index of a data folder: as it is when fresh, renewed when not, in memory when it cannot be kept."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from mmkb import __version__
from mmkb.corpus.files import Stat, sweep
from mmkb.corpus.place import Place
from mmkb.errors import DataError
from mmkb.index.freshness import let_settle, stamp, stored_files
from mmkb.index.tables import APPLICATION_ID


@dataclass(frozen=True, slots=True)
class Opened:
    """An open index and what the user should know about it."""

    connection: sqlite3.Connection
    notes: tuple[str, ...]


def cache_path(place: Place) -> Path:
    """Return where the index of a data folder is kept: the XDG cache folder, keyed by the folder."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    key = blake2b(os.fsencode(place.data), digest_size=8).hexdigest()
    return Path(base) / "mmkb" / f"{key}.sqlite"


def open_index(place: Place) -> Opened:
    """Return the index of `place`, renewed if any file has changed.

    Raises DataError when the folder holds no file at all.
    """
    if place.index is not None:
        return Opened(_connect(f"{place.index.as_uri()}?mode=ro&immutable=1"), ())
    files = sweep(place.data)
    if not files:
        raise DataError(f"{place.data} holds no records", "name another data folder by --data DIR")
    cache = cache_path(place)
    old = _usable(cache)
    if old is not None and stored_files(old) == files:
        return Opened(old, _left_out(old))
    return _renew(place, cache, old)


def forget(place: Place) -> bool:
    """Delete the kept index of `place`; return whether there was one."""
    cache = cache_path(place)
    if place.index is not None or not cache.exists():
        return False
    cache.unlink()
    return True


def build_file(data: Path, target: Path) -> None:
    """Build the index of the folder `data` as the file `target`, complete or not at all."""
    _written(data, target, None)


def _renew(place: Place, cache: Path, old: sqlite3.Connection | None) -> Opened:
    notes: tuple[str, ...] = ()
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        _written(place.data, cache, old)
        connection = _connect(f"{cache.as_uri()}?mode=ro")
    except (OSError, sqlite3.OperationalError) as problem:
        connection = sqlite3.connect(":memory:")
        _fill(connection, place.data, old)
        notes = (f"the index cannot be kept in {cache.parent} ({problem}); it was built in memory",)
    if old is not None:
        old.close()
    return Opened(connection, (*notes, *_left_out(connection)))


def _written(data: Path, target: Path, old: sqlite3.Connection | None) -> None:
    """Build aside and rename: a reader sees the old index or the new one, never half of one."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
    os.close(handle)
    new = Path(name)
    try:
        with closing(sqlite3.connect(new)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            _fill(connection, data, old)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, data: Path, old: sqlite3.Connection | None) -> None:
    """Build from the files that changed and, for the others, from the documents of the old index."""
    import json

    from mmkb.corpus.finding import Finding
    from mmkb.corpus.read import read_file
    from mmkb.index.build import Stored, build
    from mmkb.schema.fields import catalogue

    files = _settled(data)
    unchanged = _unchanged(old, files)
    problems: list[Finding] = []

    def records() -> Iterator[Stored]:
        for path in files:
            if path in unchanged:
                document = unchanged[path]
                if document is not None:
                    yield Stored(path, path.partition("/")[0], json.loads(document))
                continue
            read = read_file(data, path)
            problems.extend(read.findings)
            if read.document is not None:
                yield Stored(path, read.folder, read.document)

    build(connection, records(), catalogue(), {"stamp": stamp(), "version": __version__, "data": str(data)})
    connection.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?)", ((path, *stat) for path, stat in files.items()))
    connection.executemany(
        "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
        ((found.path, found.line, found.column, found.code, found.message) for found in problems),
    )
    if old is not None:
        kept = [row for row in old.execute("SELECT * FROM problems") if row[0] in unchanged]
        connection.executemany("INSERT INTO problems VALUES (?, ?, ?, ?, ?)", kept)
    connection.commit()


def _settled(data: Path) -> dict[str, Stat]:
    """Return the files once none of them has changed for a tick."""
    files = sweep(data)
    while True:
        let_settle(files)
        again = sweep(data)
        if again == files:
            return files
        files = again


def _unchanged(old: sqlite3.Connection | None, files: Mapping[str, Stat]) -> dict[str, str | None]:
    """Return the documents of the files that are as the old index saw them; None for one that was left out."""
    if old is None:
        return {}
    same = {path for path, stat in stored_files(old).items() if files.get(path) == stat}
    documents = dict(old.execute("SELECT path, json FROM documents"))
    return {path: documents.get(path) for path in same}


def _usable(cache: Path) -> sqlite3.Connection | None:
    """Return the kept index when it is one of ours, whole, and built by this code."""
    if not cache.is_file():
        return None
    connection = None
    try:
        connection = _connect(f"{cache.as_uri()}?mode=ro")
        (ours,) = connection.execute("PRAGMA application_id").fetchone()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        meta = dict(connection.execute("SELECT key, value FROM meta")) if ours == APPLICATION_ID else {}
    except sqlite3.DatabaseError:
        if connection is not None:
            connection.close()
        return None
    whole = pages * size == cache.stat().st_size
    if whole and meta.get("stamp") == stamp():
        return connection
    connection.close()
    return None


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True)


def _left_out(connection: sqlite3.Connection) -> tuple[str, ...]:
    rows = connection.execute("SELECT path, line, column, code, message FROM problems ORDER BY path, line").fetchall()
    if not rows:
        return ()
    files = len({path for path, *_ in rows})
    path, line, column, code, message = rows[0]
    which = "1 file was left out" if files == 1 else f"{files} files were left out; the first"
    return (f"{which}: {path}:{line}:{column}: {code} {message} (run `mmkb check`)",)
