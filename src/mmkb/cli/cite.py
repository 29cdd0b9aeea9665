"""The command that prints references: cite."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import typer

from mmkb.cli import complete
from mmkb.cli.emit import Out, emit, open_quietly
from mmkb.cli.options import TAKE, Data, Force, Output
from mmkb.formats.registry import bibliography_format

Style = Literal["bibtex", "biblatex", "csl", "ris", "apa", "ieee"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("cite", rich_help_panel=TAKE)(cite)


def cite(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="ID... | QUERY",
            help="Sources, or other records for all their sources; or a query on sources.",
            autocompletion=complete.ids,
        ),
    ],
    style: Annotated[
        Style | None, typer.Option("--style", help="By default what the file's suffix says, else bibtex.")
    ] = None,
    output: Output = None,
    force: Force = False,
    data: Data = None,
) -> None:
    r"""Print the references of sources, or of everything behind a record.

    \b
    Examples:
      mmkb cite touvron-2023-llama-2
      mmkb cite llava-1.5 --style apa
      mmkb cite type:paper year:2023 --style csl -o refs.json
    """
    from mmkb.query.parse import join_arguments
    from mmkb.views.cite import cited_by, cited_in

    to_file = output is not None and str(output) != "-"
    name = style or (bibliography_format(output).name if to_file and output is not None else "bibtex")
    index = open_quietly(data).index
    is_query = any(re.search(r"[:=<>~()\s]", word) for word in what)
    table = cited_in(index, join_arguments(what)) if is_query else cited_by(index, what)
    emit(table, Out("csl-json" if name == "csl" else name, output=output, force=force))
