"""`mmkb schema`: the JSON Schema of a kind's files."""

from __future__ import annotations

from mmkb.commands.declare import Command
from mmkb.commands.shared import CURATE, FORCE, KIND, OUTPUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def answer(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the files of `kind`."""
    from mmkb.schema.json_schema import json_schema
    from mmkb.views.catalogue import kind_named

    return json_schema(kind_named(kind).folder)


COMMAND = Command(
    "schema",
    CURATE,
    "Print the JSON Schema (2020-12) of a kind's files, for editors that complete YAML.",
    answer,
    returns="document",
    asks="nothing",
    parameters=(KIND,),
    handed_on=(OUTPUT, FORCE),
    examples=["mmkb schema models > models.schema.json", "mmkb schema results"],
)
