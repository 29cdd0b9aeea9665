"""Commands that look closer: show, search, table."""

from __future__ import annotations

from typing import Annotated

import typer

from mmkb.cli import complete
from mmkb.cli.emit import Out, emit, emit_pages, open_quietly
from mmkb.cli.options import (
    CLOSER,
    TAKE,
    Bib,
    CiteOption,
    Data,
    Force,
    FormatName,
    Ids,
    Json,
    Limit,
    NoColor,
    OnlyKind,
    Output,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("show", rich_help_panel=CLOSER)(show)
    app.command("search", rich_help_panel=CLOSER)(search)
    app.command("table", rich_help_panel=TAKE)(table)


def show(
    ids: Ids,
    kind: OnlyKind = None,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    """Show everything about records: facts with source and place, disputes, variants, who uses them.

    \b
    Examples:
      mmkb show llama-2
      mmkb show llama-2-13b
      mmkb show gqa mha --format markdown
    """
    from mmkb.views.catalogue import kind_named

    kb = open_quietly(data)
    only = kind_named(kind).name if kind else None
    emit_pages(kb.show(*ids, kind=only), Out(format_, json, output, force, no_color))


def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Any words, in English or Japanese.")],
    kind: OnlyKind = None,
    limit: Limit = 20,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    """Find records when you do not know the name: ranked, forgiving of typos, over every kind.

    \b
    Examples:
      mmkb search lamma
      mmkb search "grouped query"
      mmkb search マルチヘッド
    """
    from mmkb.views.catalogue import kind_named

    kb = open_quietly(data)
    only = kind_named(kind).name if kind else None
    found = kb.search(" ".join(text), kind=only, limit=limit or 10_000)
    emit(found, Out(format_, json, output, force, no_color))


def table(
    id_: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="A saved table; without it, the list of them.",
            autocompletion=complete.tables,
        ),
    ] = None,
    cite: CiteOption = None,
    bib: Bib = None,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    """Print a saved table; without an id, list the saved tables.

    \b
    Examples:
      mmkb table
      mmkb table training-stages
      mmkb table attention-variants --format markdown
      mmkb table kv-heads --cite rows --bib refs.bib -o kv-heads.tex
    """
    kb = open_quietly(data)
    out = Out(format_, json, output, force, no_color, cite, bib)
    if id_:
        emit(kb.table(id_, cite=out.citing()), out)
    else:
        emit(kb.list("tables", columns=["id", "name", "kind", "summary"]), out)
