"""Where the page of each record is: relative addresses that hold on any host and from `file://`."""

from __future__ import annotations

from collections import defaultdict

from mmkb.index.index import Index
from mmkb.rows.pages import rows_of
from mmkb.schema.kinds import KINDS

LISTED_ONLY = ("stages", "results", "disputes")
"""The kinds whose rows have no page of their own."""
BOARDS = "leaderboards"
"""The folder of the instruments, whose pages are their leaderboards."""
_BY_ROW = ("claims", "instruments")
"""The kinds that have a page a row, not one a record."""


class Links:
    """The addresses of all pages of records, from the root of the site, by kind and by every id that names one."""

    def __init__(self, index: Index) -> None:
        self.pages: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        self.names: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        found: dict[str, list[str]] = defaultdict(list)
        for kind, id_, record, name in rows_of(index):
            if kind not in KINDS or kind in LISTED_ONLY:
                continue
            page = id_ if kind in _BY_ROW else record
            address = f"{BOARDS if kind == 'instruments' else kind}/{page}.html"
            self.names[kind].setdefault(page, name or page)
            for called in dict.fromkeys((id_, page)):
                if called not in self.pages[kind]:
                    self.pages[kind][called] = address
                    found[called].append(address)
        self._alone = {id_: addresses[0] for id_, addresses in found.items() if len(addresses) == 1}

    def ids(self, kind: str) -> list[str]:
        """Return the ids of a kind that have a page each, in the order of the records."""
        return list(self.names[kind])

    def find(self, id_: str, kind: str | None = None) -> str | None:
        """Return the address of what `id_` names: of `kind`, or where that is not known of the one record called so."""
        if kind in self.pages:
            return self.pages[kind].get(id_)
        return self._alone.get(id_)
