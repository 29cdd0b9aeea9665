"""Everything about one record: fact by fact with source and place, disputes, variants side by side, who uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.rows.columns import values
from mmkb.rows.evidence import Place
from mmkb.rows.evidence import places as places_behind
from mmkb.rows.facts import Fact, disputed, statuses
from mmkb.rows.links import referring
from mmkb.rows.records import heading, members, other_names
from mmkb.schema.field import LAYER, Field
from mmkb.schema.kinds import KINDS
from mmkb.schema.symbols import FORMULAS, legend
from mmkb.schema.values import ABSENT
from mmkb.views.field_cells import cells, column
from mmkb.views.find import find
from mmkb.views.introduced import page_for_paper
from mmkb.views.license_chain import license_chain
from mmkb.views.own_lists import answers, built_from, own_lists
from mmkb.views.places import cited, disputes, evidence
from mmkb.views.sections import SECTIONS
from mmkb.views.summary import BETWEEN, Line, Row, first_screen, joined, summary
from mmkb.views.table import UNKNOWN, Cell, Column, Page, Table, in_state
from mmkb.views.written import layers_of, with_layers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.views.reference import Cite

_STAGES = "training.stages"
_HEADING = frozenset(
    {
        "id",
        "name",
        "summary",
        "aliases",
        "release",
        "source",
        "read",
        "disputed",
        "title",
        "statement",
        "modality",
        LAYER,
    }
)


def details(
    index: Index,
    names: Sequence[str],
    kind: str | None = None,
    *,
    only: Sequence[str] = (),
    full: bool = False,
    cite: Cite = "none",
) -> tuple[Page, ...]:
    """Return a page for every name: an id, a variant's id, or an alias, of `kind` or of any kind.

    A release's page has its variants side by side. `only` chooses sections, `full` shows all of them on a terminal, too. With
    `cite` ids bring the papers that introduced what they name, with `rows` each fact its sources instead of their numbers.
    Raises NotFoundError, with suggestions, for the first unknown name; UsageError where a record has none of the sections.
    """
    return tuple(
        page_for_paper(index, _page(index, found, record, id_, only, full=full, cite=cite), cite)
        for name in names
        for found, record, id_ in find(index, name, kind)
    )


def _page(index: Index, kind: str, record: str, id_: str, only: Sequence[str], *, full: bool, cite: Cite) -> Page:
    rows = members(index, (kind,), id_)
    name, about = heading(index, kind, rows[0][0], whole=id_ == record)
    sections = {
        section: tables for section, tables in _sections(index, kind, rows, record, id_, cite).items() if tables
    }
    aliases = other_names(index, rows[0][0])
    paragraphs = [about] if about else []
    paragraphs += [f"also called {', '.join(aliases)}"] if aliases else []
    if id_ != record:
        paragraphs.append(f"one of {record}; `mmkb show {record}` has all of it")
    written_by = layers_of(index, rows[0][0])
    paragraphs += [written_by] if written_by else []
    title = f"{id_} · {name} ({KINDS[kind].singular})" if name != id_ else f"{id_} ({KINDS[kind].singular})"
    page = Page(title, tuple(paragraphs), tuple(table for tables in sections.values() for table in tables), id=id_)
    if only:
        return page.but(tables=_chosen(id_, sections, only))
    return page if full else page.on_screen(lambda: first_screen(index, page, kind, rows, sections))


def _chosen(id_: str, sections: Mapping[str, Sequence[Table]], only: Sequence[str]) -> tuple[Table, ...]:
    found = tuple(table for section, tables in sections.items() if section in only for table in tables)
    if not found:
        raise UsageError(f"{id_} has no section {' or '.join(only)}", f"it has: {', '.join(sections)}")
    return found


def _sections(
    index: Index, kind: str, rows: Sequence[Row], record: str, id_: str, cite: Cite
) -> dict[str, list[Table]]:
    """Return the tables of each section that a record can have, in the order of the page."""
    stated = statuses(index, [rid for rid, _ in rows])
    lines = _lines(index, kind, rows, stated)
    known = [(field, line) for field, line in lines if field.path not in _HEADING]
    places: dict[str, list[Place]] = {}
    for path, place in places_behind(index, [rid for rid, _ in rows]):
        places.setdefault(path, []).append(place)
    numbers = {
        place: number
        for number, place in enumerate(dict.fromkeys(place for all_ in places.values() for place in all_), 1)
    }
    differing = [(field, line) for field, line in known if len({(cell.value, cell.status) for cell in line}) > 1]
    models = kind == "models"
    lists = _items(index, kind, rows, record, id_, known)
    found = {
        "summary": [summary(index, kind, rows, lines, stated)],
        "licence": _chains(index, rows) if models else [],
        "facts": [
            _facts(kind, known, places, {} if cite == "rows" else numbers),
            *(one for one in lists if one.title != _STAGES),
        ],
        "variants": [_side_by_side(rows, differing)] if differing else [],
        "sources": [evidence(numbers)] if numbers else [],
        "disputes": disputes(index, rows),
        "lineage": built_from(index, id_) if models else [],
        "stages": [one.but(title="stages") for one in lists if one.title == _STAGES],
        **own_lists(index, kind, record, id_),
        "uses": [*(answers(index, rows) if kind == "glossary" else []), *_users(index, rows, record)],
    }
    assert set(found) <= set(SECTIONS)
    found = with_layers(index, [rid for rid, _ in rows], found)
    return {section: found[section] for section in SECTIONS if section in found}


def _lines(index: Index, kind: str, rows: Sequence[Row], stated: Mapping[tuple[int, str], Fact]) -> list[Line]:
    """Return every field of which something is known, with its cell for each variant."""
    fields = index.fields(kind).all
    by_row = _values(index, kind, [rid for rid, _ in rows], fields, stated)
    lines = [(field, [by_row[rid][field.path] for rid, _ in rows]) for field in fields]
    return [(field, line) for field, line in lines if any(cell.status != "unknown" for cell in line)]


def _facts(
    kind: str, known: Sequence[Line], places: Mapping[str, Sequence[Place]], numbers: Mapping[Place, int]
) -> Table:
    """Return one line a field with its value and the numbers of the places it stands at; one for all parts of a list.

    Where the places have no numbers, the lines have the sources themselves.
    """
    rows = tuple(
        (Cell(field.path), joined(line, field), cited(places.get(field.path, ()), numbers))
        for field, line in known
        if not field.within
    )
    for within in dict.fromkeys(field.within for field, _ in known if field.within):
        behind = [place for field, _ in known if field.within == within for place in places.get(field.path, ())]
        where = "an item a row: section stages" if within == _STAGES else "an item a row, below"
        rows = (*rows, (Cell(within), Cell(where), cited(behind, numbers)))
    notes = ["sources [n]: the numbers in the table of sources"] if numbers else []
    notes += (
        [f"a{BETWEEN}b: the values of different variants"] if any(BETWEEN in str(row[1].value) for row in rows) else []
    )
    formulas = FORMULAS.get(kind, ())
    told = legend(str(cell.value) for field, line in known if field.path in formulas for cell in line)
    notes += [told] if told else []
    return Table(
        title="facts",
        columns=(
            Column("field", "field", "id"),
            Column("value", "value", "text"),
            Column("evidence", "sources [n]", "integer", many=True)
            if numbers
            else Column("sources", "sources", "ref", many=True, target="sources"),
        ),
        rows=rows,
        total=len(rows),
        notes=tuple(notes),
    )


def _items(index: Index, kind: str, rows: Sequence[Row], record: str, id_: str, known: Sequence[Line]) -> list[Table]:
    """Return the lists whose items have several parts, each a table of its own, so that what is a pair stays one."""
    fields = [field for field, _ in known if field.within]
    if not fields:
        return []
    from mmkb.views.side_items import items
    from mmkb.views.sides import Side

    side = Side(id_, kind, {record: [rid for rid, _ in rows]})
    return list(map(_by_variant, items(index, kind, [side], fields, differing=False)))


def _by_variant(table: Table) -> Table:
    """Return the items of one record with the variants that they are of, where these differ."""
    if len({row[0].value for row in table.rows}) > 1:
        return table.but(columns=(Column("variants", "variants", "id"), *table.columns[1:]))
    return table.but(
        columns=table.columns[1:], rows=tuple(row[1:] for row in table.rows), spare=max(0, table.spare - 1)
    )


def _side_by_side(rows: Sequence[Row], differing: Sequence[tuple[Field, list[Cell]]]) -> Table:
    columns = (Column("variant", "variant", "id"), *(column(field) for field, _ in differing))
    lines = tuple((Cell(id_), *(line[number] for _, line in differing)) for number, (_, id_) in enumerate(rows))
    return Table("variants", columns, lines, len(lines))


def _values(
    index: Index, kind: str, rids: Sequence[int], fields: Sequence[Field], facts: Mapping[tuple[int, str], Fact]
) -> dict[int, dict[str, Cell]]:
    """Return the cell of each field, by row and path."""
    of_rivals = disputed(index, rids)
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


def _chains(index: Index, rows: Sequence[Row]) -> list[Table]:
    """Return the licence chain of each variant, once where several have the same licences at every step."""
    different: dict[object, tuple[Table, list[str]]] = {}
    for rid, id_ in rows:
        table = license_chain(index, rid)
        different.setdefault(tuple((row[0], row[2:]) for row in table.rows), (table, []))[1].append(id_)
    if len(rows) == 1:
        return [table for table, _ in different.values()]
    return [
        table.but(title=f"licence chain of {first}" + (f", alike for {', '.join(alike)}" if alike else ""))
        for table, (first, *alike) in different.values()
    ]


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
