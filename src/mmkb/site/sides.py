"""The page that compares models: what to choose from where scripts run, else how to compare in a shell."""

from __future__ import annotations

from mmkb.site.lists import heading
from mmkb.site.models import ASKING

SCRIPTS = (*ASKING, "assets/copy.js", "assets/models-cells.js", "assets/compare-scores.js", "assets/compare.js")

_BODY = """
<p class="static">Where scripts run, models are chosen here. In a shell:
<code>mmkb compare llava-1.5-7b qwen-vl-chat --differing</code>.</p>
<section id="live" hidden aria-label="Comparison">
<ul id="sides" class="chips"></ul>
<p class="query"><label for="add">Add a model</label><input id="add" list="ids" autocomplete="off" spellcheck="false"></p>
<datalist id="ids"></datalist>
<p><label><input id="whole" type="checkbox"> also what does not differ</label></p>
<p id="told" role="status"></p>
<div class="tools"><p class="command"><code id="command"></code></p><p id="offers">copy as </p></div>
<div id="comparison"></div>
<p class="note">Scores stand side by side when they stand at one place of one source with one protocol, or when both state
setting or shots and nothing stated differs. Silence is not agreement. ° cited, not read at its source · ≈ inferred ·
≠ a source disagrees.</p>
</section>
"""


def sides() -> str:
    """Return the page."""
    return (
        heading("Compare", "Two to six models beside each other: only what differs, and which scores may stand so.")
        + _BODY
    )
