"""The options that commands share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from mmkb.cli import complete

BROWSE = "Browse"
CLOSER = "Look closer"
TAKE = "Take away"
CALCULATE = "Calculate"
CURATE = "Curate"

Query = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY]...",
        help="Conditions such as input:image params:..13B not license:mit. `mmkb help query` explains the language.",
        autocompletion=complete.query,
        show_default=False,
    ),
]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        "-c",
        metavar="NAMES",
        help="Columns to show, joined by commas.",
        autocompletion=complete.columns,
    ),
]
Sort = Annotated[
    list[str] | None,
    typer.Option(
        "--sort",
        "-s",
        metavar="FIELD",
        help="Sort by a field; -FIELD descending. Repeat for ties.",
        autocompletion=complete.columns,
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        "-n",
        min=0,
        metavar="N",
        help="Rows to show; 0 for all. A terminal shows a screenful by default.",
    ),
]
Variants = Annotated[bool, typer.Option("--variants", help="One row per size instead of one per release.")]
FormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAME",
        help="rich, tsv, csv, json, latex, bibtex, …; `mmkb help formats` lists them.",
        autocompletion=complete.formats,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to a file; its suffix tells the format."),
]
CiteOption = Annotated[
    Literal["none", "rows", "cells"] | None,
    typer.Option("--cite", help="Print the sources behind each row, or behind each cell."),
]
Bib = Annotated[
    Path | None,
    typer.Option(
        "--bib", metavar="FILE", help="Also write the bibliography of these rows: .bib, .json (CSL), .ris or .txt."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.")]
Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The data folder to read.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours.")]
Sources = Annotated[bool, typer.Option("--sources", help="Print where the numbers stand, too.")]
Ids = Annotated[
    list[str],
    typer.Argument(metavar="ID...", help="Ids, variants' ids or aliases.", autocompletion=complete.ids),
]
KindName = Annotated[str, typer.Argument(metavar="KIND", help="A kind, such as models.", autocompletion=complete.kinds)]
OnlyKind = Annotated[
    str | None,
    typer.Option("--kind", "-k", metavar="KIND", help="Only records of this kind.", autocompletion=complete.kinds),
]
