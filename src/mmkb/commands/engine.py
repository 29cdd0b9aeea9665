"""Opening another engine for a command: `--engine` and `--at`."""

from __future__ import annotations

from contextlib import contextmanager

from mmkb.errors import UsageError, needs_package

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mmkb.index.index import Index


def at_engine(name: str | None, at: str | None) -> Index | None:
    """Return the index that asks the engine `name` at the place `at`, None where neither is named.

    Raises UsageError where the place is missing, a package too, or the engine cannot read it; DataError for its tables.
    """
    if at is None:
        if name is not None:
            raise UsageError(f"where does {name} find the tables?", "name a folder or an address: --at PLACE")
        return None
    with needed():
        from mmkb.engines.slice import Slice

        return Slice(name, at)


@contextmanager
def needed() -> Iterator[None]:
    """Say what to install where a package of an engine is missing."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("mmkb"):
            raise
        raise needs_package("this", missing.name, "engines") from None
