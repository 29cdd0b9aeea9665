"""The field catalogue, read off the pydantic classes: the only description of fields there is."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mmkb.schema.base import Reference
from mmkb.schema.benchmark import Benchmark, Results
from mmkb.schema.card import Card
from mmkb.schema.derived import DERIVED
from mmkb.schema.field import Field, short_names
from mmkb.schema.glossary import Term
from mmkb.schema.law import Rule
from mmkb.schema.methods import AttentionMechanism, TuningMethod
from mmkb.schema.model import Model
from mmkb.schema.resources import Dataset, Developer, License, Source, Survey
from mmkb.schema.rows import ClaimRow, DisputeRow, InstrumentRow, ModelRow, ResultRowFlat, StageRow
from mmkb.schema.scalars import Id, Locator, PartialDate, Quantity
from mmkb.schema.statements import Claims, Question, Risk, SavedTable
from mmkb.schema.values import ABSENT
from mmkb.schema.vocabulary import TRAINABILITY_GROUPS, Trainability

if TYPE_CHECKING:
    from mmkb.schema.field import FieldType

RECORDS: dict[str, type[BaseModel]] = {
    "models": Model,
    "attention": AttentionMechanism,
    "tuning": TuningMethod,
    "benchmarks": Benchmark,
    "results": Results,
    "datasets": Dataset,
    "developers": Developer,
    "licenses": License,
    "sources": Source,
    "surveys": Survey,
    "claims": Claims,
    "risks": Risk,
    "rules": Rule,
    "glossary": Term,
    "cards": Card,
    "questions": Question,
    "tables": SavedTable,
}
"""The class of a file, by folder."""

ROWS: dict[str, type[BaseModel]] = {
    **RECORDS,
    "models": ModelRow,
    "stages": StageRow,
    "instruments": InstrumentRow,
    "results": ResultRowFlat,
    "claims": ClaimRow,
    "disputes": DisputeRow,
}
"""The class of a row, by kind."""

_ROWS_OF = {"models:training.stages": "stages"}
"""The lists in a row whose items are rows of a kind that people list."""

_BOOKKEEPING = frozenset({"evidence", "disputes", "waivers", "variants", "instruments", "read", "partial"})
_SCALARS: dict[type, FieldType] = {
    Quantity: "quantity",
    PartialDate: "date",
    Id: "id",
    Locator: "text",
    bool: "bool",
    int: "integer",
    float: "number",
    str: "text",
}


@cache
def catalogue() -> dict[str, tuple[Field, ...]]:
    """Return the fields of every kind, in the order in which the classes declare them, derived ones last.

    The items of a list of objects are rows of a kind of their own (`claims:checks`), which nobody lists.
    """
    return {
        **{kind: tuple(_of_kind(kind, row)) for kind, row in ROWS.items()},
        **{name: tuple(_of_kind(name, item)) for kind, row in ROWS.items() for name, item in _parts(kind, row)},
    }


def _parts(kind: str, row: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the lists of objects in a row: the kind of their items, and its class."""
    for name, info in _ordered(row):
        annotation, listed = _innermost(_with_metadata(info))
        if name in _BOOKKEEPING or not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            continue
        path = f"{prefix}{name}"
        if not listed:
            yield from _parts(kind, annotation, f"{path}.")
        elif f"{kind}:{path}" not in _ROWS_OF:
            yield f"{kind}:{path}", annotation


@cache
def references(folder: str) -> dict[str, str]:
    """Return, for every path of a file's class that names another record, the kind it names (`*`: any)."""
    return {
        path: field.target
        for path, annotation, info, listed, within in _walk(RECORDS[folder], "", bookkeeping=True)
        if (field := _field(folder, path, path, annotation, info, listed=listed, within=within)).target
    }


def class_inside(of: type[BaseModel], name: str) -> type[BaseModel] | None:
    """Return the class of what stands in the field `name`, or of its items; None where that is no mapping."""
    inside, _ = _innermost(of.model_fields[name].annotation)
    return inside if isinstance(inside, type) and issubclass(inside, BaseModel) else None


def is_required(of: type[BaseModel], place: Sequence[str | int]) -> bool:
    """Return whether the key at the end of `place` must be in what holds it; of what no class has, it need not."""
    inside: type[BaseModel] | None = of
    *way, last = place
    for step in way:
        if isinstance(step, str):
            inside = class_inside(inside, step) if inside and step in inside.model_fields else None
    return inside is not None and str(last) in inside.model_fields and inside.model_fields[str(last)].is_required()


def _of_kind(kind: str, row: type[BaseModel]) -> Iterator[Field]:
    found = list(_walk(row, ""))
    paths = [path for path, *_ in found]
    aliases = {path: str(alias) for path, _, info, *_ in found if (alias := _extra(info).get("x-alias"))}
    derived = [field for field in DERIVED if field.kind == kind]
    names = short_names([*paths, *(field.path for field in derived)], aliases)
    for path, annotation, info, listed, within in found:
        yield _field(kind, path, names[path], annotation, info, listed=listed, within=within)
    yield from derived


def _walk(
    row: type[BaseModel], prefix: str, *, within: str = "", bookkeeping: bool = False
) -> Iterator[tuple[str, Any, FieldInfo, bool, str]]:
    """Yield path, innermost annotation, pydantic's field, whether it is a list, and the list of whose items it is a part."""
    for name, info in _ordered(row):
        if name in _BOOKKEEPING and not bookkeeping:
            continue
        path = f"{prefix}{name}"
        annotation, listed = _innermost(_with_metadata(info))
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            inside = within or (path if listed else "")
            yield from _walk(annotation, f"{path}.", within=inside, bookkeeping=bookkeeping)
        else:
            yield path, annotation, info, listed, within


def _ordered(row: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """Return the fields with those that identify a row first: a subclass declares them last."""
    first = ("id", "model", "order", "release", "name", "benchmark")
    fields = row.model_fields
    return [
        (name, fields[name])
        for name in sorted(fields, key=lambda name: first.index(name) if name in first else len(first))
    ]


def _with_metadata(info: FieldInfo) -> Any:  # noqa: ANN401 an annotation can be anything
    reference = next((mark for mark in info.metadata if isinstance(mark, Reference)), None)
    return Annotated[info.annotation, reference] if reference else info.annotation


def _innermost(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401 an annotation can be anything
    """Strip unions with None and the words for absence, and lists; say whether there was a list."""
    origin = get_origin(annotation)
    if origin is list:
        return _innermost(get_args(annotation)[0])[0], True
    if origin in (Union, types.UnionType):
        members = [
            member
            for member in get_args(annotation)
            if member is not type(None) and not (get_origin(member) is Literal and set(get_args(member)) == set(ABSENT))
        ]
        return _innermost(members[0])
    if origin is Annotated and not any(isinstance(mark, Reference) for mark in annotation.__metadata__):
        return _innermost(get_args(annotation)[0])
    return annotation, False


def _field(
    kind: str,
    path: str,
    name: str,
    annotation: Any,  # noqa: ANN401 an annotation can be anything
    info: FieldInfo,
    *,
    listed: bool,
    within: str,
) -> Field:
    extra = _extra(info)
    target = None
    values: tuple[str, ...] = ()
    type_: FieldType
    if get_origin(annotation) is Annotated:
        reference = next(mark for mark in annotation.__metadata__ if isinstance(mark, Reference))
        type_, target = "ref", reference.kind
    elif get_origin(annotation) is Literal:
        type_, values = "enum", get_args(annotation)
    else:
        type_ = _SCALARS[annotation]
    return Field(
        kind=kind,
        path=path,
        name=name,
        type=type_,
        many=listed or bool(within),
        unit=extra.get("x-unit"),
        help=info.description or "",
        example=_example(info),
        target=target,
        values=values,
        groups=TRAINABILITY_GROUPS if values == get_args(Trainability) else None,
        fact=bool(extra.get("x-fact")),
        within=within,
    )


def _extra(info: FieldInfo) -> dict[str, Any]:
    return info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}


def _example(info: FieldInfo) -> str | None:
    if not info.examples:
        return None
    example = info.examples[0]
    return ", ".join(map(str, example)) if isinstance(example, list) else str(example)
