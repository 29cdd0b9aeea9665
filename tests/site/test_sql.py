"""SQL in the page: the same answers as SQLite gives of the whole export, and what becomes of faults and of endless questions."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from browsing import Seen, copied
from consumers import DATA
from mmkb import open_kb
from mmkb.formats import whole_sqlite
from mmkb.site.sql import EXAMPLES

ON_DEMAND = ("data/sql.js", "assets/sql-wasm-inline.js", "assets/sql-worker.js")
ENDLESS = "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT count(*) FROM a"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The whole knowledge base as `mmkb export --all` writes it."""
    target = tmp_path_factory.mktemp("exported") / "kb.sqlite"
    with open_kb(DATA) as base:
        whole_sqlite.write(base.export(all=True), target, lambda *_: None)
    with closing(sqlite3.connect(target)) as connection:
        yield connection


def shown(page: Page) -> list[list[str]]:
    return page.locator("#answer tbody tr").evaluate_all(  # type: ignore[no-any-return]
        "rows => rows.map(row => Array.from(row.cells, cell => cell.textContent))"
    )


def told(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "NULL" if value is None else str(value)


@pytest.mark.parametrize(
    "sql",
    [
        *EXAMPLES.values(),
        "SELECT * FROM models WHERE id LIKE 'llava%' ORDER BY id",
        "SELECT id, params, price_input, typeof(params), typeof(price_input) FROM models ORDER BY id LIMIT 400",
        "SELECT i.value, count(*) FROM models m, json_each(m.input) i GROUP BY 1 ORDER BY 1",
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name IN ('models', 'models_input', 'evidence') ORDER BY name",
        "SELECT term_id, position, value FROM glossary_japanese ORDER BY 1, 2",
        "SELECT kind, id, field, source, at, because FROM evidence WHERE inferred IS NOT NULL ORDER BY 1, 2, 3, 4, 5 LIMIT 300",
    ],
)
def test_an_answer_is_that_of_the_exported_file(sql: str, seen: Seen, exported: sqlite3.Connection) -> None:
    page = seen.open(f"sql.html#q={quote(sql)}")
    wanted = exported.execute(sql)
    assert page.locator("#answer thead th").all_inner_texts() == [column[0] for column in wanted.description]
    rows = [[told(value) for value in row] for row in wanted]
    assert rows
    assert shown(page) == rows


def test_nothing_of_it_is_loaded_before_the_first_question(seen: Seen) -> None:
    page = seen.open("sql.html")
    assert not [url for url in seen.asked if url.endswith(ON_DEMAND)]
    page.locator("#q").fill("SELECT count(*) FROM models")
    page.locator("#q").press("Control+Enter")
    page.wait_for_selector("#answer table")
    assert [url.partition(f"{seen.site}/")[2] for url in seen.asked if url.endswith(".js")][-3:] == list(ON_DEMAND)
    for path in ("models/index.html", "index.html"):
        seen.asked.clear()
        seen.open(path)
        assert not [url for url in seen.asked if "sql" in url and url.endswith(".js")]


def test_a_query_is_in_the_address_and_opens_anew(seen: Seen, browser: Browser, site: Path) -> None:
    page = seen.open("sql.html")
    page.locator("#q").fill("SELECT '100%+1' AS said,\n  'é&#' AS other")
    page.get_by_role("button", name="run").click()
    page.wait_for_selector("#answer table")
    other = Seen(browser, site)
    found = other.open(page.url.partition(f"{site}/")[2])
    assert shown(found) == shown(page) == [["100%+1", "é&#"]]
    assert other.faults() == []
    other.context.close()


def test_the_rows_are_copied_all_of_them(seen: Seen, exported: sqlite3.Connection) -> None:
    sql = "SELECT id, model, printed, copied_from FROM results ORDER BY id"
    page = seen.open(f"sql.html#q={quote(sql)}")
    assert len(shown(page)) == 1000
    rows = list(csv.reader(StringIO(copied(page, page.locator("#answer"), "CSV"))))
    wanted = [["" if value is None else str(value) for value in row] for row in exported.execute(sql)]
    assert rows[0] == ["id", "model", "printed", "copied_from"]
    assert [[cell.removeprefix("'") for cell in row] for row in rows[1:]] == wanted


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        ("SELEC 1", 'near "SELEC": syntax error'),
        ("SELECT * FROM modles", "no such table: modles"),
        ("DELETE FROM models", "attempt to write a readonly database"),
        ("SELECT '", 'unrecognized token: "\'"'),
    ],
)
def test_a_fault_is_shown_in_the_words_of_sqlite(sql: str, wrong: str, seen: Seen) -> None:
    page = seen.open(f"sql.html#q={quote(sql)}")
    assert page.locator("#told").inner_text() == wrong
    assert page.locator("#q").get_attribute("aria-invalid") == "true"
    page.locator("#q").fill("SELECT count(*) > 100 FROM models")
    page.get_by_role("button", name="run").click()
    page.wait_for_selector("#answer table")
    assert shown(page) == [["1"]]
    assert page.locator("#q").get_attribute("aria-invalid") is None


def test_a_question_without_end_is_stopped(seen: Seen) -> None:
    page = seen.open("sql.html")
    page.locator("#q").fill(ENDLESS)
    page.get_by_role("button", name="run").click()
    page.get_by_role("button", name="stop").click()
    assert page.locator("#told").inner_text() == "stopped"
    page.locator("#q").fill("SELECT 1 AS one")
    page.get_by_role("button", name="run").click()
    page.wait_for_selector("#answer table")
    assert shown(page) == [["1"]]


def test_text_of_records_is_no_markup(seen: Seen) -> None:
    page = seen.open(
        f"sql.html#q={quote('SELECT ' + repr('<img src=x onerror=alert(1)>') + ' AS ' + repr('<b>head</b>'))}"
    )
    assert shown(page) == [["<img src=x onerror=alert(1)>"]]
    assert page.locator("#answer img, #answer b").count() == 0


def test_what_cannot_be_loaded_is_said(browser: Browser, site: Path) -> None:
    made = Seen(browser, site)
    made.page.route("**/assets/sql-wasm-inline.js", lambda route: route.abort())
    made.page.goto(f"file://{site}/sql.html#q=SELECT%201")
    made.page.wait_for_selector("#told strong")
    assert made.page.locator("#told").inner_text() == "cannot load assets/sql-wasm-inline.js"
    assert made.page.get_by_role("button", name="run").is_enabled()
    made.context.close()
