"""Data sets, licences and sources."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mmkb.schema.base import AnyRef, Described, LicenseRef, Maybe, ModelRef, Record, SourceRef, fact, note, required
from mmkb.schema.scalars import PartialDate, Quantity
from mmkb.schema.vocabulary import Commercial, Modality

Purpose = Literal["pre-training", "alignment", "instruction", "preference", "evaluation"]
Url = Annotated[str, Field(pattern=r"^https?://[^\s\x00-\x1f\x7f-\x9f\x22<>\\^`{|}]+$")]
SourceType = Literal["paper", "report", "card", "config", "repository", "web", "law", "book", "data"]


class Dataset(Described):
    """One data set."""

    purpose: Maybe[list[Purpose]] = fact("What it is used for.", example=["instruction"])
    modalities: Maybe[list[Modality]] = fact("What it holds.", example=["text", "image"], alias="modality")
    developer: Maybe[list[str]] = fact("Who published it.", example=["LAION"])
    released: Maybe[PartialDate] = fact("When.", example="2021-11")
    paper: Maybe[SourceRef] = fact("The paper that introduced it.", example="schuhmann-2021-laion-400m")
    size: Maybe[Quantity] = fact("How much.", example="400M")
    unit: Maybe[str] = fact("What the size counts.", example="image-text pairs")
    made_by: Maybe[list[str]] = fact("Who or what wrote it: `people`, `web`, or the id of a model.", example=["gpt-4"])
    built_from: Maybe[list[AnyRef]] = fact("Data sets it is made from.", example=["coco"])
    license: Maybe[LicenseRef] = fact("Its licence.", example="cc-by-4.0")
    terms: Maybe[LicenseRef] = fact(
        "The terms of the service or model that wrote it, beside its licence.", example="openai-terms"
    )


class Developer(Described):
    """Who makes models: a company, a university, a group. Models name it by its name or an alias."""

    country: Maybe[list[str]] = fact(
        "The countries of its seats, in English; `multinational` where a source says that there are several and names none.",
        example=["China"],
    )


class Survey(Described):
    """What a survey covers, as far as it is on record."""

    paper: SourceRef = required("The survey.", example="zhang-2024-mm-llms")
    models: list[ModelRef] | None = fact("The models on record that it or its companion list names.", example=["llava"])


class License(Described):
    """One licence or set of terms."""

    spdx: str | None = fact("The SPDX identifier.", example="Apache-2.0")
    osi: bool | None = fact("Approved by the Open Source Initiative.", example=True)
    commercial: Commercial | None = fact("Whether commercial use is allowed.", example="conditional")
    derivatives: Commercial | None = fact("Whether derived models may be published.", example="yes")
    share_alike: bool | None = fact("Whether derived works carry the same licence.", example=False)
    attribution: bool | None = fact("Whether attribution is required.", example=True)
    user_cap: Maybe[Quantity] = fact(
        "Monthly users above which a further licence is needed.", unit="users", example="700M"
    )
    limits: Maybe[list[str]] = fact(
        "Limits of use, each in a few words.", example=["no training of other language models"]
    )
    released: Maybe[PartialDate] = fact("When it was published.", example="2023-07-18")
    replaced: Maybe[PartialDate] = fact("When a newer version took its place for new releases.", example="2024-05-13")
    url: Url | None = note("Where its text stands.")


class Source(Record):
    """One document, as a bibliography names it. Its id is the citation key."""

    type: SourceType = required("What it is.", example="paper")
    survey: bool | None = note(
        "True for a survey or review of the field, and for a list kept beside one.", example=True
    )
    title: str = required("The title.", example="Llama 2: Open Foundation and Fine-Tuned Chat Models")
    authors: Annotated[list[str], Field(min_length=1)] = required(
        "Authors, family name first; an organisation as it is, in one string without a comma.",
        example=["Touvron, Hugo", "Martin, Louis"],
    )
    more_authors: bool = note("True when the list above is not complete.", default=False)
    year: Annotated[int, Field(ge=1900, le=2100)] = required("The year.", example=2023)
    date: PartialDate | None = note("The date, as exact as known.", example="2023-07-18")
    venue: str | None = note(
        "Conference with its year, journal, or publisher; the year is that of the proceedings.", example="NeurIPS 2023"
    )
    volume: str | None = note("The volume of the journal or the proceedings.", example="35")
    number: str | None = note("The number within the volume.", example="240")
    pages: Annotated[str, Field(pattern=r"^[A-Za-z]?[0-9]+(-[A-Za-z]?[0-9]+)?$")] | None = note(
        "The first and the last page.", example="23716-23736"
    )
    arxiv: Annotated[str, Field(pattern=r"^[0-9]{4}\.[0-9]{4,5}$")] | None = note(
        "The arXiv id, in quotes.", example="2307.09288"
    )
    doi: Annotated[str, Field(pattern=r"^10\.[0-9]{4,9}/[A-Za-z0-9._;()/:<>\[\]+&#-]+$")] | None = note(
        "The DOI.", example="10.48550/arXiv.2307.09288"
    )
    url: Url | None = note("The address.")
    repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")] | None = note(
        "The public repository, owner/name.", example="huggingface/transformers"
    )
    revision: str | None = note("The commit or tag that was read.", example="v4.40.2")
    accessed: PartialDate | None = note("The day a page that can change was seen.")
    aliases: list[str] = note("Other names.", default=[])
    summary: str | None = note("What it holds, in our own words.")
    of: SourceRef | None = note("The source it is part of or reprints.")
