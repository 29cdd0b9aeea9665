"""`mmkb load`: the tables of the knowledge base for an engine."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import DATA, FORCE, TAKE
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index


def answer(index: Index, *, to: str | None = None, force: bool = False) -> str:
    """Write every table to a folder of Parquet files, or into a PostgreSQL database, and return the place.

    Raises UsageError when a package is missing or the place cannot be written, DataError for what the server says.
    """
    if to is None:
        raise UsageError("where to?", "name a folder or an address: --to PLACE")
    from pathlib import Path

    from mmkb.commands.engine import needed
    from mmkb.progress import Progress

    with needed():
        if to.startswith(("postgres:", "postgresql:")):
            from mmkb.engines import postgres

            postgres.write(index, to, Progress())
        elif ":/" in to:
            raise UsageError("tables cannot be written to that address", "name a folder, or postgresql://HOST/DATABASE")
        else:
            from mmkb.engines import folder

            folder.write(index, Path(to), Progress(), force=force)
    return f"{to}\n"


COMMAND = Command(
    "load",
    TAKE,
    "Write the tables for DuckDB and Spark as a folder of Parquet files, or into PostgreSQL; then ask them by --at.",
    answer,
    returns="text",
    parameters=(
        Parameter("to", "text", "A folder, or postgresql://HOST/DATABASE.", "--to", metavar="PLACE"),
        FORCE,
    ),
    handed_on=(DATA,),
    examples=["mmkb load --to tables/"],
    more="Needs packages: pip install 'mmkb[engines]'. A password comes from PGPASSWORD or ~/.pgpass. See docs/scale.md.",
)
