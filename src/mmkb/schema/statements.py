"""Claims, risks, research questions and saved tables."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from mmkb.schema.base import (
    AnyRef,
    ClaimRef,
    Described,
    Part,
    Record,
    SourceRef,
    TableRef,
    fact,
    note,
    required,
)
from mmkb.schema.scalars import Id, Locator, PartialDate
from mmkb.schema.sentence import checked

Sentence = Annotated[str, AfterValidator(checked)]
Verdict = Literal["holds", "imprecise", "over-general", "misleading", "outdated", "wrong", "unchecked"]


class Check(Part):
    """A place that bears on a claim."""

    source: SourceRef = required("The source.", example="touvron-2023-llama-2")
    at: Locator = required("The place in it.", example="Table 1")
    says: str = required("What stands there, in our own words.")
    read: PartialDate | None = note("The day on which someone opened it there.")


class Claim(Part):
    """One statement of a source, with our check of it."""

    id: Id = required("The claim's id.", example="carolan-2024-e3")
    statement: str = required("The statement in our own words.")
    at: Locator = required("Where the source makes it.", example="§4.5")
    read: PartialDate | None = note("The day on which someone saw it there.")
    about: list[AnyRef] = note("The records it is about.", example=["llama-2", "gqa"], default=[])
    topic: str | None = note("The topic.", example="attention")
    verdict: Verdict = required("What the check found.", example="over-general")
    finding: str | None = note("Why, in our own words.")
    checked: PartialDate | None = note("The day of the check.", example="2026-11-22")
    checks: list[Check] = note("The places that decide it.", default=[])


class Claims(Record):
    """All claims of one source."""

    source: SourceRef = required("The source that makes them.", example="carolan-2024-review")
    claims: Annotated[list[Claim], Field(min_length=1)] = required("The claims.")


class Risk(Described):
    """One ethical or safety issue."""

    area: (
        Literal[
            "bias",
            "misuse",
            "privacy",
            "copyright",
            "hallucination",
            "environment",
            "concentration",
            "safety",
            "transparency",
        ]
        | None
    ) = note("The area.", example="bias")
    affects: list[str] | None = fact("Whom it hits.", example=["people described by stereotypes"])
    mitigations: list[str] | None = fact("What is done about it.", example=["filtering", "RLHF"])
    about: list[AnyRef] = note("Records it concerns.", example=["crows-pairs"], default=[])


class Question(Record):
    """One research question of the survey."""

    name: str = required("The question in short.", example="Open or proprietary")
    question: str = required("The question in full, in our own words.")
    summary: str | None = note("What the knowledge base answers, in our own words.")
    answer: list[Sentence] = note(
        "The answer in 5 to 8 sentences; numbers in braces are computed when it is read.",
        example=["{count models access:open} models can be had."],
        default=[],
    )
    decisive: Annotated[list[ClaimRef], Field(max_length=5)] = note(
        "At most five claims that decide it, shown with the answer.", default=[]
    )
    shows: list[str] = note("Commands whose tables are shown with the answer, without the leading `mmkb`.", default=[])
    aliases: list[str] = note("Other names.", default=[])
    claims: list[ClaimRef] = note("Claims that bear on it.", default=[])
    tables: list[TableRef] = note("Saved tables that answer it.", default=[])
    queries: list[str] = note("Commands that answer it, without the leading `mmkb`.", default=[])


class SavedTable(Record):
    """One saved table: a query with its columns."""

    name: str = required("The title.", example="Attention variants")
    kind: str = required("The kind it lists.", example="models")
    query: str = note("The query.", example="type:multimodal-llm access:open", default="")
    columns: list[str] = note("The columns; without it the kind's own.", example=["name", "params"], default=[])
    sort: list[str] = note("The order, `-field` descending.", example=["-released"], default=[])
    spread: str | None = note(
        "The column of several values that becomes a column for each, with a mark where a row has it.",
        example="covered_by",
    )
    variants: bool = note("True lists every variant in a row of its own.", default=False)
    caption: str | None = note("The caption in our own words.")
    summary: str | None = note("What the table is for.")
    aliases: list[str] = note("Other names.", default=[])
    source: SourceRef | None = note("The published table that it follows, if any.")
    at: Locator | None = note("The place of that table.", example="Table 1")
