"""Data frames of pandas and polars, with the columns of `typed`: every type has room for absence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mmkb.formats.typed import Kind, Typed, typed
from mmkb.views.table import Table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_PANDAS: dict[Kind, str] = {
    "integer": "Int64",
    "number": "float64",
    "bool": "boolean",
    "date": "datetime64[s]",
    "text": "string",
}


def in_pandas(table: Table) -> pd.DataFrame:
    """Return a frame of pandas; `attrs` say where the data comes from. Lists are objects, an absent number is NaN."""
    import pandas as pd

    frame = pd.DataFrame({entry.name: _series(entry) for entry in typed(table)}, index=range(len(table.rows)))
    frame.attrs.update(title=table.title, query=table.query, **(table.about.items() if table.about else {}))
    return frame


def in_polars(table: Table) -> pl.DataFrame:
    """Return a frame of polars."""
    import polars as pl

    types: dict[Kind, type[pl.DataType]] = {
        "integer": pl.Int64,
        "number": pl.Float64,
        "bool": pl.Boolean,
        "date": pl.Date,
        "text": pl.String,
    }
    return pl.DataFrame(
        [
            pl.Series(entry.name, entry.values, dtype=pl.List(types[entry.kind]) if entry.many else types[entry.kind])
            for entry in typed(table)
        ]
    )


def _series(entry: Typed) -> pd.Series[Any]:
    import pandas as pd

    values: Any = entry.values
    return pd.Series(values, dtype="object" if entry.many else _PANDAS[entry.kind])
