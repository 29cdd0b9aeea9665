"""The formats by name and by file suffix; each is a module that is imported when it is used."""

from __future__ import annotations

from mmkb.errors import UsageError, did_you_mean, needs_package
from mmkb.schema.struct import Struct
from mmkb.suggest import near

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from pathlib import PurePath
    from typing import Protocol

    from mmkb.views.table import Page, Table

    class Renderer(Protocol):
        """What a format's module offers."""

        def render(self, table: Table) -> str | bytes:
            """Return a table as text with a line end, or as the bytes of a file."""

        def render_pages(self, pages: tuple[Page, ...]) -> str | bytes:
            """Return pages as text with a line end, or as the bytes of a file."""


class Format(Struct):
    """A format: its module below `mmkb.formats`, the suffixes of its files, what it can do.

    `pages`: it renders pages too; `needs`: the package that it imports, for which there is an `extra`, by default of the
    format's name; `bibliography`: it writes the documents that a table cites instead of its rows; `draws`: it draws a
    picture of them, where there is one; `heeds`: the wishes for print (see `views/dressing.py`) that it fulfils.
    """

    __slots__ = ("bibliography", "draws", "extra", "heeds", "help", "module", "name", "needs", "pages", "suffixes")

    def __init__(
        self,
        name: str,
        module: str,
        suffixes: tuple[str, ...],
        help_: str,
        *,
        pages: bool = False,
        needs: str | None = None,
        extra: str | None = None,
        bibliography: bool = False,
        draws: bool = False,
        heeds: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.module = module
        self.suffixes = suffixes
        self.help = help_
        self.pages = pages
        self.needs = needs
        self.extra = extra or name
        self.draws = draws
        self.bibliography = bibliography
        self.heeds = heeds

    def load(self) -> Renderer:
        """Import the module and return it; raises UsageError, with the command that installs it, when a package is missing."""
        if self.needs is not None:
            from importlib.util import find_spec

            if find_spec(self.needs) is None:
                raise needs_package(f"the format {self.name}", self.needs, self.extra)
        renderer: Renderer = __import__(f"mmkb.formats.{self.module}", fromlist=["render"])
        return renderer


_TEXT = ("caption", "renamed")
_PRINT = ("caption", "label", "renamed")
_PAPER = (*_PRINT, "paper", "width", "layout")
_ALL = (
    Format("rich", "rich_text", (".txt",), "tables for a terminal", pages=True, heeds=("renamed",)),
    Format("tsv", "delimited_tsv", (".tsv", ".tab"), "tab-separated values, for pipes", pages=True),
    Format("csv", "delimited_csv", (".csv",), "comma-separated values, for spreadsheets", pages=True),
    Format("json", "json_text", (".json",), "one JSON object, with types, marks and a schema_version", pages=True),
    Format("jsonl", "json_lines", (".jsonl", ".ndjson"), "one JSON object a row"),
    Format("yaml", "yaml_text", (".yaml", ".yml"), "the JSON object as YAML"),
    Format(
        "markdown",
        "markdown",
        (".md", ".markdown"),
        "a Markdown table; sources as footnotes",
        pages=True,
        heeds=_TEXT,
    ),
    Format("pandoc", "markdown_pandoc", (), "a Markdown table for pandoc; sources as [@key]", heeds=_PRINT, pages=True),
    Format("latex", "latex", (".tex",), "a LaTeX table with booktabs; sources by \\cite", heeds=_PAPER, pages=True),
    Format("typst", "typst", (".typ",), "a Typst figure with a table; sources by #cite", heeds=_PRINT, pages=True),
    Format("html", "html_page", (".html", ".htm"), "one page with the table and its sources", heeds=_TEXT, pages=True),
    Format("xlsx", "xlsx", (".xlsx",), "an Excel workbook with a sheet of sources", needs="openpyxl", pages=True),
    Format("parquet", "parquet", (".parquet",), "one Parquet file, typed", needs="pyarrow"),
    Format("sqlite", "sqlite", (".sqlite", ".db"), "an SQLite file with the rows and their sources"),
    Format("eee", "eee", (), "results for Every Eval Ever: a log of schema 0.3.0 per model and source, one a line"),
    Format("eval-results", "eval_results", (), "results of one model for its .eval_results/ on the Hugging Face Hub"),
    Format("plot", "plot", (), "a picture as text, for a terminal", draws=True, heeds=_TEXT),
    Format("vega-lite", "vega_lite", (), "a picture as Vega-Lite 5, to change it", draws=True, heeds=_TEXT),
    *(
        Format(
            *(name, f"picture_{name}", (f".{name}",), f"a picture as {name.upper()}"),
            needs="vl_convert",
            extra="plot",
            draws=True,
            heeds=_TEXT,
        )
        for name in ("svg", "png", "pdf")
    ),
    Format("bibtex", "bibtex", (".bib",), "the bibliography of the rows for BibTeX", bibliography=True),
    Format("biblatex", "biblatex", (), "the same for BibLaTeX and Typst, in Unicode", bibliography=True),
    Format("csl-json", "csl_json", (), "the same for pandoc and Zotero", bibliography=True),
    Format("ris", "ris", (".ris",), "the same for reference managers", bibliography=True),
    Format("apa", "apa", (), "the same as text, in the manner of APA", bibliography=True),
    Format("ieee", "ieee", (), "the same as text, in the manner of IEEE", bibliography=True),
)
FORMATS: dict[str, Format] = {format_.name: format_ for format_ in _ALL}


def by_name(name: str) -> Format:
    """Return the format called `name`; raises UsageError with a suggestion."""
    if name not in FORMATS:
        close = did_you_mean(near(name, FORMATS))
        raise UsageError(f"unknown format {name!r}", close or f"one of: {', '.join(FORMATS)}")
    return FORMATS[name]


def bibliography_format(path: PurePath) -> Format:
    """Return the bibliography format of a file by its suffix, where .json is CSL-JSON; raises UsageError."""
    suffixes = {".bib": "bibtex", ".json": "csl-json", ".ris": "ris", ".txt": "apa"}
    if path.suffix.lower() not in suffixes:
        raise UsageError(f"the name {path.name!r} tells no format of a bibliography", f"one of: {', '.join(suffixes)}")
    return FORMATS[suffixes[path.suffix.lower()]]


def by_suffix(path: PurePath) -> Format:
    """Return the format of a file by its suffix; raises UsageError when it tells none."""
    for format_ in _ALL:
        if path.suffix.lower() in format_.suffixes:
            return format_
    known = ", ".join(suffix for format_ in _ALL for suffix in format_.suffixes)
    raise UsageError(f"the name {path.name!r} tells no format", f"name a format, or use one of the suffixes {known}")
