"""The multimodal-LLM literature as data, every fact with its source.

>>> from mmkb import open_kb
>>> with open_kb() as kb:
...     table = kb.models("input:image access:open")
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing, and with it the import, is for type checkers alone
if TYPE_CHECKING:
    from mmkb.errors import DataError, KbError, NotFoundError, QueryError, UsageError
    from mmkb.kb import KnowledgeBase, open_kb
    from mmkb.tables import Page, Table
    from mmkb.taking import Picture
    from mmkb.views.table import Cell, Column

__version__ = "0.1.0"
__all__ = [
    "Cell",
    "Column",
    "DataError",
    "KbError",
    "KnowledgeBase",
    "NotFoundError",
    "Page",
    "Picture",
    "QueryError",
    "Table",
    "UsageError",
    "__version__",
    "open_kb",
]

_HOMES = {
    "mmkb.errors": ("DataError", "KbError", "NotFoundError", "QueryError", "UsageError"),
    "mmkb.kb": ("KnowledgeBase", "open_kb"),
    "mmkb.tables": ("Page", "Table"),
    "mmkb.taking": ("Picture",),
    "mmkb.views.table": ("Cell", "Column"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is asked for: `import mmkb` alone costs nothing."""
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'mmkb' has no attribute {name!r}")
