"""Arrow and Parquet: typed columns, lists as lists, days as dates; the metadata says where the data comes from.

The metadata of each field has its `unit` and `help`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mmkb.formats.typed import Kind, Typed, typed
from mmkb.views.reference import About
from mmkb.views.relation import Row
from mmkb.views.table import Table

_ROWS = 50_000
"""So many rows are held at once, and make a group of rows in the file."""
TYPES: dict[Kind, pa.DataType] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "text": pa.string(),
}


def render(table: Table) -> bytes:
    """Return the file."""
    return _file(arrow(table))


def write(
    target: Path, columns: Sequence[Typed], rows: Iterable[Row], about: About | None, more: dict[str, str]
) -> None:
    """Write rows to a Parquet file, `_ROWS` at a time; `columns` say of what type their values are.

    `about` and `more` go into its metadata under `mmkb`.
    """
    schema = _schema(columns, about, more)
    waiting = iter(rows)
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        while some := list(islice(waiting, _ROWS)):
            arrays = [
                pa.array(values, field.type) for values, field in zip(zip(*some, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def arrow(table: Table) -> pa.Table:
    """Return the table as Arrow has it."""
    return _arrow(typed(table), table.about, {"title": table.title, "query": table.query})


def _schema(columns: Sequence[Typed], about: About | None, more: dict[str, str]) -> pa.Schema:
    return pa.schema(
        [_field(entry) for entry in columns],
        metadata={"mmkb": json.dumps({**more, **(about.items() if about else {})}, ensure_ascii=False)},
    )


def _arrow(columns: list[Typed], about: About | None, more: dict[str, str]) -> pa.Table:
    schema = _schema(columns, about, more)
    arrays = [pa.array(entry.values, field.type) for entry, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _field(entry: Typed) -> pa.Field:
    said = {"unit": entry.unit, "help": entry.help}
    return pa.field(
        entry.name,
        pa.list_(TYPES[entry.kind]) if entry.many else TYPES[entry.kind],
        metadata={name: text for name, text in said.items() if text},
    )


def _file(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()
