"""Folders that are edited again and again, and what an index of them holds, apart from the numbers of its rows."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import kb
from mmkb.index.tables import quoted

MODELS = ("m1", "m2", "m3", "family")
SOURCES = ("s1", "s2")
LICENCES = ("free", "study")
DATASETS = ("d1",)
ANY = (*MODELS, "family-a", "family-b", *SOURCES, *LICENCES, *DATASETS, "bench", "bench-val", "nowhere")
PADDING = {f"risks/r{number}.yaml": f"id: r{number}\nname: R{number}\n" for number in range(60)}
"""Records that never change, so that few of all files do."""

references = st.lists(st.sampled_from(ANY), unique=True, max_size=3)


def _lines(**keys: object) -> str:
    return "".join(f"{key}: {_flow(value)}\n" for key, value in keys.items() if value is not None)


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(_flow, value)) + "]" if isinstance(value, list) else str(value)


@st.composite
def evidence(draw: st.DrawFn) -> list[dict[str, Any]]:
    pieces = draw(st.lists(st.tuples(st.sampled_from([*SOURCES, "lost"]), st.booleans()), max_size=2))
    return [
        {"source": source, "supports": ["license", "backbone"]} | ({"read": "2026-01-01"} if read else {})
        for source, read in pieces
    ]


@st.composite
def model(draw: st.DrawFn, id_: str) -> str:
    parts = draw(st.lists(st.sampled_from([*MODELS, "family-a", "m-new", "undisclosed"]), max_size=1))
    variants = None
    if id_ == "family":
        ids = draw(st.sets(st.sampled_from(["family-a", "family-b", "m-new"])))
        variants = [{"id": name} | ({"backbone": "m1"} if name == "family-b" else {}) for name in sorted(ids)] or None
    return _lines(
        id=id_,
        name=draw(st.sampled_from(["Old", "New", "新"])),
        aliases=draw(st.sampled_from([None, ["Nick"], ["Nick", "Nack"]])),
        family=draw(st.sampled_from([None, "clan"])),
        developer=draw(st.sampled_from([None, ["One"], ["Two", "Lab"]])),
        license=draw(st.sampled_from([None, *LICENCES, "lost", "undisclosed"])),
        base=draw(st.sampled_from([None, *MODELS])),
        backbone=parts[0] if parts else None,
        training=draw(st.sampled_from([None, {"stages": [{"name": "s", "data": ["d1"]}]}])),
        openness=draw(st.sampled_from([None, {"weights": {"tuned": "open"}}])),
        variants=variants,
        evidence=draw(evidence()) or None,
        disputes=draw(
            st.sampled_from([None, [{"field": "license", "value": "study", "source": "s2", "because": "typo"}]])
        ),
    )


PATHS = (
    *(f"models/{id_}.yaml" for id_ in MODELS),
    *(f"sources/{id_}.yaml" for id_ in SOURCES),
    *(f"licenses/{id_}.yaml" for id_ in LICENCES),
    *(
        "developers/lab.yaml",
        "surveys/sur.yaml",
        "datasets/d1.yaml",
        "benchmarks/bench.yaml",
        "results/s1.yaml",
        "risks/about.yaml",
        "risks/r7.yaml",
        "ledger/l1.ndjson",
        "ledger/l2.ndjson",
    ),
)


@st.composite
def text(draw: st.DrawFn, path: str) -> str:
    """Return one of few texts, so that the same things come, change and go."""
    folder, _, id_ = path.removesuffix(".yaml").removesuffix(".ndjson").partition("/")
    name = draw(st.sampled_from(["One", "Two"]))
    match folder:
        case "ledger":
            places = st.tuples(
                st.sampled_from(ANY), st.sampled_from(["bench-val", "bench-test"]), st.sampled_from(SOURCES)
            )
            said = {"value": "1", "measured_by": "self", "at": "p. 1"}
            lines = [
                {"model": about, "instrument": measure, "source": source, **said}
                for about, measure, source in draw(st.lists(places, min_size=1, max_size=3))
            ]
            return "".join(json.dumps(line) + "\n" for line in lines)
        case "models":
            return draw(model(id_))
        case "sources":
            return _lines(id=id_, type="paper", title=name, authors=["'Ash, Ada'"], year=2024)
        case "licenses":
            return _lines(id=id_, name=name, commercial=draw(st.sampled_from([None, "'yes'", "conditional", "'no'"])))
        case "surveys":
            return _lines(
                id=id_, name=name, paper="s1", models=draw(st.sampled_from([None, [*MODELS[:1]], [*MODELS[1:]]]))
            )
        case "developers":
            country = draw(st.sampled_from([None, ["Finland"], ["Japan", "Finland"]]))
            return _lines(id=id_, name=name, aliases=draw(st.sampled_from([None, ["Lab"]])), country=country)
        case "datasets":
            return _lines(id=id_, name=name, license=draw(st.sampled_from([None, *LICENCES])))
        case "benchmarks":
            made = [
                {"id": made, "metric": "accuracy", "direction": "higher"}
                for made in draw(st.sampled_from([["bench-val"], ["bench-val", "bench-test"], ["bench-test"]]))
            ]
            return _lines(id=id_, name=name, area=["perception"], caveat="None.", instruments=made)
        case "results":
            rows = [
                {"model": draw(st.sampled_from(MODELS)), "instrument": "bench-val", "value": f"'{number}'"}
                for number in range(draw(st.integers(1, 3)))
            ]
            return _lines(id=id_, source=id_, groups=[{"at": "p. 1", "measured_by": "self", "rows": rows}])
    return _lines(id=id_, name=name, about=draw(references), evidence=draw(evidence()) or None)


beginnings = st.fixed_dictionaries({path: text(path) for path in PATHS})
edit = st.sampled_from(PATHS).flatmap(
    lambda path: st.tuples(st.just(path), st.one_of(text(path), st.none(), st.just("id: [broken\n")))
)
edits = st.lists(st.lists(edit, min_size=1, max_size=3), min_size=2, max_size=6)


def canonical(path: Path, *, layers: bool = True) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of all tables, with row numbers replaced by their rank, which is what may not differ.

    Without `layers` nothing of what says which layer wrote something.
    """
    with closing(sqlite3.connect(path)) as connection:
        rank = {
            column: {
                number: rank
                for rank, (number,) in enumerate(connection.execute(f"SELECT {key} FROM {table} ORDER BY 1"))
            }
            for column, key, table in (
                ("rid", "rid", "rows"),
                ("target", "rid", "rows"),
                ("part", "rid", "rows"),
                ("place", "place", "places"),
                ("number", "number", "names"),
            )
        }
        found = {}
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'")
        for (table,) in tables.fetchall():
            if table == "meta" or table.startswith("trigrams") or (table.endswith(".layer") and not layers):
                continue
            cursor = connection.execute(f"SELECT * FROM {quoted(table)}")
            names = [name for name, *_ in cursor.description if layers or name != "layer"]
            cursor = connection.execute(f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table)}")
            columns = [name for name, *_ in cursor.description]
            rows = [
                tuple(
                    rank[column].get(value, value) if column in rank else value
                    for column, value in zip(columns, row, strict=True)
                )
                for row in cursor
            ]
            if table == "documents":
                rows = [row[: columns.index("first")] for row in rows]
            found[table] = sorted(rows, key=repr)
        for gram in ("old", "new", "one", "two", "nic", "fam"):
            numbers = connection.execute("SELECT rowid FROM trigrams WHERE trigrams MATCH ?", (f'"{gram}"',))
            found[f"trigrams {gram}"] = [(rank["number"][number],) for (number,) in numbers]
        return found


def apply(data: Path, path: str, text: str | None) -> None:
    """Make one edit as an editor does: a new file takes the place of the old."""
    if text is None:
        (data / path).unlink(missing_ok=True)
        return
    kb.write(data, {"aside": text})
    (data / path).parent.mkdir(exist_ok=True)
    (data / "aside").replace(data / path)
