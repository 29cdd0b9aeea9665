"""Commands that trace a model: openness, lineage."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from mmkb.cli import complete
from mmkb.cli.emit import Out, emit, emit_pages, open_quietly
from mmkb.cli.options import CLOSER, Data, Force, FormatName, Json, NoColor, Output, Sources
from mmkb.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("openness", rich_help_panel=CLOSER)(openness)
    app.command("lineage", rich_help_panel=CLOSER)(lineage)


def openness(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Models; with --rank, a query.", autocompletion=complete.ids),
    ] = None,
    rank: Annotated[bool, typer.Option("--rank", help="Rank the models that match.")] = False,
    sources: Sources = False,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Show what of a model can be had, component by component, and what published frameworks make of it.

    \b
    Examples:
      mmkb openness llama-2 olmo
      mmkb openness --rank input:image
    """
    from mmkb.query.parse import join_arguments
    from mmkb.views import openness as views

    index = open_quietly(data).index
    out = Out(format_, json, output, force, no_color)
    if rank:
        emit(views.ranking(index, join_arguments(ids or [])), out)
    elif ids:
        page = views.openness(index, ids)
        emit_pages((views.with_sources(index, page) if sources else page,), out)
    else:
        raise UsageError("openness of which model?", "name some, or ask for --rank")


def lineage(
    id_: Annotated[str, typer.Argument(metavar="ID", help="A model or a data set.", autocompletion=complete.ids)],
    down: Annotated[
        bool, typer.Option("--down", help="What is built on it, instead of what it is built from.")
    ] = False,
    depth: Annotated[int, typer.Option("--depth", min=1, help="How far to follow.")] = 8,
    format_: Annotated[
        Literal["text", "mermaid", "dot", "json"], typer.Option("--format", "-f", help="How to draw it.")
    ] = "text",
    json: Json = False,
    data: Data = None,
) -> None:
    r"""Draw what a model is built from, or what is built on it.

    \b
    Examples:
      mmkb lineage llava-1.5-7b
      mmkb lineage clip-vit-l-14-336 --down
      mmkb lineage llava --format mermaid
    """
    from mmkb.formats.tree import RENDERERS
    from mmkb.views.lineage import lineage as view

    print(RENDERERS["json" if json else format_](view(open_quietly(data).index, id_, down=down, depth=depth)), end="")
