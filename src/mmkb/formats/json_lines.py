"""JSON Lines: one object a row, as the rows of the JSON format."""

from __future__ import annotations

import io
import json

from mmkb.formats.json_text import rows
from mmkb.views.table import Table


def render(table: Table) -> str:
    """Return one line a row."""
    out = io.StringIO()
    out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(table))
    return out.getvalue()
