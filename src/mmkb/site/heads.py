"""Heads and cache: how query heads share key/value heads, and what that saves, for the models whose heads are on record."""

from __future__ import annotations

from mmkb.errors import KbError
from mmkb.formats.heads import draw
from mmkb.formats.html_page import escaped
from mmkb.index.index import Index
from mmkb.site.lists import filtered, heading
from mmkb.site.tables import Drawn
from mmkb.views.heads import EXAMPLES, sharing
from mmkb.views.kv_cache import kv_cache
from mmkb.views.table import Table

SCRIPTS = ("assets/data.js", "data/cache.js", "assets/heads.js")
CONTEXTS = (1024, 4096, 16_384, 65_536, 262_144, 1_048_576)
_SHOWN = CONTEXTS[1], CONTEXTS[3]
_NAMES = {"mha": "Multi-head: every query head has its own", "gqa": "Grouped-query: groups share one",
          "mqa": "Multi-query: all share one"}  # fmt: skip
_LIVE = """
<section id="live" class="heads" hidden aria-label="Sharing heads">
<p><label for="share">Key/value heads for 32 query heads: <output id="many" for="share"></output></label><br>
<input id="share" type="range" min="0" max="5" step="1" value="2"></p>
<div id="drawn"></div>
<p id="told" role="status"></p>
<p class="note">32 layers, heads of 128 numbers, 16 bits each: 2 · layers · key/value heads · head dimension · 2 bytes.</p>
<h2>Cache over context</h2>
<p class="query"><label for="add">Add a model</label><input id="add" list="ids" autocomplete="off" spellcheck="false"></p>
<datalist id="ids"></datalist>
<ul id="sides" class="chips"></ul>
<div id="chart"></div>
</section>
"""


def heads(drawn: Drawn, index: Index, cache: Table | None) -> str:
    """Return the page: three drawings, a slider where scripts run, and the `cache` of every model at two contexts."""
    drawings = "".join(
        f"<figure><figcaption>{_NAMES[name]}</figcaption>"
        f'<pre tabindex="0">{escaped(draw(sharing(index, name, heads=None, kv_heads=None), 60))}</pre></figure>'
        for name in EXAMPLES
    )
    words = "From multi-head over grouped-query to multi-query attention: fewer key/value heads, a smaller cache."
    parts = [heading("Heads and cache", words), f'<div class="drawings">{drawings}</div>', _LIVE]
    if cache is not None:
        at = _at(cache, "tokens")
        rows = tuple(row for row in cache.rows if row[at].value in (None, *_SHOWN))
        parts.append("<h2>Every model whose heads are on record</h2>")
        parts.append(filtered(drawn, cache.but(rows=rows, total=len(rows), title="key/value cache, one sequence")))
    return "".join(parts)


def caches(index: Index) -> Table | None:
    """Return the cache of every model whose heads are on record, at all contexts; None where there is none."""
    try:
        return kv_cache(index, ["has:kv_heads or has:latent_dim"], tokens=CONTEXTS, given={})
    except KbError:
        return None


def curves(cache: Table) -> dict[str, list[int | float]]:
    """Return by model the bytes of its cache at each context, of those whose cache is known at all of them."""
    found: dict[str, list[int | float]] = {}
    at = _at(cache, "cache")
    for row in cache.rows:
        if isinstance(size := row[at].value, (int, float)):
            found.setdefault(str(row[0].value), []).append(size)
    return {id_: sizes for id_, sizes in found.items() if len(sizes) == len(CONTEXTS)}


def _at(table: Table, name: str) -> int:
    return [column.name for column in table.columns].index(name)
