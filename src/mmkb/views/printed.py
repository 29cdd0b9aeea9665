"""A table for a paper: records by their names, not by their ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import takewhile

from mmkb.views.cell_text import text
from mmkb.views.source_columns import ids_in
from mmkb.views.table import UNKNOWN, Cell, Column, Page, Table, sources_of

_SIZE = re.compile(r"a?\d+(\.\d+)?[mb]")
_BY_ID = ("licenses", "sources")
"""Kinds whose ids people write: SPDX names of licences, and keys, which become citations."""
_TABLES_ALONE = ("compare", "openness")
_FIELDS = ("field", "component")
"""Columns that hold names of fields, such as `documents.model_card`."""
_ID = re.compile(r"[^\s,]+")
_ID_IN_TEXT = re.compile(r"[a-z0-9](?:[\w.-]*\w)?")
_COMMAND = r"(?:(?<![\w-])mmkb [a-z]|(?<![\w-])--[a-z])"
_ASIDE = re.compile(rf" \([^()]*{_COMMAND}[^()]*\)")
_PATH = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_SCORE = "score."
_REMARK = "remark"
"""The column in which a calculation says what it lacks."""
_GROUP = re.compile(r"(?<![\w.:])[a-z_.]+:(?!(?:yes|no)\b)([a-z][\w-]*)(?![\w-]|[.,:]\w)")
"""A group of a comparison that is called by one condition, such as `access:open`."""
_WORD = re.compile(r"[a-z]+(?=[ ,;/]|: |$)")


def for_print(table: Table) -> Table:
    """Return the table with the names of records in place of their ids, where the view knows them.

    Columns that nobody asked for are left out where they hold nothing, or keys of sources in a table that cites none.
    """
    table = named_heads(_worth_printing(table))
    table = _for_paper(table)
    called = table.called
    if called is None:
        return table
    table = _without_ids(table)
    columns = list(table.columns)
    both = any(column.name == "name" for column in columns)
    named = [not (both and column.name == "id") for column in columns]
    names = {kind: told_apart(called(kind, ids)) for kind, ids in _ids(table).items()}
    for number, column in enumerate(columns):
        if column.type == "id" and column.target not in (None, *_BY_ID) and named[number]:
            columns[number] = column.but(label=_head(column))
    rows = tuple(
        tuple(
            _named(cell, column, names) if wanted else cell
            for cell, column, wanted in zip(row, table.columns, named, strict=True)
        )
        for row in table.rows
    )
    notes = tuple(_with_names(note, names.get("models", {})) for note in table.notes)
    return _told_once(table.but(columns=tuple(columns), rows=rows, notes=notes))


def named_heads(table: Table) -> Table:
    """Return the table with the names of records in the heads that are their ids, where the view knows them."""
    about = [column for column in table.columns if column.of is not None and column.label == column.name]
    if table.called is None or not about:
        return table
    names = {
        kind: told_apart(table.called(kind, {column.name for column in about if column.of == kind}))
        for kind in dict.fromkeys(column.of for column in about if column.of)
    }
    return table.but(
        columns=tuple(
            column.but(label=names[column.of][column.name])
            if column in about and column.of and column.name in names[column.of]
            else column
            for column in table.columns
        )
    )


def with_names(table: Table) -> Table:
    """Return the table with the names of models beside their ids, where the view knows them and nobody chose the columns."""
    places = [
        number
        for number, column in enumerate(table.columns)
        if column.target == "models" and (column.name == "model" or (column.name, table.kind) == ("id", "models"))
    ]
    if table.called is None or not (table.spare and places) or any(column.name == "name" for column in table.columns):
        return table
    behind = places[0] + 1
    names = told_apart(table.called("models", {str(row[places[0]].value) for row in table.rows}))
    named = [Cell(names[id_]) if (id_ := str(row[places[0]].value)) in names else UNKNOWN for row in table.rows]
    return table.but(
        columns=(*table.columns[:behind], Column("name", "name", "text"), *table.columns[behind:]),
        rows=tuple((*row[:behind], cell, *row[behind:]) for row, cell in zip(table.rows, named, strict=True)),
    )


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by id; what several ids are called has behind it what each id adds to what they share: Qwen2-VL 7B."""
    bearers: dict[str, list[list[str]]] = {}
    for id_, name in names.items():
        bearers.setdefault(name, []).append(id_.split("-"))
    shared = {
        name: sum(1 for _ in takewhile(lambda words: len(set(words)) == 1, zip(*parts, strict=False)))
        for name, parts in bearers.items()
        if len(parts) > 1
    }
    return {id_: _with(name, id_.split("-")[shared[name] :]) if name in shared else name for id_, name in names.items()}


def _with(name: str, added: list[str]) -> str:
    return " ".join([name, *(word.upper() if _SIZE.fullmatch(word) else word for word in added)])


def _worth_printing(table: Table) -> Table:
    asked = len(table.columns) - table.spare
    kept = [number for number in range(len(table.columns)) if number < asked or _says(table, number)]
    return table.but(
        columns=tuple(table.columns[number] for number in kept),
        rows=tuple(tuple(row[number] for number in kept) for row in table.rows),
        spare=max(0, len(kept) - asked),
    )


def _says(table: Table, number: int) -> bool:
    """Return whether a column tells readers something: keys of sources do where they become citations."""
    column = table.columns[number]
    if table.cite == "none" and column.target == "sources":
        return False
    return not table.rows or any(text(row[number], column) for row in table.rows)


def _without_ids(table: Table) -> Table:
    """Return the table without ids that nobody asked for beside names; what stands behind an id stands behind the name."""
    places = {column.name: number for number, column in enumerate(table.columns)}
    if not table.spare or not {"id", "name"} <= places.keys():
        return table
    of_id, of_name = places["id"], places["name"]
    rows = []
    for row in table.rows:
        cells = list(row)
        cells[of_name] = row[of_name].but(sources=sources_of((row[of_id], row[of_name])))
        rows.append((*cells[:of_id], *cells[of_id + 1 :]))
    return table.but(columns=(*table.columns[:of_id], *table.columns[of_id + 1 :]), rows=tuple(rows))


def _told_once(table: Table) -> Table:
    """Return the table without names that another column has word for word: a claim has no name but its statement."""
    texts = [[text(row[number], column) for row in table.rows] for number, column in enumerate(table.columns)]
    for number, column in enumerate(table.columns):
        same = [place for place, words in enumerate(texts) if place != number and words == texts[number]]
        if column.target != table.kind or not same or not table.rows:
            continue
        rows = []
        for row in table.rows:
            cells = list(row)
            cells[same[0]] = row[same[0]].but(sources=sources_of((row[number], row[same[0]])))
            rows.append((*cells[:number], *cells[number + 1 :]))
        return table.but(columns=(*table.columns[:number], *table.columns[number + 1 :]), rows=tuple(rows))
    return table


def in_print(page: Page) -> tuple[tuple[str, ...], list[Table]]:
    """Return the words of a page and its tables, whose captions and labels say what page they come from.

    The words of a comparison, which count its sides, stand below its first table, unless each side is one record.
    """
    tables = [
        table.but(
            caption=table.caption or _captioned(page, table),
            label=table.label or f"{page.id or page.title} {table.title}".lower(),
        )
        for table in page.tables
        if table.rows
    ]
    if not tables or tables[0].kind not in _TABLES_ALONE:
        return (page.title, *without_commands(page.paragraphs)), tables
    said = () if all(column.of for column in tables[0].columns[1:]) else page.paragraphs
    return (), [tables[0].but(notes=(*said, *tables[0].notes)), *tables[1:]]


def without_commands(texts: Sequence[str]) -> tuple[str, ...]:
    """Return texts without the clauses and brackets that name commands or their options, which a paper does not have."""
    clauses = (re.split("; ", _ASIDE.sub("", text)) for text in texts)
    kept = ("; ".join(clause for clause in parts if not re.search(_COMMAND, clause)) for parts in clauses)
    return tuple(filter(None, kept))


def _for_paper(table: Table) -> Table:
    """Return the table without words of the command line: in its notes, its remarks and the paths that are its heads."""
    scored = {column.label.removeprefix(_SCORE) for column in table.columns if column.label.startswith(_SCORE)}
    names = table.called("instruments", scored) if table.called and scored else {}
    columns = tuple(column.but(label=_in_words(column.label, names)) for column in table.columns)
    rows = tuple(
        tuple(
            cell.but(shown="; ".join(without_commands([str(cell.value)])))
            if column.name == _REMARK and cell.value is not None
            else cell
            for cell, column in zip(row, columns, strict=True)
        )
        for row in table.rows
    )
    title = _in_words(table.title, {})
    return _groups_by_value(table.but(title=title, columns=columns, rows=rows, notes=without_commands(table.notes)))


def _groups_by_value(table: Table) -> Table:
    """Return a comparison whose groups are called by the value of their condition, `open`, where these tell them apart."""
    groups = {found[0]: found[1] for column in table.columns for found in _GROUP.finditer(column.label)}
    if table.kind != "compare" or len(set(groups.values())) < len(groups):
        return table

    def short(text: str) -> str:
        return _GROUP.sub(lambda found: groups.get(found[0], found[0]), text)

    columns = tuple(column.but(label=short(column.label)) for column in table.columns)
    return table.but(columns=columns, notes=tuple(map(short, table.notes)))


def _with_names(text: str, names: Mapping[str, str]) -> str:
    """Return text with the names of records in place of their ids."""
    return _ID_IN_TEXT.sub(lambda found: names.get(found[0], found[0]), text)


def _in_words(label: str, instruments: Mapping[str, str]) -> str:
    """Return a head without the dots of a path: the name of the instrument of a score, else the words between them."""
    if label.startswith(_SCORE):
        score = label.removeprefix(_SCORE)
        return instruments.get(score, score)
    return re.sub(r"[._]", " ", label) if _PATH.fullmatch(label) else label


def _captioned(page: Page, table: Table) -> str:
    """Return the title of a page and of its table; of one that is called by its command, its columns say what it shows."""
    title = re.sub(rf"^{_COMMAND}.*?(?=: |$)(?:: )?", "", table.title)
    return f"{page.title}: {title or ', '.join(column.heading for column in table.columns)}"


def sentence(text: str) -> str:
    """Return words with a capital at their start, unless they start with a name or a number."""
    return text[:1].upper() + text[1:] if _WORD.match(text) else text


def remembered(table: Table) -> Callable[[str, Collection[str]], Mapping[str, str]] | None:
    """Return the names of the records in a table, read now, for a table that outlives its index."""
    if table.called is None:
        return None
    ids = _ids(table)
    for column in table.columns:
        if column.of is not None:
            ids.setdefault(column.of, set()).add(column.name)
    known = {kind: table.called(kind, of_kind) for kind, of_kind in ids.items()}
    return lambda kind, ids: {id_: name for id_, name in known.get(kind, {}).items() if id_ in ids}


def _head(column: Column) -> str:
    return "name" if column.label == "id" else column.label


def _ids(table: Table) -> dict[str, set[str]]:
    """Return the ids in a table by the kind of what they name, of kinds whose names people write."""
    found: dict[str, set[str]] = {}
    for row in table.rows:
        for cell, column in zip(row, table.columns, strict=True):
            kind, keys = ids_in(cell, column)
            if kind is not None and kind not in _BY_ID:
                found.setdefault(kind, set()).update(keys)
    return found


def _named(cell: Cell, column: Column, names: Mapping[str, Mapping[str, str]]) -> Cell:
    if column.name in _FIELDS and column.type == "id" and cell.shown is None:
        return cell.but(shown=str(cell.value).replace(".", ": ").replace("_", " "))
    kind, keys = ids_in(cell, column)
    if kind is None or kind not in names or cell.value is None or cell.shown is not None:
        return cell
    if cell.target is not None:
        return cell.but(shown=_ID.sub(lambda found: names[kind].get(found[0], found[0]), text(cell, column)))
    return cell.but(shown=column.joint.join(names[kind].get(key, key) for key in keys))
