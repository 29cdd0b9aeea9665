"""The one way in which a record is written: canonical YAML text.

Entries stand in the order of the classes. What is written in brackets stays there while it fits on its line; what has
lines of its own keeps them, and so does whatever has a comment in it. Comments move with the entry that they stand above or
behind. Numbers, quotes and the lines of a folded text are kept as they were written; a new text has quotes where YAML needs them.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from mmkb.corpus.order import put_in_order
from mmkb.corpus.scalar_text import WIDTH, inline, lines, quoted_where_needed
from mmkb.corpus.tree import Collection, Entry, Node, Scalar, Tree, grown, planted

_STEP = 2


def formatted(data: bytes, folder: str) -> str:
    """Return the canonical text of the record `data` of the kind in `folder`; raises StrictYamlError."""
    return emit(grown(data), folder)


def emit(tree: Tree, folder: str) -> str:
    """Return the canonical text of a record of the kind in `folder`; the tree is put in order."""
    put_in_order(tree.root, folder)
    root = tree.root
    written = _block(root, 0) if isinstance(root, Collection) and root.entries else _entry("", Entry("", root), 0)
    return "".join(f"{line}\n" for line in [*tree.head, *written, *tree.foot])


def emitted(document: dict[str, Any], folder: str) -> str:
    """Return the canonical text of a record that was never written."""
    return emit(planted(document), folder)


def _block(collection: Collection, indent: int) -> list[str]:
    """Return the lines of a collection whose entries have lines of their own."""
    pad = " " * indent
    written: list[str] = []
    for entry in collection.entries:
        written += [f"{pad}{comment}" for comment in entry.above]
        begin = f"{pad}{quoted_where_needed(entry.key, flow=False)}: " if collection.is_mapping else f"{pad}- "
        written += _entry(begin, entry, indent)
    return [*written, *(f"{pad}{comment}" for comment in collection.foot)]


def _entry(begin: str, entry: Entry, indent: int) -> list[str]:
    """Return the lines of an entry, which begin with its key or dash."""
    value, behind = entry.value, "".join(f" {comment}" for comment in entry.beside)
    line = begin + _inline(value, flow=False)
    if isinstance(value, Scalar):
        if begin and not (value.is_text or value.text):
            return [begin.rstrip() + behind]
        wanted = len(line) > WIDTH or value.folded or ("\n" in value.text and not value.quoted)
        below = lines(value, indent + _STEP) if wanted else None
        return [f"{begin}{below[0]}{behind}", *below[1]] if below else [line + behind]
    if not (value.entries or value.foot) or (_fits_brackets(value, indent) and len(line) <= WIDTH):
        return [line + behind]
    if _is_list_of_names(value):
        return _wrapped(begin, value, indent, behind)
    inside = _block(value, indent + _STEP)
    if not begin.endswith("- "):
        return [begin.rstrip() + behind, *inside]
    comments = [*entry.beside, *takewhile(lambda line: line.startswith("#"), map(str.lstrip, inside))]
    first, *others = inside[len(comments) - len(entry.beside) :]  # nothing stands between a dash and the first key
    return [*(f"{' ' * indent}{comment}" for comment in comments), begin + first.lstrip(), *others]


def _fits_brackets(value: Collection, indent: int) -> bool:
    """Return whether a collection may stand on one line; a record's own lists of mappings never do."""
    rows = not value.is_mapping and any(isinstance(entry.value, Collection) for entry in value.entries)
    return not (value.opened or value.commented or (rows and not indent))


def _is_list_of_names(value: Collection) -> bool:
    """Return whether a list holds words, which are read along a line, and not sentences."""
    words = (isinstance(entry.value, Scalar) and " " not in entry.value.text for entry in value.entries)
    return not (value.is_mapping or value.block or value.commented) and all(words)


def _wrapped(begin: str, names: Collection, indent: int, behind: str) -> list[str]:
    """Return a list of words in brackets over several lines."""
    written = [f"{begin}["]
    for number, entry in enumerate(names.entries, start=1):
        word = _inline(entry.value, flow=True) + ("]" if number == len(names.entries) else ",")
        gap = "" if written[-1].endswith("[") else " "
        if len(written[-1]) + len(gap) + len(word) > WIDTH and gap:
            written.append(" " * (indent + _STEP) + word)
        else:
            written[-1] += gap + word
    return [*written[:-1], written[-1] + behind]


def _inline(node: Node, *, flow: bool) -> str:
    if isinstance(node, Scalar):
        return inline(node, flow=flow)
    inside = [_inline(entry.value, flow=True) for entry in node.entries]
    if not node.is_mapping:
        return f"[{', '.join(inside)}]"
    keys = (quoted_where_needed(entry.key, flow=True) for entry in node.entries)
    return f"{{{', '.join(f'{key}: {value}' for key, value in zip(keys, inside, strict=True))}}}"
