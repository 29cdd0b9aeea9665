"""What machines read: the changes as a feed and as JSON, a guide for language models, a map of all pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from mmkb.formats.html_page import escaped
from mmkb.index.index import Index
from mmkb.rows.pages import last_days
from mmkb.schema.kinds import KINDS
from mmkb.site.links import Links
from mmkb.views.catalogue import inventory
from mmkb.views.reference import About

_DAYS = 30
"""Days that a feed goes back."""
_MOST = 50
"""Records that an entry of the feed names before it counts the rest."""


class Feeds:
    """The machine-readable files of one site; without its address, links are relative."""

    def __init__(self, index: Index, links: Links, about: About, base: str | None) -> None:
        self.index = index
        self.links = links
        self.about = about
        self.base = base or ""
        self.days = [
            (day, [(kind, record) for _, kind, record in found if links.find(record, kind)])
            for day, found in groupby(last_days(index), key=lambda row: row[0])
        ]

    def changes(self) -> str:
        """Return the version of the data, its figures, and by day the records whose sources were read last on it."""
        counted = {str(row[0].value): row[1].value for row in inventory(self.index).rows}
        days = [
            {
                "day": day,
                "records": [{"kind": kind, "id": id_, "page": self._address(kind, id_)} for kind, id_ in found],
            }
            for day, found in self.days
        ]
        return json.dumps({**self.about.items(), "records": counted, "days": days}, ensure_ascii=False, indent=1) + "\n"

    def atom(self) -> str:
        """Return the feed: an entry for every day on which sources were read, the latest first."""
        entries = "\n".join(self._entry(day, found) for day, found in self.days[:_DAYS])
        latest = self.days[0][0] if self.days else self.about.date or "1970-01-01"
        link = f'<link href="{escaped(self.base or "index.html")}"/>'
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
            f"<title>{escaped(self.about.name)}</title>\n<id>{self._name('feed')}</id>\n{link}\n"
            f"<updated>{latest}T00:00:00Z</updated>\n<author><name>mmkb</name></author>\n"
            f"<subtitle>version {escaped(self.about.version)}</subtitle>\n{entries}\n</feed>\n"
        )

    def guide(self, words: str) -> str:
        """Return llms.txt: what is here, and where its Markdown is."""
        lists = "\n".join(
            f"- [{kind.name}]({self.base}{kind.name}/index.md): {kind.help}"
            for kind in KINDS.values()
            if kind.name not in ("results", "instruments")
        )
        return (
            f"# mmkb\n\n> {words}\n\n{chr(10).join(self.about.lines())}\n\n"
            "Every page of a record has a Markdown twin: KIND/ID.md. `°` marks what is cited but was not read at its source, "
            "`≈` what was inferred, `≠` what another source disputes; an empty cell is unknown, which is neither no nor closed. "
            "Scores are comparable under one protocol alone.\n\n"
            f"## Lists\n\n{lists}\n\n## More\n\n"
            f"- [changes.json]({self.base}changes.json): the version of the data, and what was read when\n"
        )

    def sitemap(self, paths: Iterable[str]) -> str:
        """Return the map of all pages, for a site whose address is known."""
        places = "\n".join(f"<url><loc>{escaped(self.base + quote(path))}</loc></url>" for path in sorted(paths))
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
            f"{places}\n</urlset>\n"
        )

    def _entry(self, day: str, found: Sequence[tuple[str, str]]) -> str:
        names = [f"{kind}: {self.links.names[kind].get(id_, id_)}" for kind, id_ in found]
        rest = f", and {len(names) - _MOST} more" if len(names) > _MOST else ""
        said = f"{len(names)} records whose sources were read last on this day"
        return (
            f"<entry>\n<title>{day}: {escaped(said)}</title>\n<id>{self._name(day)}</id>\n"
            f'<link href="{escaped(self.base)}changes.json"/>\n<updated>{day}T00:00:00Z</updated>\n'
            f"<summary>{escaped(', '.join(names[:_MOST]) + rest)}</summary>\n</entry>"
        )

    def _address(self, kind: str, id_: str) -> str:
        return self.base + quote(self.links.pages[kind][id_])

    def _name(self, of: str) -> str:
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{self.about.name} {self.base} {of}')}"
