"""What the scripts of the pages know: the tables of the index as columns, gzipped and in base64, in classic scripts.

From `file://` a page can load neither JSON nor modules; a script that hands over a text works everywhere.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Iterator
from typing import Any

from mmkb.index.index import Index
from mmkb.rows import columnar
from mmkb.rows.columnar import Columns, Numbers
from mmkb.rows.pages import names_of_records
from mmkb.schema.kinds import EVIDENCED, KINDS, PART_OF, UNNAMED
from mmkb.schema.values import ABSENT
from mmkb.site.links import Links
from mmkb.site.references import References
from mmkb.site.tex import letters
from mmkb.views.bibliography import about
from mmkb.views.marks import LEGEND

LARGE = ("results", "sources")
"""The kinds that are loaded when a query speaks of them, not before."""
SHOWN = (
    *("developer", "released", "params", "active_params", "input", "output", "license", "access", "commercial"),
    *("context", "languages", "connector", "backbone", "vision.encoder", "attention.mechanism", "type", "family"),
)
"""The fields of models whose evidence the list of models shows."""
_LEVEL = 6
"""Of gzip: the highest takes three times as long for three percent less."""
_FIELD = ("path", "name", "type", "many", "target", "unit", "values", "groups", "fact", "derived", "within", "help")


def scripts(index: Index, links: Links, references: References) -> Iterator[tuple[str, str]]:
    """Yield the scripts with the data, by path."""
    numbers = Numbers(index)
    small = [kind for kind in index.kinds() if kind not in LARGE]
    yield "data/core.js", script("core", _core(index, numbers, small))
    for kind in LARGE:
        yield f"data/{kind}.js", script(kind, _tables(index, numbers, [kind]))
    supports, places = columnar.evidence_of(index, numbers, "models", _with_derived(index))
    states = columnar.weak_states(index, numbers, "models")
    partial = columnar.partial_lists(index, numbers, "models")
    evidence = {"supports": supports, "places": places, "states": states, "partial": partial}
    yield "data/evidence.js", script("evidence", evidence)
    yield "data/search.js", script("search", _searched(index, links))
    yield "data/bibtex.js", script("bibtex", references.all())
    yield "data/tex.js", script("tex", letters(about(index)))


def script(name: str, value: Any) -> str:  # noqa: ANN401 what JSON can hold
    """Return a script that hands over a value under a name."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    packed = base64.b64encode(gzip.compress(text, _LEVEL, mtime=0)).decode()
    return f'mmkb.data.take({json.dumps(name)},"{packed}");\n'


def _core(index: Index, numbers: Numbers, kinds: Iterable[str]) -> dict[str, Any]:
    core = _tables(index, numbers, list(kinds))
    core["tables"] |= {
        "absences": columnar.absences(index, numbers),
        "rival_values": columnar.rival_values(index, numbers),
        "parts": columnar.parts(index, numbers),
    }
    fields = {
        kind: [{part: value for part in _FIELD if (value := getattr(field, part))} for field in index.fields(kind).all]
        for kind in index.kinds()
    }
    return {
        **core,
        "fields": fields,
        "kinds": {
            kind.name: {"singular": kind.singular, "columns": kind.columns, "sort": kind.sort}
            for kind in KINDS.values()
        },
        "part_of": PART_OF,
        "evidenced": EVIDENCED,
        "unnamed": UNNAMED,
        "large": LARGE,
        "absent": ABSENT,
        "shown": [field.name for path in _with_derived(index) if (field := index.fields("models").get(path))],
        "folds": _folds(),
        "legend": LEGEND,
    }


def _tables(index: Index, numbers: Numbers, kinds: list[str]) -> dict[str, Any]:
    tables: dict[str, Columns] = {}
    for kind in kinds:
        tables[kind] = columnar.table_of(index, numbers, kind)
        for field in index.fields(kind).all:
            if columnar.is_named(field):
                tables[f"{kind}.{field.path}"] = columnar.names_behind(index, numbers, field)
    rows = [(numbers.of[rid], *rest) for rid, *rest in numbers.rows if rest[0] in kinds]
    names = ("rid", "kind", "id", "record", "name")
    tables["rows"] = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return {
        "tables": tables,
        "refs": columnar.refs_of(index, numbers, kinds),
        "names": columnar.names_of(index, numbers, kinds),
    }


def _searched(index: Index, links: Links) -> list[tuple[str, str, str, str, str]]:
    """Return what every page is found by: kind, id, name, all other names, and its address."""
    names: dict[str, dict[str, None]] = {}
    for kind, record, id_, name in names_of_records(index):
        if address := links.find(id_, kind) or links.find(record, kind):
            names.setdefault(address, {})[name] = None
    return [
        (kind, id_, name, " ".join(names.get(links.pages[kind][id_], {})), links.pages[kind][id_])
        for kind in links.pages
        for id_, name in links.names[kind].items()
    ]


def _folds() -> dict[str, str]:
    """Return the characters that compare without case as something else than their small letter."""
    characters = (chr(code) for code in range(0x11000) if not 0xD800 <= code < 0xE000)
    return {one: folded for one in characters if (folded := one.casefold()) != one.lower()}


def _with_derived(index: Index) -> list[str]:
    return [field.path for name in SHOWN if (field := index.fields("models").get(name))]
