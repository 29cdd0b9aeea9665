"""What other pages can show of a record: a badge, a card for a frame, and the words that put them there."""

from __future__ import annotations

from urllib.parse import quote

from mmkb.formats.html_page import escaped
from mmkb.site.shell import NAME, POLICY, root_of
from mmkb.site.tables import Drawn
from mmkb.views.table import Page

KINDS = ("models", "datasets", "benchmarks", "tables")
"""The kinds whose records people show elsewhere."""
_LETTER, _PAD = 7.0, 12.0
"""Pixels: the width of a letter, at most, and of what stands beside words."""
_LINES = ("type", "developer", "released", "params", "input → output", "license", "access", "evidence")
"""The lines of a summary that a card has room for."""


def paths(page: str) -> tuple[str, str]:
    """Return where the badge and the card of a page are."""
    stem = page.removesuffix(".html")
    return f"{stem}.svg", f"{stem}.card.html"


def badge(name: str, page: Page) -> str:
    """Return the badge: the name, and how many of its facts were read at their source."""
    said = _summary(page).get("evidence", "").partition(";")[0] or f"in {NAME}"
    left, right = _width(name), _width(said)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right:.0f}" height="20" role="img">'
        f"<title>{escaped(name)}: {escaped(said)}</title>"
        f'<rect width="{left + right:.0f}" height="20" rx="3" fill="#0b5c77"/>'
        f'<path d="M3 0H{left:.0f}V20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3" fill="#1d1f21"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2:.0f}" y="14">{escaped(name)}</text>'
        f'<text x="{left + right / 2:.0f}" y="14">{escaped(said)}</text></g></svg>\n'
    )


def card(drawn: Drawn, path: str, name: str, page: Page) -> str:
    """Return the card: a page without script for a frame, whose links open in the page around it."""
    root = root_of(path)
    said = _summary(page)
    lines = "".join(
        f"<div><dt>{escaped(label)}</dt><dd>{escaped(said[label])}</dd></div>" for label in _LINES if said.get(label)
    )
    table = drawn.table(page.tables[0].but(title=name), copies=False) if path.startswith("tables/") else ""
    words = f"<p>{escaped(page.paragraphs[0])}</p>" if page.paragraphs else ""
    whole = escaped(f"{root}{quote(path.replace('.card.html', '.html'))}")
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escaped(name)}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(POLICY)}">\n<base target="_top">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<link rel="stylesheet" href="{root}assets/site.css">\n</head>\n'
        f'<body class="card">\n<main>\n<h1><a href="{whole}">{escaped(name)}</a></h1>\n{words}\n'
        f"{f'<dl class=summary>{lines}</dl>' if lines else ''}{table}\n"
        f'<p class="note">Each value with its source: <a href="{whole}">{NAME}</a>.</p>\n</main>\n</body>\n</html>\n'
    )


def snippets(base: str, path: str, name: str) -> str:
    """Return the section with what to copy into a Markdown file, and into a page."""
    svg, framed = paths(path)
    label = name.replace("[", "(").replace("]", ")")
    words = (
        f"[![{label}]({base}{quote(svg)})]({base}{quote(path)})\n\n"
        f'<iframe src="{base}{quote(framed)}" title="{escaped(name)}" width="420" height="420"></iframe>'
    )
    return (
        '<section id="embed"><h2>show it elsewhere</h2>\n<details><summary>a badge for Markdown, a card for a page</summary>'
        f'<p><img src="{quote(svg.rpartition("/")[2])}" alt="" height="20"></p>'
        f'<pre tabindex="0" class="copied">{escaped(words)}</pre></details>\n'
        '<div class="copies" data-of="snippet" data-as="snippet"></div></section>'
    )


def _summary(page: Page) -> dict[str, str]:
    for table in page.tables:
        if table.title == "summary":
            return {str(label.value): str(cell.value or "") for label, cell in table.rows}
    return {}


def _width(words: str) -> float:
    wide = sum(not letter.isascii() for letter in words)
    return len(words) * _LETTER + wide * 5 + _PAD
