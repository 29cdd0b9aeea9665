"""The list of models: a table that reads without script, and around it what scripts make it alive with."""

from __future__ import annotations

from mmkb.schema.kinds import KINDS
from mmkb.site.lists import heading
from mmkb.site.tables import Drawn
from mmkb.views.table import Table

ASKING = tuple(f"assets/{name}.js" for name in ("data", "query-parse", "query-resolve", "query-values", "query-run"))
"""The scripts that answer queries."""
SCRIPTS = (
    *(*ASKING, "data/core.js", "data/evidence.js", "assets/copy.js"),
    *(f"assets/models{part}.js" for part in ("-cells", "-facets", "-out", "")),
)
"""Those of the list; the page names the data, too, so that a browser reads them while it lays out the table."""

_LIVE = """
<section id="live" hidden aria-label="Filter">
<div class="query"><label for="q">Query</label>
<input id="q" type="search" autocomplete="off" spellcheck="false" placeholder="input:video access:open params:..13B">
<p id="told" role="status"></p></div>
<div class="tools"><p class="command"><code id="command"></code></p><p id="offers">copy as </p>
<details><summary>columns</summary><div id="columns"></div></details></div>
<p id="chosen" hidden></p>
</section>
<aside aria-label="Facets"><details id="filters"><summary>Filters</summary><div id="facets"></div></details></aside>
"""
_AFTER = """
<button id="rest" type="button" hidden></button>
<div id="provenance" role="tooltip" hidden></div>
"""


def models(drawn: Drawn, table: Table) -> str:
    """Return the page of the listing of all models."""
    note = (
        '<p class="note static">Where scripts run, this list has facets, the query language of the shell, and the source of '
        "every cell.</p>"
    )
    return (
        heading("Models", KINDS["models"].help)
        + note
        + f'<div class="explorer">{_LIVE}<div id="models">{drawn.table(table, heading=False)}{_AFTER}</div></div>'
    )
