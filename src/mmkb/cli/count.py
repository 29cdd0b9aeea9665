"""Commands that count: stats, timeline, coverage; and ask, which draws on all of them."""

from __future__ import annotations

from typing import Annotated

import typer

from mmkb.cli import complete
from mmkb.cli.emit import Out, emit, emit_pages, open_quietly, split
from mmkb.cli.options import CLOSER, CURATE, Data, Force, FormatName, Json, KindName, NoColor, Output, Query


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("stats", rich_help_panel=CLOSER)(stats)
    app.command("timeline", rich_help_panel=CLOSER)(timeline)
    app.command("ask", rich_help_panel=CLOSER)(ask)
    app.command("coverage", rich_help_panel=CURATE)(coverage)


def stats(
    kind: KindName = "models",
    query: Query = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar="FIELD", help="Count by a field, or two; `year` is the date's.")
    ] = None,
    of: Annotated[str | None, typer.Option("--of", metavar="FIELD", help="Median and quartiles of a number.")] = None,
    share: Annotated[bool, typer.Option("--share", help="Shares instead of counts.")] = False,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Count records by a field or two, or show how a number is distributed.

    \b
    Examples:
      mmkb stats models --by connector --by year
      mmkb stats models --of params --by access
      mmkb stats datasets purpose:instruction --by made_by
    """
    from mmkb.query.parse import join_arguments
    from mmkb.views import stats as views
    from mmkb.views.catalogue import inventory, kind_named

    index = open_quietly(data).index
    name, text, fields = kind_named(kind).name, join_arguments(query or []), split(by)
    if of:
        table = views.distribution(index, name, text, of, fields[0] if fields else None)
    elif fields:
        table = views.counts(index, name, text, fields, share=share)
    else:
        table = inventory(index)
    emit(table, Out(format_, json, output, force, no_color))


def timeline(
    query: Query = None,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""List models by month of release, with what each introduced.

    \b
    Examples:
      mmkb timeline released:..2020
      mmkb timeline type:multimodal-llm has:introduced
    """
    from mmkb.query.parse import join_arguments
    from mmkb.views.stats import timeline as view

    emit(view(open_quietly(data).index, join_arguments(query or [])), Out(format_, json, output, force, no_color))


def coverage(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="A kind; all without it.", autocompletion=complete.kinds)
    ] = None,
    query: Query = None,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Show by field how much is known, undisclosed or unknown, read or only cited, disputed.

    \b
    Examples:
      mmkb coverage models
      mmkb coverage models input:image
    """
    from mmkb.query.parse import join_arguments
    from mmkb.views.catalogue import kind_named
    from mmkb.views.stats import coverage as view

    index = open_quietly(data).index
    table = view(index, kind_named(kind).name if kind else None, join_arguments(query or []))
    emit(table, Out(format_, json, output, force, no_color))


def ask(
    id_: Annotated[str | None, typer.Argument(metavar="[RQ]", help="rq1 to rq5; without it, the list of them.")] = None,
    format_: FormatName = None,
    json: Json = False,
    output: Output = None,
    force: Force = False,
    data: Data = None,
    no_color: NoColor = False,
) -> None:
    r"""Answer a research question of the survey: claims with verdicts, tables, live comparisons.

    \b
    Examples:
      mmkb ask
      mmkb ask rq3
    """
    from mmkb.views.asking import answer

    kb = open_quietly(data)
    out = Out(format_, json, output, force, no_color)
    if id_:
        emit_pages((answer(kb.index, id_),), out)
    else:
        emit(kb.list("questions", columns=["id", "name", "question"]), out)
