"""The sections of a page about a record, by the names that people choose them by."""

from __future__ import annotations

SECTIONS = (
    *("summary", "licence", "facts", "variants", "sources", "disputes", "lineage", "stages", "results"),
    *("instruments", "claims", "uses"),
)
"""In the order of the page; a record has those that there is something to say in."""
