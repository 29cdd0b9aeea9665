"""SQL in the browser: the relations of `mmkb export --all`, asked by an SQLite that runs in the page."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from typing import Any
from urllib.parse import quote

from mmkb.formats.html_page import escaped
from mmkb.formats.sqlite import stored
from mmkb.formats.whole_sqlite import statement
from mmkb.schema.kinds import KINDS
from mmkb.site.shell import POLICY as STRICT
from mmkb.views.relation import Attribute, Relation, Whole

SCRIPTS = ("assets/data.js", "assets/copy.js", "assets/sql.js")
"""Those of the page; SQLite itself and the rows are loaded with the first question."""
POLICY = STRICT.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") + "; worker-src blob:"
"""SQLite is WebAssembly in a worker; as asm.js it would need no word in the policy, but is half as large again, answers five
times as slowly, and is deprecated by its makers. The word permits no script to be made of text."""
EXAMPLES = {
    title: words.rstrip().rstrip(";")
    for title, _, words in (
        part.partition("\n")
        for part in resources.files("mmkb.site").joinpath("examples.sql").read_text(encoding="utf-8").split("-- ")[1:]
    )
}
"""Questions that any knowledge base can be asked, by what they find."""
_LIVE = """
<section id="live" hidden aria-label="Query">
<p><label for="q">SQL, as SQLite has it</label>
<textarea id="q" rows="6" spellcheck="false" autocapitalize="off" autocomplete="off"></textarea></p>
<p class="run"><button id="run" type="button">run</button> <button id="stop" type="button" hidden>stop</button>
<span id="told" role="status">Ctrl+Enter runs it. The first run loads SQLite and all rows.</span></p>
</section>
"""


def page(whole: Whole) -> str:
    """Return the page: a query with examples, the answer, and what can be asked beside."""
    examples = "".join(
        f'<li><a href="#q={escaped(quote(sql))}">{escaped(title)}</a><pre class="static" tabindex="0">{escaped(sql)}</pre></li>'
        for title, sql in EXAMPLES.items()
    )
    return (
        '<h1>SQL</h1>\n<p class="lead">Ask all records and the evidence behind them, here in the browser. The tables are '
        "those of <code>mmkb export --all -o kb.sqlite</code>: what is written here runs there, in whatever reads SQLite.</p>\n"
        f'<div class="asking"><div>\n<h2>Examples</h2>\n<ul class="examples">{examples}</ul>{_LIVE}'
        f'<div id="answer"></div></div>\n<aside aria-label="Tables"><h2>Tables</h2>{_schema(whole.relations)}</aside></div>'
    )


def rows(whole: Whole) -> list[dict[str, Any]]:
    """Return every relation with the statement that makes its table, and its rows as columns."""
    found = []
    for relation in whole.relations:
        columns = [
            list(map(stored, column)) if attribute.many else column
            for attribute, column in zip(relation.attributes, zip(*relation.rows(), strict=True), strict=False)
        ]
        found.append({"name": relation.name, "create": statement(relation), "columns": columns})
    return found


def _schema(relations: Iterable[Relation]) -> str:
    """Return what can be asked: records, what belongs to all of them, and the lists in records, folded away."""
    told, lists = [], []
    for relation in relations:
        if relation.name.partition("_")[0] in KINDS and relation.name not in KINDS:
            lists.append(_relation(relation))
        else:
            told.append(_relation(relation))
    folded = f"<details><summary>{len(lists)} lists, an item a row</summary>{''.join(lists)}</details>"
    return "".join(told) + (folded if lists else "")


def _relation(relation: Relation) -> str:
    columns = "".join(map(_column, relation.attributes))
    return (
        f'<details class="relation"><summary><code>{escaped(relation.name)}</code></summary>'
        f'<p class="note">{escaped(relation.help)}</p><dl>{columns}</dl></details>'
    )


def _column(column: Attribute) -> str:
    kind = "JSON list" if column.many else column.kind
    unit = f", {column.unit}" if column.unit else ""
    return f"<div><dt><code>{escaped(column.name)}</code> {escaped(kind + unit)}</dt><dd>{escaped(column.meaning)}</dd></div>"
