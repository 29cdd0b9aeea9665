"""What every record shares: strictness, evidence, disputes, and how a class declares a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mmkb.schema.scalars import Id, Locator, PartialDate
from mmkb.schema.values import ABSENT


class Part(BaseModel):
    """A mapping inside a record. Unknown keys are errors, and nothing is converted silently."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class _OrAbsent:
    """Let a field also say `undisclosed`, `not-stated` or `not-applicable`, with one error instead of one per union member."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        known = handler.generate_schema(get_args(source)[0])
        words = core_schema.literal_schema([*ABSENT])

        def validate(value: object, validate_known: core_schema.ValidatorFunctionWrapHandler) -> object:
            return value if value in ABSENT or value is None else validate_known(value)

        return core_schema.json_or_python_schema(
            json_schema=core_schema.union_schema([known, words]),
            python_schema=core_schema.no_info_wrap_validator_function(validate, known),
        )


T = TypeVar("T")
Maybe = Annotated[T | Literal["undisclosed", "not-stated", "not-applicable"] | None, _OrAbsent()]
"""A value, a word that says why there is none, or nothing (unknown)."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks an id as naming a record of `kind` (`*`: of any kind)."""

    kind: str


ModelRef = Annotated[Id, Reference("models")]
AttentionRef = Annotated[Id, Reference("attention")]
TuningRef = Annotated[Id, Reference("tuning")]
BenchmarkRef = Annotated[Id, Reference("benchmarks")]
InstrumentRef = Annotated[Id, Reference("instruments")]
DatasetRef = Annotated[Id, Reference("datasets")]
LicenseRef = Annotated[Id, Reference("licenses")]
SourceRef = Annotated[Id, Reference("sources")]
ClaimRef = Annotated[Id, Reference("claims")]
RiskRef = Annotated[Id, Reference("risks")]
TermRef = Annotated[Id, Reference("glossary")]
TableRef = Annotated[Id, Reference("tables")]
AnyRef = Annotated[Id, Reference("*")]


def fact(help: str, *, example: object = None, unit: str | None = None, alias: str | None = None) -> Any:  # noqa: A002, ANN401
    """Declare an optional field whose value needs evidence.

    `unit` names what a number counts; `alias` is a short name for queries and columns.
    """
    return Field(
        default=None,
        description=help,
        examples=_examples(example),
        json_schema_extra=_extra(unit, alias, fact=True),
    )


def note(help: str, *, example: object = None, alias: str | None = None, default: Any = None) -> Any:  # noqa: A002, ANN401
    """Declare an optional field that identifies or explains and needs no evidence."""
    return Field(
        default=default,
        description=help,
        examples=_examples(example),
        json_schema_extra=_extra(None, alias, fact=False),
    )


def required(
    help: str,  # noqa: A002
    *,
    example: object = None,
    unit: str | None = None,
    alias: str | None = None,
    fact: bool = False,
) -> Any:  # noqa: ANN401
    """Declare a field that every record of the class must have; with `fact` its value needs evidence."""
    return Field(description=help, examples=_examples(example), json_schema_extra=_extra(unit, alias, fact=fact))


def _examples(example: object) -> list[Any] | None:
    return None if example is None else [example]


def _extra(unit: str | None, alias: str | None, *, fact: bool) -> dict[str, Any]:
    marks = {"x-unit": unit, "x-alias": alias, "x-fact": fact}
    return {key: value for key, value in marks.items() if value}


PARTIAL = "The lists that are known not to be whole, by field."


class Evidence(Part):
    """One place in one source and the fields whose values stand there, or follow from what stands there.

    It is in one of three states: read, inferred, or neither, which is cited.
    """

    source: SourceRef = required("The source.", example="touvron-2023-llama-2")
    at: Locator | None = note("The place in the source; without it the place is not known.", example="Table 1")
    supports: Annotated[list[str], Field(min_length=1)] = required(
        "The fields whose values stand at this place; a group such as `attention` covers all below it.",
        example=["params", "attention.heads"],
    )
    variants: list[Id] | None = note("The variants it holds for; without it, the record and all its variants.")
    stages: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1)] | None = note(
        "The numbers of the training stages that the place speaks of; without it, every stage.", example=[1, 3]
    )
    read: PartialDate | None = note(
        "The day on which someone opened the source there and saw the value, for these variants.", example="2026-11-22"
    )
    inferred: PartialDate | None = note(
        "The day on which someone concluded the value from what stands there; `because` says how.", example="2026-11-22"
    )
    because: str | None = note(
        "Why the value follows from the place, in a few words; only with `inferred`.", example="hidden size / heads"
    )
    note: str | None = Field(default=None, description="What a reader should know about the place.")


class Dispute(Part):
    """A rival value: who says it, where, and why it differs from the value of the record."""

    field: str = required("The disputed field.", example="attention.mechanism")
    value: str | int | float | bool | list[str] = required("What the other source says.", example="gqa")
    source: SourceRef = required("The source that says so.", example="carolan-2024-review")
    at: Locator | None = note("The place in that source.", example="§4.5")
    because: str = required(
        "Why they differ: instrument, protocol, measurer, version, transcription, or a sentence.",
        example="credits GQA to every size; the primary paper gives it to 34B and 70B only",
    )
    variants: list[Id] | None = note("The variants it holds for; without it, the record and all its variants.")
    stage: Annotated[int, Field(ge=1)] | None = note(
        "The number of the training stage it is about; without it, every stage.", example=2
    )
    read: PartialDate | None = note("The day on which someone opened that source there.")


class Waiver(Part):
    """A check that does not apply to this record, with the reason."""

    rule: Annotated[str, Field(pattern=r"^MM\d{3}$")] = required("The rule's code.", example="MM402")
    because: str = required("Why the rule does not apply here.")


class Record(Part):
    """One YAML file."""

    id: Id = required("The record's id, which is also its file's name.", example="llama-2")


class Described(Record):
    """A record with a name, a summary and evidence for its facts."""

    name: str = required("The usual name.", example="Llama 2")
    aliases: list[str] = note("Other names, in any language.", example=["LLaMA-2", "ラマ2"], default=[])
    summary: str | None = note("One to three sentences in our own words.")
    partial: list[str] = note(PARTIAL, example=["training.stages.data"], default=[])
    evidence: list[Evidence] = Field(default=[], description="Where the facts stand, grouped by place.")
    disputes: list[Dispute] = Field(default=[], description="Rival values, kept and explained.")
    waivers: list[Waiver] = Field(default=[], description="Checks that do not apply, with the reason.")
