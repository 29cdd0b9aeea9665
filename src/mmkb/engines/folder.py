"""The tables of an index as a folder of Parquet files with a manifest, which DuckDB and Spark read."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mmkb import __version__
from mmkb.corpus.files import content
from mmkb.engines.tables import CHUNK, Stored, layout, plain, rows, stored
from mmkb.errors import DataError
from mmkb.index.index import Index
from mmkb.writing import write_folder

Progress = Callable[[str, int, int], None]
MANIFEST = "manifest.json"
LICENCE = "LICENSE"
"""The terms of the records stay with them."""
_MOST_BYTES = 1 << 24
"""A longer manifest is none of ours."""
_ROWS_A_FILE = 20 * CHUNK
_TYPES = {"integer": pa.int64(), "number": pa.float64(), "text": pa.string()}


def write(index: Index, target: Path, progress: Progress, *, force: bool) -> None:
    """Write every table as `NAME-1.parquet` and so on, all or none. Raises UsageError where another's file lies."""
    write_folder(target, lambda new: _fill(index, new, progress), _written_before, force=force)


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder that `write` filled; raises DataError where there is none."""
    try:
        manifest = json.loads(content(folder / MANIFEST, _MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        manifest = None
    match manifest:
        case {"format": "mmkb-tables", "layout": str(), "tables": dict(tables)} if all(map(_is_table, tables.values())):
            return dict(manifest)
    raise DataError(f"{folder} holds no tables of mmkb", f"write them: mmkb load --to {folder}")


def _is_table(said: object) -> bool:
    """Return whether a manifest says of a table what is needed: its columns and its files."""
    match said:
        case {"columns": [*columns], "files": dict(files)}:
            return all(isinstance(name, str) for name in (*columns, *files))
    return False


def _fill(index: Index, folder: Path, progress: Progress) -> None:
    tables = stored(index)
    listed = {}
    for number, table in enumerate(tables, 1):
        progress(table.name, number, len(tables))
        listed[table.name] = _written(index, table, folder)
    manifest = {
        "format": "mmkb-tables",
        "version": __version__,
        "layout": layout(tables),
        "about": dict(index.rows("SELECT key, value FROM meta WHERE key IN ('snapshot', 'rows', 'read')")),
        "tables": listed,
    }
    licence = Path(index.folder.data, LICENCE)
    if licence.is_file():
        (folder / LICENCE).write_bytes(content(licence, _MOST_BYTES))
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _written(index: Index, table: Stored, folder: Path) -> dict[str, object]:
    """Write one table, and return what the manifest says of it."""
    schema = pa.schema([(plain(name), _TYPES[type_]) for name, type_ in table.columns.items()])
    files: list[str] = []
    count, writer = 0, None
    try:
        for chunk in rows(index, table):
            if writer is None or count // _ROWS_A_FILE >= len(files):
                writer = writer and writer.close()
                files.append(f"{table.called}-{len(files) + 1}.parquet")
                writer = pq.ParquetWriter(folder / files[-1], schema, compression="zstd")
            arrays = [
                pa.array(values, type_) for values, type_ in zip(zip(*chunk, strict=True), schema.types, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(chunk)
    finally:
        if writer is not None:
            writer.close()
    if not files:
        files.append(f"{table.called}-1.parquet")
        pq.write_table(schema.empty_table(), folder / files[0])
    sums = {name: sha256((folder / name).read_bytes()).hexdigest() for name in files}
    return {"columns": list(table.columns), "rows": count, "files": sums}


def _written_before(folder: Path) -> set[str]:
    """Return the names of the files that an earlier `write` left in the folder, by its own manifest."""
    try:
        tables = read(folder)["tables"]
        names = {name for table in tables.values() for name in table["files"]}
    except DataError:
        return set()
    return {MANIFEST, LICENCE} | {name for name in names if Path(name).name == name and name.endswith(".parquet")}
