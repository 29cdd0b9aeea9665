"""The frame of every page: head, navigation, foot; a strict content security policy, and nothing from another host."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from mmkb.formats.html_page import escaped
from mmkb.views.reference import About

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
NAVIGATION = (
    ("models/index.html", "Models"),
    ("compare.html", "Compare"),
    ("leaderboards/index.html", "Leaderboards"),
    ("stages/index.html", "Training"),
    ("openness.html", "Openness"),
    ("heads.html", "Heads"),
    ("timeline.html", "Timeline"),
    ("questions/index.html", "Questions"),
    ("claims/index.html", "Claims"),
    ("glossary/index.html", "Glossary"),
    ("sql.html", "SQL"),
    ("kinds.html", "Everything"),
    ("about.html", "About"),
)
NAME = "mmkb"


class Shell:
    """Frames the pages of one site; `base` is the address of its root, where it is known."""

    def __init__(self, about: About, base: str | None = None) -> None:
        self.about = about
        self.base = base

    def page(
        self,
        path: str,
        title: str,
        body: str,
        *,
        description: str = "",
        scripts: Sequence[str] = (),
        twin: str | None = None,
        described: dict[str, Any] | None = None,
        wide: bool = False,
        policy: str = POLICY,
    ) -> str:
        """Return the page at `path`; `twin` is its Markdown, `described` what it is about in terms of schema.org."""
        root = root_of(path)
        whole_title = title if title == NAME else f"{title} · {NAME}"
        lines = [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escaped(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">',
            f"<title>{escaped(whole_title)}</title>",
            *([f'<meta name="description" content="{escaped(description)}">'] if description else []),
            *([f'<link rel="canonical" href="{escaped(self.base + quote(path))}">'] if self.base else []),
            f'<link rel="stylesheet" href="{root}assets/site.css">',
            f'<link rel="alternate" type="application/atom+xml" title="Changes" href="{root}feed.xml">',
            *([f'<link rel="alternate" type="text/markdown" href="{escaped(quote(twin))}">'] if twin else []),
            *([f'<script type="application/ld+json">{_data(described)}</script>'] if described else []),
            *(
                f'<script src="{root}{script}" defer></script>'
                for script in ("assets/site.js", "assets/search.js", *scripts)
            ),
            f'</head>\n<body data-root="{root}">\n<a class="skip" href="#content">Skip to the content</a>',
            _header(path, root),
            f'<main id="content"{" class=wide" if wide else ""}>\n{body}\n</main>',
            self._footer(root),
            "</body>\n</html>\n",
        ]
        return "\n".join(lines)

    def _footer(self, root: str) -> str:
        lines = "".join(f"<p>{escaped(line)}</p>" for line in self.about.lines())
        links = f'<a href="{root}about.html">method and marks</a> · <a href="{root}feed.xml">changes</a>'
        return f"<footer>\n{lines}\n<p>{links} · Nothing here is legal advice.</p>\n</footer>"


def root_of(path: str) -> str:
    """Return what leads from a page to the root of the site."""
    return "../" * path.count("/")


def _header(path: str, root: str) -> str:
    items = []
    for address, name in NAVIGATION:
        at, kind = address == path, "/" in address and path.startswith(address.partition("/")[0] + "/")
        current = ' aria-current="page"' if at else ' aria-current="true"' if kind else ""
        items.append(f'<li><a href="{root}{address}"{current}>{name}</a></li>')
    return (
        f'<header>\n<div class="bar"><a class="home" href="{root}index.html">{NAME}</a>\n'
        '<form id="search" role="search" hidden><label class="unseen" for="find">Search all records</label>'
        '<input id="find" type="search" autocomplete="off" placeholder="Search all records" spellcheck="false" '
        'role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list">'
        '<ul id="found" role="listbox" aria-label="Records found" hidden></ul></form></div>\n'
        f'<nav aria-label="Pages"><ul>{"".join(items)}</ul></nav>\n</header>'
    )


def _data(described: dict[str, Any]) -> str:
    """Return JSON in which nothing ends the element that it stands in."""
    return json.dumps({"@context": "https://schema.org", **described}, ensure_ascii=False).replace("<", "\\u003c")
