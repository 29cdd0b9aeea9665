"""YAML: the object of the JSON format, for people to read and change; comments at its end say where it comes from."""

from __future__ import annotations

import yaml

from mmkb.formats import about
from mmkb.formats.json_text import SCHEMA_VERSION, as_object
from mmkb.views.table import Table


def render(table: Table) -> str:
    """Return the table as one YAML mapping."""
    text = yaml.safe_dump(
        {"schema_version": SCHEMA_VERSION, **as_object(table)}, allow_unicode=True, sort_keys=False, width=120
    )
    return text + "".join(f"# {line}\n" for line in about.lines(table))
