"""Rules of law: what is asked of whom, and from when."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mmkb.schema.base import Described, RiskRef, SourceRef, fact, note, required
from mmkb.schema.scalars import Locator, PartialDate
from mmkb.schema.vocabulary import Effect, Party


class Rule(Described):
    """One rule of law. Its summary is what it asks, and so a fact. Not legal advice."""

    summary: str = required("What it asks, in our own words.", alias="asks", fact=True)
    law: SourceRef = required("The law.", example="eu-2024-ai-act")
    article: Locator = required("The place in it.", example="Article 53(1)(a)")
    effect: Effect = required("What kind of rule it is.", example="duty")
    binds: Annotated[list[Party], Field(min_length=1)] = required(
        "Whom it binds, or over whom it gives a right.", example=["gpai-provider"], fact=True
    )
    applies: PartialDate = required("The day from which it applies.", example="2025-08-02", fact=True)
    moved_from: PartialDate | None = fact("The day first set, where a later law moved it.", example="2026-08-02")
    exempt: list[str] | None = fact("What it leaves out.", example=["models under a free and open-source licence"])
    threshold: list[str] | None = fact(
        "The measure above which it applies.", example=["more than 10^25 FLOP of training compute"]
    )
    risks: list[RiskRef] = note("The risks it is meant against.", example=["training-data-copyright"], default=[])
