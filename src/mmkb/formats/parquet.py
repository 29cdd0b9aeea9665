"""Parquet: one typed file, lists as lists; the metadata says where the data comes from."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

from mmkb.formats.typed import Kind, Typed, typed
from mmkb.views.reference import About
from mmkb.views.table import Table

TYPES: dict[Kind, pa.DataType] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "bool": pa.bool_(),
    "text": pa.string(),
}


def render(table: Table) -> bytes:
    """Return the file."""
    about = {"title": table.title, "query": table.query}
    return file(typed(table), table.about, about)


def file(columns: list[Typed], about: About | None, more: dict[str, str]) -> bytes:
    """Return a Parquet file of `columns`; `about` and `more` go into its metadata under `mmkb`."""
    schema = pa.schema(
        [pa.field(entry.name, pa.list_(TYPES[entry.kind]) if entry.many else TYPES[entry.kind]) for entry in columns],
        metadata={"mmkb": json.dumps({**more, **(about.items() if about else {})}, ensure_ascii=False)},
    )
    arrays = [pa.array(entry.values, field.type) for entry, field in zip(columns, schema, strict=True)]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()
