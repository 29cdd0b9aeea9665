"""The floors import downwards only, and commands import only what they use."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "mmkb"
FLOORS = (
    "terminal",
    "progress",
    "errors",
    "suggest",
    "writing",
    "schema",
    "corpus",
    "index",
    "query",
    "engines",
    "formulas",
    "rows",
    "importers",
    "views",
    "formats",
    "commands",
    "mcp",
    "site",
    "tables",
    "listings",
    "calculations",
    "comparisons",
    "curation",
    "taking",
    "kb",
    "cli",
)


ABOVE_ROWS = FLOORS[FLOORS.index("rows") + 1 :]


def floor_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> set[str]:
    """Return the modules that a module imports, at its top or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


def imported(path: Path) -> set[str]:
    """Return the floors of ours that a module imports."""
    return {name.split(".")[1] for name in imported_modules(path) if name.startswith("mmkb.")}


IMPORTED = {path: imported(path) for path in sorted(SOURCE.rglob("*.py"))}


@pytest.mark.parametrize("path", IMPORTED, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_down(path: Path) -> None:
    floor = floor_of(path)
    if floor in ("__init__", "__main__"):
        return
    assert floor in FLOORS, "a new floor has its place in the order"
    above = set(FLOORS[FLOORS.index(floor) + 1 :])
    assert not IMPORTED[path] & above
    if floor == "formats":
        assert not IMPORTED[path] & {"index", "query", "corpus"}, "a format knows the Table alone"
    if floor == "formulas":
        assert IMPORTED[path] <= {"formulas"}, "a formula knows numbers alone"


@pytest.mark.parametrize(
    "path",
    [path for path in IMPORTED if floor_of(path) in ABOVE_ROWS],
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_what_is_asked_of_the_index_stands_in_rows(path: Path) -> None:
    """Formats write SQLite files, but nothing above `rows` reads by SQL or makes a condition for it."""
    assert not asking(path.read_text(encoding="utf-8"))
    assert not imported_modules(path) & {"mmkb.query.sql", "mmkb.query.values", "mmkb.index.tables"}


def asking(source: str) -> list[str]:
    """Return the pieces of text in a module that ask something in SQL."""
    texts = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return [
        text for text in texts if isinstance(text, str) and re.search(r"\b(SELECT|JOIN|WHERE|(ORDER|GROUP) BY)\b", text)
    ]


@pytest.mark.parametrize(
    "source",
    [
        "index.rows('SELECT 1')",
        'index.rows(f"SELECT {names} FROM models")',
        'index.rows(beginning + f"WHERE {names} = 1")',
        "X = 'a LEFT JOIN b USING (rid)'",
        "def ask():\n    return 'x ORDER BY y'",
    ],
)
def test_a_statement_would_be_seen(source: str) -> None:
    assert asking(source)
    assert not asking("'select the rows where they join'")


def test_one_module_asks_the_network() -> None:
    asking_modules = {"urllib.request", "http.client", "socket", "ssl", "ftplib", "smtplib"}
    found = {path.relative_to(SOURCE).as_posix() for path in IMPORTED if imported_modules(path) & asking_modules}
    assert found == {"importers/fetch.py"}


OURS = f"import sys\nsys.path.insert(0, {str(SOURCE.parent)!r})\n"
"""Begins a process of its own with the sources that are tested."""


def modules_after(*arguments: str, data: Path) -> set[str]:
    """Return the modules that a fresh process has imported when a command is done."""
    code = (
        f"{OURS}from mmkb.cli.main import main\n"
        f"sys.argv = ['mmkb', *{list(arguments)!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"MMKB_DATA": str(data), "HOME": str(data.parent)},
    )
    return {name.split(".")[0] for name in done.stderr.split()}


RECORD = "id: a\nname: A\ninput: [text]\ntraining: {stages: [{name: s}]}\nvariants: [{id: a-1}, {id: a-2}]\n"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one record, which has a list of items and variants, and a fresh index."""
    folder = tmp_path_factory.mktemp("home") / "data"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "a.yaml").write_text(RECORD, encoding="utf-8")
    modules_after("models", data=folder)
    return folder


@pytest.mark.parametrize(
    ("arguments", "forbidden"),
    [
        (["--version"], {"typer", "yaml", "rich", "rapidfuzz", "pydantic"}),
        (["--help"], {"typer", "yaml", "rich", "rapidfuzz", "pydantic", "sqlite3"}),
        (["show", "--help"], {"typer", "yaml", "rich", "rapidfuzz", "pydantic", "sqlite3"}),
        (["models", "--json"], {"typer", "yaml", "rich", "rapidfuzz", "pydantic"}),
        (["models", "input:text", "-f", "tsv"], {"typer", "yaml", "rich", "rapidfuzz"}),
        (["show", "a", "-f", "markdown"], {"typer", "yaml", "rich", "rapidfuzz"}),
        (["fields", "models", "-f", "csv"], {"typer", "yaml", "rich", "rapidfuzz"}),
        (["search", "a", "--json"], {"typer", "yaml", "rich", "rapidfuzz", "pydantic"}),
        (["show", "a", "--json"], {"typer", "yaml", "rich", "rapidfuzz", "pydantic", "typing", "dataclasses"}),
        (["models", "-f", "rich"], {"typer", "yaml", "rapidfuzz", "vl_convert"}),
        (["stats", "models", "--by", "input", "--plot"], {"typer", "yaml", "rapidfuzz", "vl_convert"}),
        (["stats", "models", "--by", "input", "-f", "vega-lite"], {"typer", "yaml", "rapidfuzz", "vl_convert"}),
        (["plot"], {"typer", "yaml", "rich", "rapidfuzz", "vl_convert"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_commands_import_what_they_use(arguments: list[str], forbidden: set[str], data: Path) -> None:
    modules = modules_after(*arguments, data=data)
    assert "mmkb" in modules
    assert not modules & forbidden


def test_the_index_is_read_without_the_record_classes(data: Path) -> None:
    code = f"{OURS}from mmkb import open_kb\nopen_kb().models()\nassert not {{'pydantic', 'yaml'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={"MMKB_DATA": str(data), "HOME": str(data.parent)})


SLOW = {
    "dataclasses",
    "fnmatch",
    "hashlib",
    "inspect",
    "pathlib",
    "pydantic",
    "rapidfuzz",
    "rich",
    "tempfile",
    "tomllib",
    "typer",
    "typing",
    "urllib",
    "yaml",
}
"""Modules whose import costs more than what a plain read does."""

PLAIN = [
    *("errors.py", "suggest.py", "corpus/files.py", "index/index.py", "index/pattern.py"),
    *(f"schema/{name}.py" for name in ("field", "kinds", "struct", "text", "values")),
    *(f"query/{name}.py" for name in ("ast", "parse", "route", "search", "sql", "values")),
    *(f"rows/{name}.py" for name in ("columns", "evidence", "facts", "links", "listed", "results", "row")),
    *(f"views/{name}.py" for name in ("bibliography", "listing", "reference", "searching", "table")),
]
"""The modules that a plain read goes through."""


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_read_imports_nothing_slow(name: str) -> None:
    """At its top; what a function imports is paid by those who call it."""
    top = ast.parse((SOURCE / name).read_text(encoding="utf-8")).body
    found = {node.module.split(".")[0] for node in top if isinstance(node, ast.ImportFrom) and node.module}
    found |= {alias.name.split(".")[0] for node in top if isinstance(node, ast.Import) for alias in node.names}
    assert found
    assert not found & (SLOW | {"collections.abc", "enum", "calendar", "decimal"})


def test_a_query_is_compiled_and_cells_are_made_without_slow_imports() -> None:
    """In a process of its own, with nothing else of ours imported before."""
    code = (
        f"{OURS}from mmkb.query.parse import parse\nfrom mmkb.schema.field import Field, Fields\n"
        "from mmkb.schema.values import quantity, date_span, short_quantity\nimport mmkb.index.pattern\n"
        "import mmkb.suggest, mmkb.errors, mmkb.corpus.files\n"
        "str(parse('a:b,c..d or not \"x y\" params>7B')), quantity('1.5B'), date_span('2023-07'), short_quantity(12345)\n"
        "Fields.from_json([Field('models', 'id', 'id', 'id').to_json()])\n"
        "mmkb.index.pattern.Pattern('^a.*b$').found_in('aab')\n"
        "from mmkb.views.reference import About, Reference\nfrom mmkb.views.cell_text import text\n"
        "from mmkb.views.table import Cell, Column, Table\n"
        "column = Column('a', 'a', 'quantity')\nreference = Reference('k', 'web', 'K')\n"
        "table = Table('t', (column,), ((Cell(7e9),),), 1, references=(reference,), about=About('d', '1')).but(title='u')\n"
        "text(table.rows[0][0].but(cited=True), column)\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert "mmkb.query.parse" in done.stdout
    assert not {name.split(".")[0] for name in done.stdout.split()} & SLOW
