"""Commands that put records side by side: compare, leaderboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

import typer

from mmkb.cli import complete
from mmkb.cli.emit import Out, emit, emit_pages, open_quietly, split
from mmkb.cli.options import CLOSER, Bib, CiteOption, Data, Force, FormatName, Json, NoColor, OnlyKind, Output, Sources


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("compare", rich_help_panel=CLOSER)(compare)
    app.command("leaderboard", rich_help_panel=CLOSER)(leaderboard)


def compare(
    sides: Annotated[
        list[str] | None,
        typer.Argument(metavar="SIDE...", help="Ids, or queries such as access:open.", autocompletion=complete.ids),
    ] = None,
    kind: OnlyKind = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="FIELD", help="One side per value of a field; SIDE is a query.")
    ] = None,
    fields: Annotated[str | None, typer.Option("--fields", metavar="NAMES", help="Only these fields.")] = None,
    differing: Annotated[bool, typer.Option("--differing", help="Only rows that differ.")] = False,
    transpose: Annotated[bool, typer.Option("--transpose", help="One row per side.")] = False,
    sources: Sources = False,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Compare records, or groups of them: facts, scores that may stand side by side, and why others may not.

    \b
    Examples:
      mmkb compare llava-1.5-7b qwen-vl-chat --differing
      mmkb compare access:open access:proprietary
      mmkb compare type:multimodal-llm --by connector --fields params,released
    """
    from mmkb.views.catalogue import kind_named
    from mmkb.views.compare import compare as view
    from mmkb.views.compare import with_sources
    from mmkb.views.table import transposed

    index = open_quietly(data).index
    of = kind_named(kind).name if kind else "models"
    page = view(index, sides or [], kind=of, fields=split(fields), differing=differing, by=by)
    if sources:
        page = with_sources(index, page)
    if transpose:
        page = replace(page, tables=tuple(map(transposed, page.tables)))
    emit_pages((page,), Out(format_, json, output, force, no_color))


def leaderboard(
    instrument: Annotated[
        str, typer.Argument(metavar="INSTRUMENT", help="An instrument, or a benchmark that has one only.")
    ],
    protocol: Annotated[str, typer.Option("--protocol", metavar="QUERY", help="Only results such as shots:5.")] = "",
    measured_by: Annotated[
        Literal["self", "other"] | None, typer.Option("--measured-by", help="Only the makers' own, or others'.")
    ] = None,
    query: Annotated[str, typer.Option("--query", "-q", metavar="QUERY", help="Only models such as access:open.")] = "",
    cite: CiteOption = None,
    bib: Bib = None,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Rank models on one instrument, with protocol, measurer and place in every row, and the rival values.

    Of several values for one model the record's own pick stands, else its maker's, then the benchmark's maintainer's, a
    third party's, another maker's.

    \b
    Examples:
      mmkb leaderboard mmmu-val
      mmkb leaderboard mmlu --protocol shots:5 --query access:open
      mmkb leaderboard pope --measured-by other
    """
    from mmkb.views.leaderboard import leaderboard as view

    index = open_quietly(data).index
    out = Out(format_, json, output, force, no_color, cite, bib)
    table = view(index, instrument, protocol=protocol, measured_by=measured_by, query=query, cite=out.citing())
    emit(table, out)
