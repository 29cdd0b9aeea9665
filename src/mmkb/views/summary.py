"""The first screen of a record: what it is in a few lines, its variants and key numbers beside each other, what leads on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from mmkb.index.index import Index
from mmkb.rows.facts import Fact
from mmkb.rows.results import Result, most_reported, of_models
from mmkb.schema.field import Field
from mmkb.schema.kinds import KINDS
from mmkb.schema.values import as_read
from mmkb.views.cell_text import text
from mmkb.views.field_cells import column
from mmkb.views.license_chain import verdict
from mmkb.views.marks import ARROW
from mmkb.views.scores import others, primary
from mmkb.views.table import UNKNOWN, Cell, Column, Page, Table, in_state
from mmkb.views.transposed import transposed

Row = tuple[int, str]
Line = tuple[Field, list[Cell]]
"""A field with its cell for each row of the record."""

_MODEL = (
    *("type", "developer", "released", "params", "active_params", "input", "output", "context", "license", "access"),
    *("base", "backbone", "vision.encoder", "connector", "attention.mechanism", "training.tokens"),
)
BETWEEN = " | "
"""What stands between the values of variants."""
_LINES = 20
"""Lines of a first screen for summary, variants and key results together, as far as these allow."""
_MOST_FACTS, _LEAST_RESULTS, _MOST_RESULTS = 5, 3, 6
_BOTH = {"params", "released", "access", "license"}
"""Facts of a summary that are said in it even when they stand by variant below."""
_NOT_SAID = ("id", "name", "statement", "title")


def summary(
    index: Index, kind: str, rows: Sequence[Row], lines: Sequence[Line], facts: Mapping[tuple[int, str], Fact]
) -> Table:
    """Return what a reader wants to know first, a fact a row: the values of all variants, each once."""
    found = {field.path: (field, cells) for field, cells in lines}
    names = [field.path for name in _first(kind) if (field := index.fields(kind).get(name))]
    said = [(field.label, _several(cells, field)) for field, cells in (found[name] for name in names if name in found)]
    if kind == "models":
        said = _in_one(said)
        at = [label for label, _ in said].index("access") + 1
        said.insert(at, ("commercial use", Cell(verdict(index, [rid for rid, _ in rows]))))
    if facts:
        said.append(("evidence", Cell(_evidence([*facts.values()], [cell for _, cells in lines for cell in cells]))))
    columns = (Column("fact", "summary", "text"), Column("value", "", "text"))
    return Table("summary", columns, tuple((Cell(label), cell) for label, cell in said), len(said))


def joined(cells: Sequence[Cell], field: Field) -> Cell:
    """Return the distinct values of all variants as one text with the unit, since the lines of this table differ in type."""
    unit = f" {field.unit}" if field.unit and field.unit != "parameters" else ""
    head = column(field)
    texts = dict.fromkeys(text(cell, head) + (unit if cell.value is not None else "") for cell in cells)
    cited = any(cell.cited for cell in cells)
    return Cell(
        BETWEEN.join(filter(None, texts)),
        cited=cited,
        inferred=not cited and any(cell.inferred for cell in cells),
        disputed=any(cell.disputed for cell in cells),
        partial=any(cell.partial for cell in cells),
    )


def _several(cells: Sequence[Cell], field: Field) -> Cell:
    """Return the cell of a summary: single values of variants are read as a list."""
    cell = joined(cells, field)
    return cell if field.many else cell.but(value=str(cell.value).replace(BETWEEN, ", "))


def first_screen(
    index: Index, page: Page, kind: str, rows: Sequence[Row], sections: Mapping[str, Sequence[Table]]
) -> Page:
    """Return the page that a terminal shows: the summary, variants and key numbers; the rest is named with its command."""
    across = [_across(table, page.id, _first(kind)) for table in sections.get("variants", ())]
    beside = {row[0].value for table in across for row in table.rows} - _BOTH
    tables = [_without(table, beside) for table in sections["summary"]] + across
    lines = sum(len(table.rows) for table in tables)
    if sections.get("results") and kind == "models":
        tables += _key_results(index, rows, page.id, max(_LEAST_RESULTS, min(_MOST_RESULTS, _LINES - lines)))
    tables += [] if kind == "models" else sections.get("instruments", ())
    rest = ", ".join(_counted(name, found) for name, found in sections.items() if name != "summary" and found)
    some = next((name for name in ("facts", *sections) if name in sections), "")
    leads = (f"more: {rest}; `mmkb show {page.id} --only {some}` shows some of it, `--full` all",)
    tables[-1] = tables[-1].but(notes=(*tables[-1].notes, *leads))
    said = {row[1].value for table in sections["summary"] for row in table.rows}
    return Page(page.title, tuple(words for words in page.paragraphs if words not in said), tuple(tables), page.id)


def _without(table: Table, labels: Collection[object]) -> Table:
    return table.but(rows=tuple(row for row in table.rows if row[0].value not in labels))


def short(id_: str, record: str) -> str:
    """Return what a variant's id adds to the record's, where it starts with that."""
    return id_.removeprefix(f"{record}-") or id_


def _first(kind: str) -> tuple[str, ...]:
    return _MODEL if kind == "models" else tuple(name for name in KINDS[kind].columns if name not in _NOT_SAID)


def _in_one(said: Sequence[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
    """Return the lines with what goes in and what comes out in one."""
    found = dict(said)
    takes, makes = found.get("input", UNKNOWN), found.pop("output", UNKNOWN)
    if takes.value is None or makes.value is None:
        return list(said)
    both = in_state(Cell(f"{takes.value} {ARROW} {makes.value}"), ["cited"] if takes.cited or makes.cited else [])
    return [(f"input {ARROW} output", both) if label == "input" else (label, cell) for label, cell in found.items()]


def _evidence(facts: Sequence[Fact], cells: Sequence[Cell]) -> str:
    states = Counter(fact.state for fact in facts)
    words = {"read": "read", "inferred": "inferred", "cited": "only cited"}
    counted = ", ".join(f"{states[state]} {said}" for state, said in words.items() if states[state])  # type: ignore[index]
    disputed = sum(cell.disputed for cell in cells)
    return f"{len(facts)} {'fact' if len(facts) == 1 else 'facts'}: {counted}{f'; {disputed} disputed' if disputed else ''}"


def _across(variants: Table, record: str, first: Sequence[str]) -> Table:
    """Return the variants across and what they differ in down: of many facts the first."""
    order = sorted(range(1, len(variants.columns)), key=lambda number: variants.columns[number].name not in first)
    kept = sorted(order[:_MOST_FACTS])
    heads = tuple((Cell(short(str(row[0].value), record)), *(row[number] for number in kept)) for row in variants.rows)
    head = Column("variant", variants.title, "id")
    some = variants.but(columns=(head, *(variants.columns[number] for number in kept)), rows=heads)
    return transposed(some)


def _key_results(index: Index, rows: Sequence[Row], record: str, most: int) -> list[Table]:
    """Return the scores on the instruments that most is reported on, variants across."""
    found: dict[str, dict[str, list[Result]]] = defaultdict(lambda: defaultdict(list))
    for result in of_models(index, [rid for rid, _ in rows]):
        found[result.instrument][result.model].append(result)
    names = most_reported(index, found, most)
    ids = [
        id_ for id_ in dict.fromkeys([record, *(id_ for _, id_ in rows)]) if any(id_ in found[name] for name in names)
    ]
    columns = (Column("instrument", "key results", "id"), *(Column(id_, short(id_, record), "text") for id_ in ids))
    lines = tuple((Cell(name), *(_score(found[name][id_]) for id_ in ids)) for name in names)
    notes = ("one value each; protocols differ: --only results",)
    return [Table("key results", columns, lines, len(lines), notes=notes)] if lines else []


def _score(results: Sequence[Result]) -> Cell:
    if not results:
        return UNKNOWN
    best = primary(results)
    disputed = bool(others(best, results))
    return Cell(best.printed, cited=not best.read, disputed=disputed, shown=as_read(best.printed))


def _counted(name: str, tables: Sequence[Table]) -> str:
    count = len(tables[0].columns) - 1 if name == "variants" else sum(table.total for table in tables)
    return f"{name} ({count}{' facts' * (name == 'variants')})"
