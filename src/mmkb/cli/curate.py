"""Commands about the data and its shape: fields, schema, where."""

from __future__ import annotations

import json as json_module
from typing import Annotated

import typer

from mmkb.cli.emit import Out, emit, open_quietly
from mmkb.cli.options import CLOSER, CURATE, Data, Force, FormatName, Json, KindName, NoColor, Output


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("fields", rich_help_panel=CLOSER)(fields)
    app.command("schema", rich_help_panel=CURATE)(schema)
    app.command("where", rich_help_panel=CURATE)(where)


def fields(
    kind: KindName,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    """List the fields of a kind: name, type, unit, operators, help, example.

    \b
    Examples:
      mmkb fields models
      mmkb fields results --format markdown
    """
    from mmkb.views.catalogue import kind_named

    emit(open_quietly(data).fields(kind_named(kind).name), Out(format_, json, output, force, no_color))


def schema(kind: KindName) -> None:
    """Print the JSON Schema (2020-12) of a kind's files, for editors that complete YAML.

    \b
    Examples:
      mmkb schema models > models.schema.json
      mmkb schema results
    """
    from mmkb.schema.json_schema import json_schema
    from mmkb.views.catalogue import kind_named

    print(json_module.dumps(json_schema(kind_named(kind).folder), ensure_ascii=False, indent=2))


def where(
    data: Data = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Delete the kept index; the next command builds it anew.")
    ] = False,
) -> None:
    """Say which data is used and why, and where its index is kept.

    \b
    Examples:
      mmkb where
      mmkb where --data ./data
    """
    from mmkb.corpus.place import find
    from mmkb.index.open import cache_path
    from mmkb.index.open import forget as forget_index

    place = find(data)
    print(f"data   {place.data}\nwhy    {place.why}\nindex  {place.index or cache_path(place)}")
    if forget:
        print("the kept index was deleted" if forget_index(place) else "there was no kept index")
