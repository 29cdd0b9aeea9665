"""A record as it is written, and the paths of its fields."""

from __future__ import annotations

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Document = Mapping[str, Any]


def covers(supported: str, path: str) -> bool:
    """Return whether evidence for `supported` (a field or a group) covers the field `path`."""
    return path == supported or path.startswith(f"{supported}.")
