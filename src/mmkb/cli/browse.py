"""One listing command per kind, all alike; `models` has handy options that are sugar for query terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from mmkb.cli.emit import Out, emit, open_quietly, screenful, split
from mmkb.cli.options import (
    BROWSE,
    Bib,
    CiteOption,
    Columns,
    Data,
    Force,
    FormatName,
    Json,
    Limit,
    NoColor,
    Output,
    Query,
    Sort,
    Variants,
)
from mmkb.query.parse import join_arguments
from mmkb.schema.kinds import KINDS, Kind


def register(app: typer.Typer) -> None:
    """Add the listing commands."""
    for kind in KINDS.values():
        command = models if kind.name == "models" else _listing(kind)
        app.command(kind.name, rich_help_panel=BROWSE, help=_help(kind))(command)


def models(
    query: Query = None,
    input_: Annotated[
        str | None, typer.Option("--input", metavar="MODALITY", help="The same as input:MODALITY.")
    ] = None,
    makes: Annotated[
        str | None, typer.Option("--output-modality", metavar="MODALITY", help="The same as output:MODALITY.")
    ] = None,
    is_open: Annotated[bool, typer.Option("--open", help="The same as access:open.")] = False,
    proprietary: Annotated[bool, typer.Option("--proprietary", help="The same as access:proprietary.")] = False,
    columns: Columns = None,
    sort: Sort = None,
    limit: Limit = None,
    variants: Variants = False,
    cite: CiteOption = None,
    bib: Bib = None,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    """List models."""
    sugar = [f"input:{input_}"] * bool(input_) + [f"output:{makes}"] * bool(makes)
    sugar += ["access:open"] * is_open + ["access:proprietary"] * proprietary
    out = Out(format_, json, output, force, no_color, cite, bib)
    _run("models", query, columns, sort, limit, out, data, sugar=sugar, variants=variants)


def _listing(kind: Kind):  # type: ignore[no-untyped-def]  # noqa: ANN202 Typer reads the inner signature
    def command(
        query: Query = None,
        columns: Columns = None,
        sort: Sort = None,
        limit: Limit = None,
        cite: CiteOption = None,
        bib: Bib = None,
        format_: FormatName = None,
        json: Json = False,
        output: Output = None,
        force: Force = False,
        data: Data = None,
        no_color: NoColor = False,
    ) -> None:
        out = Out(format_, json, output, force, no_color, cite, bib)
        _run(kind.name, query, columns, sort, limit, out, data)

    return command


def _run(
    kind: str,
    words: Query,
    columns: Columns,
    sort: Sort,
    limit: Limit,
    out: Out,
    data: Data,
    *,
    sugar: Sequence[str] = (),
    variants: bool = False,
) -> None:

    text = join_arguments(words or [])
    if sugar:
        text = " ".join([*sugar, f"({text})" if text.strip() else ""]).strip()
    kb = open_quietly(data)
    rows = screenful(out, limit)
    table = kb.list(
        kind, text, columns=split(columns), sort=split(sort), limit=rows, variants=variants, cite=out.citing()
    )
    emit(table, out)


def _help(kind: Kind) -> str:
    examples = "\n".join(f"  mmkb {kind.name} {example}" for example in kind.examples)
    return f"{kind.help}\n\n\b\nExamples:\n{examples}"
