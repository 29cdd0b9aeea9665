"""The documents that a table cites as plain text in the manner of APA."""

from __future__ import annotations

from mmkb.formats import plain_references
from mmkb.views.table import Table


def render(table: Table) -> str:
    """Return one reference a line."""
    lines = sorted((plain_references.apa(reference) for reference in table.references), key=str.casefold)
    return "".join(f"{line}\n" for line in lines)
