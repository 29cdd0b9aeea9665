"""The command that hands over data: one view as a file, or the whole knowledge base."""

from __future__ import annotations

from typing import Annotated

import typer

from mmkb.cli import complete
from mmkb.cli.emit import Out, emit, open_quietly, split
from mmkb.cli.options import TAKE, Bib, CiteOption, Columns, Data, Force, FormatName, Output, Query, Sort
from mmkb.errors import UsageError
from mmkb.kb import KnowledgeBase


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export", rich_help_panel=TAKE)(export)


def export(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="A kind, such as models.", autocompletion=complete.kinds)
    ] = None,
    query: Query = None,
    everything: Annotated[bool, typer.Option("--all", help="The whole knowledge base, evidence included.")] = False,
    columns: Columns = None,
    sort: Sort = None,
    cite: CiteOption = None,
    bib: Bib = None,
    format_: FormatName = None,
    output: Output = None,
    force: Force = False,
    data: Data = None,
) -> None:
    r"""Export rows with every field, a variant a row; or the whole knowledge base as a folder or one SQLite file.

    \b
    Examples:
      mmkb export models input:video -o video.xlsx
      mmkb export results benchmark:mmmu --format csv -o -
      mmkb export --all -o kb.sqlite
      mmkb export --all --format parquet -o kb/
    """
    if everything and (kind or query or columns or sort or cite or bib):
        raise UsageError("--all exports everything, so nothing else can be chosen", "leave --all out, or the rest")
    if not everything and kind is None:
        raise UsageError("export what?", "name a kind, or add --all")
    kb = open_quietly(data)
    if everything:
        from mmkb.cli.export_all import export_all

        export_all(kb.index, format_, output, force=force)
    elif kind is not None:
        _view(kb, kind, query, columns, sort, Out(format_, output=output, force=force, cite=cite, bib=bib))


def _view(kb: KnowledgeBase, name: str, query: Query, columns: Columns, sort: Sort, out: Out) -> None:
    from mmkb.query.parse import join_arguments
    from mmkb.views.catalogue import kind_named

    kind = kind_named(name).name
    chosen = split(columns) or [field.path for field in kb.index.fields(kind).all]
    cite = out.citing()
    emit(kb.list(kind, join_arguments(query or []), columns=chosen, sort=split(sort), variants=True, cite=cite), out)
