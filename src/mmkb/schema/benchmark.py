"""Benchmarks with their instruments, and the results that sources report on them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mmkb.schema.base import (
    Described,
    InstrumentRef,
    LicenseRef,
    Maybe,
    ModelRef,
    Part,
    Record,
    SourceRef,
    Waiver,
    fact,
    note,
    required,
)
from mmkb.schema.scalars import Id, Locator, PartialDate, Quantity
from mmkb.schema.vocabulary import Modality, Pitfall

Direction = Literal["higher", "lower", "target"]
Area = Literal[
    "knowledge",
    "reasoning",
    "mathematics",
    "code",
    "language",
    "reading",
    "commonsense",
    "instruction-following",
    "long-context",
    "perception",
    "captioning",
    "question-answering",
    "grounding",
    "ocr",
    "document",
    "video",
    "audio",
    "comprehensive",
    "hallucination",
    "truthfulness",
    "bias",
    "toxicity",
    "safety",
    "agents",
    "retrieval",
    "classification",
    "generation",
]
Measurer = Literal["self", "benchmark", "other-developer", "third-party", "copied"]
Setting = Literal["zero-shot", "few-shot", "fine-tuned"]


class Instrument(Part):
    """One way a benchmark measures: a split or subset with one metric."""

    id: Id = required("The instrument's id.", example="mmmu-val")
    name: str | None = note("A name to print.", example="MMMU (val)")
    aliases: list[str] = note("Other names.", default=[])
    split: str | None = note("The split or subset.", example="val")
    metric: str = required("The metric.", example="accuracy")
    direction: Direction = required(
        "Which way is better; `target`: the nearer to `ideal`, the better.", example="higher"
    )
    unit: str | None = note("The unit of the printed value.", example="%")
    minimum: float | None = note("The lowest possible value.", example=0)
    maximum: float | None = note("The highest possible value.", example=100)
    ideal: float | None = note("The value to come near to, for direction `target`.", example=50)
    noise: float | None = note("Differences below this are ties.", example=0.5)
    hub: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+#\S+$")] | None = note(
        "The task of a benchmark on the Hugging Face Hub that it is: data set and task.",
        example="Idavidrein/gpqa#gpqa_diamond",
    )


class Benchmark(Described):
    """One benchmark."""

    area: list[Area] | None = note("What it measures.", example=["knowledge", "reasoning"])
    task: str | None = fact("The task in a few words.", example="multiple-choice questions of 57 subjects")
    modalities: Maybe[list[Modality]] = fact("What a model is given.", example=["text", "image"], alias="modality")
    paper: Maybe[SourceRef] = fact("The paper that introduced it.", example="yue-2023-mmmu")
    released: Maybe[PartialDate] = fact("When.", example="2023-11")
    size: Maybe[Quantity] = fact("Items.", unit="items", example="11.5k")
    license: Maybe[LicenseRef] = fact("Licence of its data.", example="mit")
    caveat: str = required("What its numbers do not show, in our own words.")
    pitfalls: list[Pitfall] | None = note("The kinds of difficulty that the caveat names.", example=["contamination"])
    instruments: list[Instrument] = note("Its splits and metrics.", default=[])


class Protocol(Part):
    """How a number was obtained. What is not stated is not known to agree."""

    setting: Setting | None = note("Zero-shot, few-shot or fine-tuned.", example="zero-shot")
    shots: Annotated[int, Field(ge=0)] | None = note("Examples in the prompt.", example=5)
    chain_of_thought: bool | None = note("Whether the model reasons before it answers.", example=False)
    samples: Annotated[int, Field(ge=1)] | None = note("Answers drawn per item.", example=1)
    frames: Annotated[int, Field(ge=1)] | None = note("Video frames.", example=8)
    judge: str | None = note("The model or person that grades.", example="gpt-4-0613")
    tools: bool | None = note("Whether the model may use tools.", example=False)
    seen: bool | None = note("Whether its training saw the benchmark's training images or items.", example=True)
    detail: str | None = note("Anything else that makes it differ.", example="OCR tokens in the prompt")


class ResultRow(Part):
    """One value as a source prints it."""

    model: ModelRef = required("The variant, or the release where no size is stated.", example="llava-1.5-7b")
    instrument: InstrumentRef = required("What was measured.", example="mmmu-val")
    value: Annotated[str, Field(max_length=300)] = required("The value as printed, in quotes.", example="35.3")
    printed_as: str | None = note("The model's name as printed, where it differs.", example="LLaVA-v1.5-7B")
    version: str | None = note("The model's version, where its record holds several.", example="2024-05-13")
    measured_by: Measurer | None = note("Who measured, where it differs from the group's.")
    copied_from: SourceRef | None = note("Where a copied value comes from.", example="liu-2023-llava-1.5")
    superseded_by: SourceRef | None = note(
        "The source that replaces the value, by its makers' word.", example="yang-2024-qwen2"
    )
    protocol: Protocol | None = note("What differs from the group's protocol.")
    primary: bool | None = note(
        "True picks this among rival values; false keeps it out of every comparison: a slip of its source, which "
        "`because` explains.",
        example=True,
    )
    because: str | None = note(
        "Why it differs from a rival value, or how its instrument, model or measurer follows.", example="protocol"
    )


class ResultGroup(Part):
    """Results that stand in one place."""

    at: Locator = required("The place.", example="Table 3")
    read: PartialDate | None = note("The day on which someone saw the values there.", example="2026-11-22")
    measured_by: Measurer = required(
        "Who measured: the model's maker (`self`), the benchmark's, another model's maker, who measured or does not say who "
        "did (`other-developer`), someone else (`third-party`); or nobody here (`copied`).",
        example="self",
    )
    copied_from: SourceRef | None = note("Where copied values come from.", example="liu-2023-llava-1.5")
    superseded_by: SourceRef | None = note(
        "The source that replaces the values, by its makers' word.", example="yang-2024-qwen2"
    )
    protocol: Protocol | None = note("The protocol of all rows, as far as stated.")
    rows: Annotated[list[ResultRow], Field(min_length=1)] = required("The values.")


class Results(Record):
    """All results that one source reports."""

    source: SourceRef = required("The source that prints them.", example="liu-2023-llava-1.5")
    groups: Annotated[list[ResultGroup], Field(min_length=1)] = required("The results, by place.")
    waivers: list[Waiver] = Field(default=[], description="Checks that do not apply, with the reason.")


class LedgerRow(ResultRow):
    """One value with its place and source: a line of a ledger. Nobody has read it there."""

    measured_by: Measurer = required("Who measured.", example="third-party")
    source: SourceRef = required("The source that prints it.", example="liu-2023-llava-1.5")
    at: Locator = required("The place in it.", example="results.csv, line 7")
