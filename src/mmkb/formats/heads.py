"""How query heads share key/value heads, drawn in text: the key/value heads above, the query heads below."""

from __future__ import annotations

from collections.abc import Iterable

from mmkb.views.heads import Sharing

_GAP = "  "
_MARGIN = len("keys/values  ")


def draw(sharings: Iterable[Sharing], width: int = 80) -> str:
    """Return the drawings one below the other, each with its title; groups that have no room go on in further lines."""
    return "\n\n".join("\n".join([shared.title, *_rows(shared, width)]) for shared in sharings) + "\n"


def _rows(shared: Sharing, width: int) -> list[str]:
    groups = shared.kv_heads or 1
    each = shared.heads // groups
    parts = _parts(each, width - _MARGIN)
    first = "▣" if shared.kv_heads is None else "■"
    blocks = [_group(part, "┆" if number else first) for number, part in enumerate(parts)] * groups
    lines: list[str] = []
    while blocks:
        fitting, used = 1, len(blocks[0][1])
        while fitting < len(blocks) and used + len(_GAP) + len(blocks[fitting][1]) <= width - _MARGIN:
            used += len(_GAP) + len(blocks[fitting][1])
            fitting += 1
        here, blocks = blocks[:fitting], blocks[fitting:]
        for number, name in enumerate(("keys/values", "", "queries")):
            lines.append(f"{name:<{_MARGIN}}{_GAP.join(block[number] for block in here)}".rstrip())
    return lines


def _parts(heads: int, width: int) -> list[int]:
    """Return the query heads of one group, as many a line as fit."""
    most = (width + 1) // 2
    return [min(most, heads - start) for start in range(0, heads, most)]


def _group(heads: int, shared: str) -> tuple[str, str, str]:
    """Return the three lines of a group of query heads with what they share above them."""
    wide = 2 * heads - 1
    queries = " ".join("□" * heads)
    if heads == 1:
        return shared, "│", queries
    stems = ["─" if place % 2 else "┬" for place in range(wide)]
    stems[0], stems[-1] = "╭", "╮"
    middle = wide // 2
    stems[middle] = "┼" if stems[middle] == "┬" else "┴"
    return shared.center(wide), "".join(stems), queries
