"""The parameters that commands share, each described once, and the classes of commands that add them."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.views.setting import LAYOUTS, PAPERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BROWSE = "Browse"
CLOSER = "Look closer"
TAKE = "Take away"
CALCULATE = "Calculate"
CURATE = "Curate"
AGENTS = "For agents"
PANELS = (BROWSE, CLOSER, TAKE, CALCULATE, CURATE, AGENTS)

QUERY = Parameter(
    "query", "query", "Conditions such as input:image params:..13B not license:mit. `mmkb help query` explains the language.",
    default="", metavar="QUERY", complete="query",
)  # fmt: skip
COLUMNS = Parameter(
    "columns", "names", "Columns to show, joined by commas; a path goes through references: backbone.params, score.mmmu-val.",
    "--columns", "-c", default=(), metavar="NAMES", complete="columns",
)  # fmt: skip
SORT = Parameter(
    "sort", "names", "Sort by a field; -FIELD descending. Repeat for ties.", "--sort", "-s", default=(), metavar="FIELD",
    complete="columns",
)  # fmt: skip
LIMIT = Parameter(
    "limit", "integer", "Rows to show; 0 for all. A terminal shows a screenful by default.", "--limit", "-n", least=0,
    metavar="N",
)  # fmt: skip
LAYER = Parameter("layer", "text", "The same as layer:NAME.", "--layer", metavar="NAME", complete="layers")
LISTED = (COLUMNS, SORT, LIMIT)
"""What all commands take that list rows."""
IDS = Parameter("ids", "words", "Ids, ids of variants, or other names.", required=True, metavar="ID", complete="ids")
KIND = Parameter("kind", "text", "A kind, such as models.", required=True, metavar="KIND", complete="kinds")
ONLY_KIND = Parameter("kind", "text", "Only records of this kind.", "--kind", "-k", metavar="KIND", complete="kinds")
SOURCES = Parameter("sources", "flag", "Print where the numbers stand, too.", "--sources", default=False)
MODELS = Parameter(
    "ids",
    "words",
    "Models: ids, ids of variants, other names, or queries.",
    required=True,
    metavar="ID",
    complete="ids",
)
EXPLAIN = Parameter(
    "explain", "flag", "Print the formulas, and where the numbers stand, too.", "--explain", default=False
)
CITE = Parameter(
    "cite", "text", "Print the paper that introduces each row, all sources behind it, or those of each cell.", "--cite",
    default="none", choices=("none", "paper", "rows", "cells"),
)  # fmt: skip
CITE_PAPERS = Parameter(
    "cite", "text", "Print the paper that introduces what an id or a head names.", "--cite", default="none",
    choices=("none", "paper"),
)  # fmt: skip
CITE_PAGES = Parameter(
    "cite", "text", "Print the paper that introduces what an id names, or with rows all sources behind a row, too.",
    "--cite", default="none", choices=("none", "paper", "rows"),
)  # fmt: skip
BIB = Parameter(
    "bib",
    "path",
    "Also write the bibliography of what is cited: .bib, .json (CSL), .ris or .txt.",
    "--bib",
    metavar="FILE",
)
CAPTION = Parameter("caption", "text", "The words above a printed table.", "--caption", metavar="TEXT")
LABEL = Parameter("label", "text", "What a document refers to the table by: tab:LABEL.", "--label", metavar="LABEL")
RENAMED = Parameter(
    "renamed", "words", "Print another head above a column; repeat for others.", "--head", default=(), metavar="COLUMN=TEXT",
)  # fmt: skip
DROP = Parameter("drop", "names", "Leave columns out, joined by commas.", "--drop", default=(), metavar="NAMES")
PAPER = Parameter(
    "paper", "text", "The document class that LaTeX is laid out for. Default: article.", "--paper", choices=PAPERS
)
WIDTH = Parameter(
    "width", "text", "The width of the LaTeX table instead: 8.5cm, 3.3in, 252pt.", "--width", metavar="LENGTH"
)
LAYOUT = Parameter(
    "layout", "text", "One column, wide across the page, or long over several pages; by default what fits LaTeX's page.",
    "--layout", choices=LAYOUTS,
)  # fmt: skip
PRINT = (CAPTION, LABEL, RENAMED, DROP, PAPER, WIDTH, LAYOUT)

FORMAT = Parameter(
    "format", "text", "rich, tsv, csv, json, latex, bibtex, …; `mmkb help formats` lists them.", "--format", "-f",
    metavar="NAME", complete="formats",
)  # fmt: skip
PAGE_FORMAT = Parameter(
    "format",
    "text",
    "How to write the page.",
    "--format",
    "-f",
    choices=("rich", "markdown", "json", "latex", "html", "typst", "pandoc", "xlsx", "csv", "tsv"),
    complete="formats",
)
TREE_FORMAT = Parameter(
    "format", "text", "How to draw it.", "--format", "-f", choices=("text", "mermaid", "dot", "json")
)
STYLE = Parameter(
    "format", "text", "By default what the file's suffix says, else bibtex.", "--style", "--format", "-f",
    choices=("bibtex", "biblatex", "csl", "ris", "apa", "ieee"),
)  # fmt: skip
REPORT = Parameter("format", "text", "How to report.", "--format", "-f", choices=("text", "json", "github"))
JSON = Parameter("json", "flag", "The same as --format json.", "--json", default=False)
PRETTY = Parameter("pretty", "flag", "JSON with line breaks, for people.", "--pretty", default=False)
PLOT = Parameter(
    "plot", "flag", "Draw it instead, as text or into a file: .svg, .png or .pdf.", "--plot", default=False
)
OUTPUT = Parameter("output", "path", "Write to a file; its suffix tells the format.", "--output", "-o", metavar="FILE")
FORCE = Parameter("force", "flag", "Overwrite the file if it exists.", "--force", default=False)
DATA = Parameter("data", "path", "The data folder to read.", "--data", metavar="DIR")
ENGINE = Parameter(
    "engine", "text", "Ask this engine instead; by default the one that reads the place --at.", "--engine",
    choices=("duckdb", "postgres", "spark"),
)  # fmt: skip
AT = Parameter(
    "at",
    "text",
    "Where `mmkb load` wrote the tables: a folder, or postgresql://HOST/DATABASE.",
    "--at",
    metavar="PLACE",
)
ENGINES = (ENGINE, AT)
"""What commands take that another engine can answer."""
ONLINE = Parameter(
    "online", "flag", "Fetch arxiv: and doi: from doi.org, hf: from the Hugging Face Hub. Without it nothing is fetched.",
    "--online", default=False,
)  # fmt: skip
NO_COLOR = Parameter("no_color", "flag", "No colours.", "--no-color", default=False)

_FILE = (JSON, PRETTY, OUTPUT, FORCE, DATA)
DELIVERY = (*_FILE, NO_COLOR)
"""What all commands take whose answer can be written to a file in several formats."""


def table(
    name: str,
    panel: str,
    summary: str,
    answer: Callable[..., object],
    *parameters: Parameter,
    examples: Sequence[str],
    more: str = "",
    cite: Parameter | None = None,
    engines: bool = False,
    plots: bool = False,
    drawn: Sequence[str] = (),
) -> Command:
    """Declare a command that answers with a Table.

    `cite`: how it brings its sources; `engines`: others can answer; `plots`: the answer can be drawn, with the columns
    `drawn` where none are asked for.
    """
    own = (*parameters, *([cite] if cite else []))
    plot = [PLOT] if plots else []
    door = (*([BIB] if cite else []), FORMAT, *plot, *PRINT, *DELIVERY, *(ENGINES if engines else ()))
    return Command(
        *(name, panel, summary, answer),
        returns="table",
        parameters=own,
        handed_on=door,
        examples=examples,
        more=more,
        drawn=drawn,
    )


def listing(
    name: str,
    panel: str,
    summary: str,
    answer: Callable[..., object],
    *parameters: Parameter,
    examples: Sequence[str],
) -> Command:
    """Declare a command that lists rows of a kind: a table with a query, columns, an order and a limit."""
    own = (QUERY, *parameters, LAYER, *LISTED)
    return table(name, panel, summary, answer, *own, cite=CITE, engines=True, plots=True, examples=examples)


def pages(
    name: str,
    panel: str,
    summary: str,
    answer: Callable[..., object],
    *parameters: Parameter,
    examples: Sequence[str],
    cite: Parameter,
    engines: bool = False,
) -> Command:
    """Declare a command that answers with Pages; `cite`: how they bring their sources; `engines`: others can answer."""
    door = (BIB, PAGE_FORMAT, PAPER, WIDTH, LAYOUT, *DELIVERY, *(ENGINES if engines else ()))
    own = (*parameters, cite)
    return Command(name, panel, summary, answer, returns="pages", parameters=own, handed_on=door, examples=examples)


def calculation(
    name: str,
    summary: str,
    answer: Callable[..., object],
    *parameters: Parameter,
    examples: Sequence[str],
) -> Command:
    """Declare a command that calculates a Table on models, with its formulas and the places of its inputs on request."""
    own = (MODELS, *parameters, EXPLAIN)
    return table(name, CALCULATE, summary, answer, *own, cite=CITE_PAPERS, examples=examples, plots=True)
