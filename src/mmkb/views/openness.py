"""Openness: the graded components of models, and what published frameworks make of them. Unknown stays unknown.

Model Openness Framework: White et al. 2024, arXiv:2403.13784 (classes III, II, I, each with what it requires). OSAID: the
Open Source Initiative's Open Source AI Definition 1.0. The profile of 14 dimensions: Liesenfeld, Lopez and Dingemanse
2023, arXiv:2307.05532; that of 12: the European Open Source AI Index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mmkb.index.index import Index
from mmkb.rows.columns import matching, values
from mmkb.rows.licences import terms
from mmkb.rows.records import members
from mmkb.schema.symbols import GRADES, words
from mmkb.views.bibliography import about
from mmkb.views.drawing import Drawing
from mmkb.views.find import find
from mmkb.views.listing import Request as ListingRequest
from mmkb.views.listing import listing
from mmkb.views.table import UNKNOWN, Cell, Column, Page, Table
from mmkb.views.trace import sources_of

Grades = Mapping[str, str | None]

MOF: dict[str, tuple[str, ...]] = {
    "III": (
        "documents.architecture",
        "weights.tuned",
        "documents.evaluation",
        "documents.model_card",
        "documents.data_card",
        "documents.preprint",
    ),
    "II": ("code.training", "code.inference", "code.evaluation", "data.evaluation"),
    "I": ("data.base", "code.preprocessing", "weights.checkpoints"),
}
"""What each class adds to the one before it."""

OSAID = ("weights.tuned", "access.license", "code.training", "code.inference", "documents.data_card")

OUC14 = (
    "code.training",
    "data.base",
    "weights.base",
    "data.tuned",
    "weights.tuned",
    "access.license",
    "documents.code",
    "documents.architecture",
    "documents.preprint",
    "documents.paper",
    "documents.model_card",
    "documents.data_card",
    "access.package",
    "access.api",
)
OSAI12 = (
    *(name for name in OUC14 if name not in ("documents.architecture", "access.package", "access.api")),
    "documents.hardware",
)
_WORTH = {"open": 1.0, "partial": 0.5, "closed": 0.0}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a framework makes of a model: the verdict, and the components it rests on."""

    verdict: str
    reason: str


def mof(grades: Grades) -> Verdict:
    """Return the Model Openness Framework class: the highest whose components and those below are all open.

    A class that fails only for want of knowledge is `undetermined`, not refused.
    """
    reached = "none"
    for name, required in MOF.items():
        lacking = [component for component in required if grades.get(component) not in ("open", None)]
        unknown = [component for component in required if grades.get(component) is None]
        if lacking:
            return Verdict(reached, f"class {name} lacks {', '.join(lacking)}")
        if unknown:
            verdict = "undetermined" if reached == "none" else f"at least {reached}"
            return Verdict(verdict, f"for class {name} unknown: {', '.join(unknown)}")
        reached = name
    return Verdict(reached, "every required component is open")


def osaid(grades: Grades) -> Verdict:
    """Return whether the Open Source AI Definition is met: yes, no or undetermined."""
    lacking = [component for component in OSAID if grades.get(component) not in ("open", None)]
    unknown = [component for component in OSAID if grades.get(component) is None]
    if lacking:
        return Verdict("no", f"lacks {', '.join(lacking)}")
    return (
        Verdict("undetermined", f"unknown: {', '.join(unknown)}") if unknown else Verdict("yes", "every part is open")
    )


def under_licence(grades: Grades, *, osi: bool | None) -> dict[str, str | None]:
    """Return the grades as frameworks count them that ask for open licences.

    Weights under a licence that is not OSI-approved count as partial, and the licences together as closed.
    """
    if osi is not False:
        return dict(grades)
    weights = {name: "partial" for name, grade in grades.items() if name.startswith("weights.") and grade == "open"}
    return {**grades, **weights, "access.license": grades.get("access.license") or "closed"}


def profile(grades: Grades, dimensions: Sequence[str]) -> Verdict:
    """Return the share that is open (partial counts half) of the dimensions known, and how many are."""
    known = [grade for name in dimensions if (grade := grades.get(name)) in _WORTH]
    if not known:
        return Verdict("unknown", f"0 of the {len(dimensions)} are known")
    worth = sum(_WORTH[grade] for grade in known if grade)
    return Verdict(
        f"{worth:g} of {len(known)} open",
        f"{len(known)} of the {len(dimensions)} are known; what is partial counts half",
    )


def openness(index: Index, names: Sequence[str]) -> Page:
    """Return the grid of components, one column a model, and the verdicts of the frameworks with their reasons."""
    ids = list(dict.fromkeys(row for name in names for row in _rows(index, name)))
    paths = [field.path for field in index.fields("models").below("openness")]
    grid = listing(
        index, ListingRequest("models", " or ".join(f'id="{id_}"' for id_ in ids), ["id", *paths], variants=True)
    )
    cells = {str(row[0].value): dict(zip(paths, row[1:], strict=True)) for row in grid.rows}
    columns = (Column("component", "component", "id"), *(Column(id_, id_, "enum", of="models") for id_ in ids))
    lines = tuple(
        (Cell(path.removeprefix("openness.")), *(cells[id_][path] for id_ in ids))
        for path in paths
        if any(cells[id_][path].status != "unknown" for id_ in ids)
    )
    verdicts = [_verdicts(index, id_, cells[id_]) for id_ in ids]
    heads = (
        Column("model", "model", "id", target="models"),
        *(Column(name, name, "text") for name in ("framework", "verdict", "because")),
    )
    rows = tuple(row for table in verdicts for row in table)
    notes = ("an empty cell is unknown, not closed", *words(GRADES, ["partial"]))
    grid_table = Table("components", columns, lines, len(lines), kind="openness", notes=notes)
    return Page(
        "openness", (), (grid_table, Table("frameworks", heads, rows, len(rows), kind="openness")), id=",".join(ids)
    )


def with_sources(index: Index, page: Page) -> Page:
    """Return the page with the places where its grades stand."""
    ids = [column.name for column in page.tables[0].columns[1:]]
    paths = [f"openness.{row[0].value}" for row in page.tables[0].rows]
    return page.but(tables=(*page.tables, sources_of(index, ids, [*paths, "license"])))


def ranking(index: Index, query: str, least: int = 6) -> Table:
    """Return models by openness over twelve dimensions; those with fewer than `least` known are left out, and counted."""
    found = matching(index, "models", query, ["access", *(f"openness.{name}" for name in OSAI12)])
    best: dict[str, tuple[float, int, str, str | None]] = {}
    for _, record, id_, (access, *grades) in found:
        known = [_WORTH[grade] for grade in grades if grade in _WORTH]
        if known and (record not in best or len(known) > best[record][1]):
            best[record] = (sum(known) / len(known), len(known), id_, access)
    enough = sorted(
        (entry for entry in best.values() if entry[1] >= least), key=lambda entry: (-entry[0], -entry[1], entry[2])
    )
    rows = tuple(
        (
            Cell(1 + sum(other[0] > share for other in enough)),
            Cell(id_),
            Cell(share, shown=f"{share:.0%}"),
            Cell(known),
            Cell(access) if access else UNKNOWN,
        )
        for share, known, id_, access in enough
    )
    columns = (
        Column("rank", "rank", "integer"),
        Column("model", "model", "id", target="models"),
        Column("open", "open", "number"),
        Column("known", "known of 12", "integer"),
        Column("access", "access", "enum"),
    )
    notes = (
        "share that is open of the European Open Source AI Index's twelve dimensions, among those known; partial counts half",
        f"{len(best) - len(enough)} with fewer than {least} known dimensions are left out; one variant a release, the best known",
    )
    drawing = Drawing("bars", "model", ("open",))
    title = f"{len(rows)} models"
    return Table(
        title, columns, rows, len(rows), notes=notes, kind="openness", query=query, about=about(index), drawing=drawing
    )


def _rows(index: Index, name: str) -> list[str]:
    """Return the model called `name`: a variant, or of a release one variant for each way in which they differ in openness."""
    *_, id_ = find(index, name, "models")[0]
    variants = members(index, ("models",), id_)
    grades = values(
        index,
        "models",
        [rid for rid, _ in variants],
        [field.path for field in index.fields("models").below("openness")],
    )
    first: dict[tuple[object, ...], str] = {}
    for rid, variant in variants:
        first.setdefault(grades[rid], variant)
    return list(first.values())


def _verdicts(index: Index, id_: str, cells: Mapping[str, Cell]) -> list[tuple[Cell, ...]]:
    grades = {
        path.removeprefix("openness."): None if cell.value is None else str(cell.value) for path, cell in cells.items()
    }
    grades["weights.tuned"] = grades.get("weights.tuned") or grades.get("weights.base")
    access, licence, osi = terms(index, id_)
    weights, api = grades["weights.tuned"] or "unknown", grades.get("access.api") or "unknown"
    reason = f"weights {weights}, licence {licence or 'unknown'}, interface {api}"
    licensed = under_licence(grades, osi=osi)
    found = {
        "access class": Verdict(access or "unknown", reason),
        "Model Openness Framework": mof(licensed),
        "Open Source AI Definition": osaid(licensed),
        "14 dimensions": profile(grades, OUC14),
        "12 dimensions": profile(grades, OSAI12),
    }
    return [(Cell(id_), Cell(name), Cell(entry.verdict), Cell(entry.reason)) for name, entry in found.items()]
