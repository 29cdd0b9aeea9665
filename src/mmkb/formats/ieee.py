"""The documents that a table cites as plain text in the manner of IEEE."""

from __future__ import annotations

from mmkb.formats import plain_references
from mmkb.views.table import Table


def render(table: Table) -> str:
    """Return one reference a line."""
    return "".join(f"[{n}] {plain_references.ieee(reference)}\n" for n, reference in enumerate(table.references, 1))
