"""Everything about one record: fact by fact with source and place, disputes, variants side by side, who uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from mmkb.index.index import Index
from mmkb.rows.columns import values
from mmkb.rows.evidence import Place
from mmkb.rows.evidence import places as places_behind
from mmkb.rows.facts import Fact, disputed, rivals, statuses
from mmkb.rows.links import referring
from mmkb.rows.records import heading, members, other_names
from mmkb.schema.field import Field
from mmkb.schema.kinds import KINDS
from mmkb.schema.symbols import FORMULAS, legend
from mmkb.schema.values import ABSENT
from mmkb.views.find import find
from mmkb.views.license_chain import license_chain
from mmkb.views.listing import Request, cells, column, listing
from mmkb.views.table import UNKNOWN, Cell, Column, Page, Table, in_state, text

TYPE_CHECKING = False

_MOST = 30
"""Rows of a list that a page shows before it names the command for the rest."""

Row = tuple[int, str]
_HEADING = frozenset(
    {"id", "name", "summary", "aliases", "release", "source", "read", "disputed", "title", "statement", "modality"}
)


def details(index: Index, names: Sequence[str], kind: str | None = None) -> tuple[Page, ...]:
    """Return a page for every name: an id, a variant's id, or an alias, of `kind` or of any kind.

    A release's page has its variants side by side. Raises NotFoundError, with suggestions, for the first unknown name.
    """
    return tuple(page for name in names for page in _pages(index, name, kind))


def _pages(index: Index, name: str, kind: str | None) -> list[Page]:
    return [_page(index, found, record, id_) for found, record, id_ in find(index, name, kind)]


def _page(index: Index, kind: str, record: str, id_: str) -> Page:
    rows = members(index, (kind,), id_)
    name, summary = heading(index, kind, rows[0][0], whole=id_ == record)
    tables = [
        *_facts(index, kind, rows),
        *_disputes(index, rows),
        *_own_lists(index, kind, rows, record, id_),
        *_users(index, rows, record),
    ]
    aliases = other_names(index, rows[0][0])
    paragraphs = [summary] if summary else []
    paragraphs += [f"also called {', '.join(aliases)}"] if aliases else []
    if id_ != record:
        paragraphs.append(f"one of {record}; `mmkb show {record}` has all of it")
    title = f"{id_} · {name} ({KINDS[kind].singular})" if name != id_ else f"{id_} ({KINDS[kind].singular})"
    return Page(title, tuple(paragraphs), tuple(tables), id=id_)


def _facts(index: Index, kind: str, rows: Sequence[Row]) -> list[Table]:
    """Return one line a field with its value and the places it stands at, and the variants side by side where they differ."""
    fields = [field for field in index.fields(kind).all if field.path not in _HEADING]
    rids = [rid for rid, _ in rows]
    by_row = _values(index, kind, rids, fields)
    lines = [(field, [by_row[rid][field.path] for rid in rids]) for field in fields]
    known = [(field, line) for field, line in lines if any(cell.status != "unknown" for cell in line)]
    places: dict[str, list[Place]] = {}
    for path, place in places_behind(index, rids):
        places.setdefault(path, []).append(place)
    numbers = {
        place: number
        for number, place in enumerate(dict.fromkeys(place for all_ in places.values() for place in all_), 1)
    }
    formulas = FORMULAS.get(kind, ())
    told = legend(str(cell.value) for field, line in known if field.path in formulas for cell in line)
    facts = Table(
        title="facts",
        columns=(
            Column("field", "field", "id"),
            Column("value", "value", "text"),
            Column("evidence", "evidence", "integer", many=True),
        ),
        rows=tuple(
            (Cell(field.path), _joined(line, field), _cited(places.get(field.path, ()), numbers))
            for field, line in known
        ),
        total=len(known),
        notes=(told,) if told else (),
    )
    differing = [(field, line) for field, line in known if len({(cell.value, cell.status) for cell in line}) > 1]
    side_by_side = [_side_by_side(rows, differing)] if differing else []
    return [facts, *side_by_side, _evidence(numbers)] if numbers else [facts, *side_by_side]


def _cited(places: Sequence[Place], numbers: Mapping[Place, int]) -> Cell:
    return Cell(tuple(numbers[place] for place in places)) if places else UNKNOWN


def _evidence(numbers: Mapping[Place, int]) -> Table:
    columns = (
        Column("evidence", "evidence", "integer"),
        Column("source", "source", "id"),
        Column("at", "at", "text"),
        Column("state", "state", "enum"),
        Column("on", "on", "date"),
        Column("because", "because", "text"),
        Column("note", "note", "text"),
    )
    rows = tuple(
        (
            Cell(number),
            Cell(source),
            Cell(at) if at else UNKNOWN,
            Cell(state),
            *(Cell(value) if value else UNKNOWN for value in (day, because, note)),
        )
        for (source, at, state, day, because, note), number in numbers.items()
    )
    return Table("evidence", columns, rows, len(rows))


def _side_by_side(rows: Sequence[Row], differing: Sequence[tuple[Field, list[Cell]]]) -> Table:
    columns = (Column("variant", "variant", "id"), *(column(field) for field, _ in differing))
    lines = tuple((Cell(id_), *(line[number] for _, line in differing)) for number, (_, id_) in enumerate(rows))
    return Table("variants", columns, lines, len(lines))


def _joined(line: Sequence[Cell], field: Field) -> Cell:
    """Return the distinct values of all variants as one text with the unit, since the lines of this table differ in type."""
    unit = f" {field.unit}" if field.unit and field.unit != "parameters" else ""
    texts = dict.fromkeys(text(cell, column(field)) + (unit if cell.value is not None else "") for cell in line)
    cited = any(cell.cited for cell in line)
    return Cell(
        " | ".join(filter(None, texts)),
        cited=cited,
        inferred=not cited and any(cell.inferred for cell in line),
        disputed=any(cell.disputed for cell in line),
        partial=any(cell.partial for cell in line),
    )


def _values(index: Index, kind: str, rids: Sequence[int], fields: Sequence[Field]) -> dict[int, dict[str, Cell]]:
    """Return the cell of each field, by row and path."""
    facts, of_rivals = statuses(index, rids), disputed(index, rids)
    found: dict[int, dict[str, Cell]] = {}
    for rid, raw in values(index, kind, rids, [field.path for field in fields]).items():
        found[rid] = {
            field.path: _cell(field, value, facts.get((rid, field.path)), disputed=(rid, field.path) in of_rivals)
            for field, value in zip(fields, raw, strict=True)
        }
    return found


def _cell(field: Field, raw: object, fact: Fact | None, *, disputed: bool) -> Cell:
    known = cells(raw, field)
    status, state, partial = fact or Fact("known", "read", False)
    if known:
        return in_state(Cell(known if field.many else known[0], disputed=disputed, partial=partial), [state])
    return in_state(Cell(None, status), [state]) if status in ABSENT else UNKNOWN


def _disputes(index: Index, rows: Sequence[Row]) -> list[Table]:
    found = rivals(index, [rid for rid, _ in rows])
    if not found:
        return []
    columns = ("field", "of", "rival value", "source", "at", "because", "read")
    return [
        Table(
            title="disputes",
            columns=tuple(Column(name.replace(" ", "_"), name, "text") for name in columns),
            rows=tuple(
                (
                    Cell(field),
                    Cell(of),
                    Cell(_rival(value)),
                    *(Cell(text) if text else UNKNOWN for text in rest),
                )
                for field, of, value, *rest in found
            ),
            total=len(found),
        )
    ]


def _rival(value: str) -> str:
    rival = json.loads(value)
    return ", ".join(map(str, rival)) if isinstance(rival, list) else str(rival)


def _own_lists(index: Index, kind: str, rows: Sequence[Row], record: str, id_: str) -> list[Table]:
    """Return the rows that unfold from the record itself: a benchmark's instruments, a model's stages and results."""
    if kind == "benchmarks":
        return [listing(index, Request("instruments", f'benchmark="{record}"'))]
    if kind == "glossary":
        return [_with_more(table, f"mmkb {command}") for command, table in _answers(index, kind, rows)]
    if kind == "sources":
        lists = [listing(index, Request(name, f'source="{record}"', limit=_MOST)) for name in ("claims", "results")]
        return [_with_more(table, f"mmkb {table.kind} source:{record}") for table in lists if table.rows]
    if kind != "models":
        return []
    names = f'"{record}"' if id_ == record else f'"{id_}"'
    stages = listing(index, Request("stages", f'model:"{record}"'))
    results = listing(index, Request("results", f"model:{names}", limit=_MOST))
    shown = _with_more(results, f"mmkb results model:{id_}")
    return [table for table in (stages, *_chains(index, rows), shown) if table.rows]


def _answers(index: Index, kind: str, rows: Sequence[Row]) -> Iterator[tuple[str, Table]]:
    """Yield the listing that a term names of the records that use it, with its command."""
    for (command,) in values(index, kind, [rid for rid, _ in rows], ["used_by"]).values():
        if command:
            listed, _, query = str(command).partition(" ")
            yield command, listing(index, Request(listed, query, limit=_MOST)).but(title=f"mmkb {command}")


def _with_more(table: Table, command: str) -> Table:
    more = (f"{table.total - _MOST} more: {command}",) if table.total > _MOST else ()
    return table.but(notes=(*table.notes, *more))


def _chains(index: Index, rows: Sequence[Row]) -> list[Table]:
    """Return the licence chain of each variant, once where several have the same licences at every step."""
    different: dict[object, tuple[str, Table]] = {}
    for rid, id_ in rows:
        table = license_chain(index, rid)
        different.setdefault(tuple((row[0], row[2:]) for row in table.rows), (id_, table))
    if len(different) == 1:
        return [table for _, table in different.values()]
    return [table.but(title=f"licence chain of {id_}") for id_, table in different.values()]


def _users(index: Index, rows: Sequence[Row], record: str) -> list[Table]:
    """Return who refers to these rows; evidence is no use, and results and stages of a model are shown as such."""
    groups: dict[tuple[str, str], list[str]] = {}
    for kind, user, path in referring(index, [rid for rid, _ in rows], record):
        field = index.fields(kind).get(path)
        if field is not None and field.derived:
            continue
        groups.setdefault((kind, path), []).append(user)
    if not groups:
        return []
    return [
        Table(
            title="used by",
            columns=(
                Column("kind", "kind", "id"),
                Column("as", "as", "id"),
                Column("records", "records", "id", many=True),
            ),
            rows=tuple((Cell(kind), Cell(field), Cell(tuple(users))) for (kind, field), users in groups.items()),
            total=len(groups),
        )
    ]
