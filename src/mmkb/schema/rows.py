"""The rows that unfold from records, as classes: what a listing of stages, instruments, results or claims can show."""

from __future__ import annotations

from mmkb.schema.base import BenchmarkRef, InstrumentRef, ModelRef, Part, SourceRef, fact, note, required
from mmkb.schema.benchmark import Instrument, Measurer, Protocol
from mmkb.schema.model import ModelFacts, Stage
from mmkb.schema.scalars import Id, PartialDate
from mmkb.schema.statements import Claim


class ModelRow(ModelFacts):
    """One variant of a release, with all it inherits; a release without variants is one row."""

    id: Id = required("The variant's id, or the release's where it has no variants.", example="llama-2-70b")
    release: Id = required("The release it belongs to.", example="llama-2")
    name: str = required("Its name.", example="Llama 2")
    aliases: list[str] = note("Other names.", example="LLaMA-2")
    summary: str | None = note("One to three sentences.")


class StageRow(Stage):
    """One training stage of one release or variant."""

    id: str = required("The model's id and the stage's number.", example="llava.1")
    model: ModelRef = required("The model.", example="llava")
    order: int = required("Its number, from 1.", example=1)


class InstrumentRow(Instrument):
    """One instrument with its benchmark."""

    benchmark: BenchmarkRef = required("The benchmark it belongs to.", example="mme")


class ResultRowFlat(Part):
    """One reported value with its place and protocol."""

    id: str = required("The results' id and the row's number.", example="liu-2023-llava-1.5.12")
    model: ModelRef = required("The variant, or the release where no size is stated.", example="llava-1.5-7b")
    instrument: InstrumentRef = required("What was measured.", example="mmmu-val")
    benchmark: BenchmarkRef | None = note("The benchmark of the instrument.", example="mmmu")
    printed: str = required("The value as printed.", example="35.3")
    score: float | None = fact("The value as a number.", example=35.3)
    printed_as: str | None = note("The model's name as printed.", example="LLaVA-v1.5-7B")
    version: str | None = note("The model's version, where its record holds several.", example="2024-05-13")
    measured_by: Measurer = required(
        "Who measured; `other-developer`: another model's maker, who did or does not say who did; `copied`: taken over.",
        example="self",
    )
    copied_from: SourceRef | None = note("Where a copied value comes from.", example="liu-2023-llava-1.5")
    superseded_by: SourceRef | None = note(
        "The source that replaces the value, by its makers' word.", example="yang-2024-qwen2"
    )
    protocol: Protocol | None = note("How it was obtained.")
    source: SourceRef = required("The source that prints it.", example="liu-2023-llava-1.5")
    at: str = required("The place in it.", example="Table 3")
    primary: bool | None = note("Picked among rival values; no: a slip of its source, never picked.", example=True)
    because: str | None = note("Why it differs from a rival value, or how its instrument, model or measurer follows.")


class DisputeRow(Part):
    """One rival value: what the record says, what a source says instead, and why."""

    id: str = required("The record's id and the dispute's number.", example="heron.1")
    kind: str = required("The kind of the record.", example="models")
    record: Id = required("The record.", example="llava")
    of: list[Id] = required("The rows of the record that it is about.", example=["llava-1.5-7b"])
    field: str = required("The field.", example="connector")
    stage: int | None = note("The number of the training stage, where it is about one.", example=2)
    value: list[str] | None = note("What the record says; of several variants each value.", example=["mlp"])
    rival: list[str] = required("What the other source says.", example=["linear"])
    source: SourceRef = required("The source that says so.", example="zhang-2024-mm-llms")
    at: str | None = note("The place in it.", example="Table 1")
    because: str = required("Why they differ.", example="transcription")
    seen: PartialDate | None = note("The day on which someone opened that source there.", example="2026-11-22")
    sources: list[SourceRef] | None = note("The sources of what the record says.", example=["liu-2023-llava-1.5"])
    against: list[SourceRef] | None = note(
        "All sources that say something else than this one: those of the record, and those of other rival values.",
        example=["liu-2023-llava-1.5"],
    )


class ClaimRow(Claim):
    """One claim with the source that makes it."""

    source: SourceRef = required("The source that makes it.", example="carolan-2024-review")
