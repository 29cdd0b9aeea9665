"""The glossary: terms of the field, explained in English and named in Japanese."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mmkb.schema.base import AttentionRef, Described, RiskRef, TermRef, TuningRef, note, required
from mmkb.schema.kinds import KINDS

_LISTING = rf"^(?:{'|'.join(kind for kind in KINDS)})(?: \S.*)?$"


class Term(Described):
    """One term. Its summary is the definition, and so a fact."""

    summary: str = required(
        "The definition: two to four plain sentences in our own words.", alias="definition", fact=True
    )
    japanese: Annotated[list[str], Field(min_length=1)] = required(
        "Its names in Japanese, the most common first.", example=["回転位置埋め込み"]
    )
    see_also: list[TermRef] = note("Terms that help to understand it.", example=["attention-mechanism"], default=[])
    mechanism: AttentionRef | None = note("The attention mechanism of that name.", example="gqa")
    method: TuningRef | None = note("The tuning method of that name.", example="lora")
    risk: RiskRef | None = note("The risk of that name.", example="hallucination")
    used_by: Annotated[str, Field(pattern=_LISTING)] | None = note(
        "The listing of the records that use it: a kind and a query, as in a command without `mmkb`.",
        example="models attention:gqa",
    )
