"""Every format takes every table and page: it gives a whole text or file, or says why not; nothing else is raised."""

from __future__ import annotations

import csv
import io
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from fuzz.hostile import FUZZ, PAGES, from_json, outcome, references, tables
from mmkb.errors import UsageError
from mmkb.formats.registry import FORMATS, Format
from mmkb.views.reference import Reference
from mmkb.views.table import Page, Table

BIBLIOGRAPHIES = [format_ for format_ in FORMATS.values() if format_.bibliography]
OURS = [format_ for format_ in FORMATS.values() if format_.extra != "plot"]
"""Without the pictures that vl-convert makes of what is written as vega-lite, a second a table."""
WITH_PAGES = [format_ for format_ in FORMATS.values() if format_.pages]


def whole(format_: Format, written: str | bytes) -> None:
    """Check what holds for the output of every format."""
    if isinstance(written, str):
        written.encode()
        assert not written or written.endswith("\n")


@FUZZ
@given(tables())
def test_every_format_takes_every_table(table: Table) -> None:
    for format_ in OURS:
        written = outcome(UsageError, partial(format_.load().render, table))
        if isinstance(written, UsageError):
            assert format_.draws or format_.name in ("eee", "eval-results")
            continue
        whole(format_, written)
        if format_.name == "json":
            assert len(from_json(str(written))["rows"]) == len(table.rows)
        if format_.name == "jsonl":
            assert len([from_json(line) for line in str(written).split("\n")[:-1]]) == len(table.rows)
        if format_.name == "csv":
            assert len(list(csv.reader(io.StringIO(str(written), newline=""), strict=True))) == len(table.rows) + 1


@FUZZ
@given(st.lists(PAGES, max_size=2).map(tuple))
def test_every_format_with_pages_takes_every_page(pages: tuple[Page, ...]) -> None:
    for format_ in WITH_PAGES:
        written = outcome(UsageError, partial(format_.load().render_pages, pages))
        if isinstance(written, UsageError):
            assert format_.name in ("csv", "tsv")
            assert sum(len(page.tables) for page in pages) != 1
            continue
        whole(format_, written)
        if format_.name == "json":
            assert len(from_json(str(written))["pages"]) == len(pages)


@FUZZ
@given(st.lists(references(), max_size=3, unique_by=lambda reference: reference.key))
def test_every_bibliography_takes_every_document(cited: list[Reference]) -> None:
    for format_ in BIBLIOGRAPHIES:
        written = format_.load().render(Table("t", (), (), 0, cite="rows", references=tuple(cited)))
        whole(format_, written)
        if format_.name == "csl-json":
            assert {entry["id"] for entry in from_json(str(written))} == {reference.key for reference in cited}
