"""The first page, and the page that says how all of this was made."""

from __future__ import annotations

from urllib.parse import quote

from mmkb.formats.html_page import escaped
from mmkb.index.index import Index
from mmkb.schema.kinds import KINDS
from mmkb.site.lists import heading
from mmkb.site.tables import Drawn
from mmkb.views.bibliography import about
from mmkb.views.catalogue import inventory
from mmkb.views.listing import Request, listing

WORDS = (
    "The multimodal-LLM literature as data: models, attention variants, tuning methods, benchmarks, reported results and "
    "the claims of surveys, each fact with the place in the source where it stands."
)
_LEAD = (
    "Models, attention variants, tuning methods, benchmarks, reported results and the claims of surveys: filter them, compare "
    "them, and follow every cell to the place in the source where it stands."
)
_FIGURES = ("models", "benchmarks", "results", "sources", "claims", "attention", "tuning", "datasets")
_DOORS = (
    ("models/index.html", "Find a model", "Filter by what it takes and makes, its licence, size, access, parts."),
    ("compare.html", "Compare models", "Two to six beside each other: what differs, and which scores may stand so."),
    (
        "leaderboards/index.html",
        "Leaderboards",
        "Reported scores by instrument, ranked within one protocol, with their place.",
    ),
    ("stages/index.html", "Training stages", "Which module is frozen and which is trained, stage by stage."),
    (
        "heads.html",
        "Heads and cache",
        "From multi-head over grouped-query to multi-query attention, and what it saves.",
    ),
    ("openness.html", "Openness", "Weights, code, data, documents: what can be had, component by component."),
    ("timeline.html", "Timeline", "What was released when, and what each introduced."),
    ("claims/index.html", "Claims of surveys", "What surveys claim, and whether it holds."),
    ("glossary/index.html", "Glossary", "Terms of the field, explained, with their names in Japanese."),
)
_QUERIES = (
    ("open models for video", "input:video access:open"),
    ("images in, commercial use allowed, at most 13B", "input:image commercial:yes params:..13B"),
    ("frozen language model, trained connector", "stages:(backbone:frozen connector:scratch)"),
    ("scores on MMMU of 60 or more", "score.mmmu-val:60.."),
)


def front(index: Index, drawn: Drawn) -> str:
    """Return the first page: what this is, its figures, the ways in."""
    found = {str(row[0].value): row for row in inventory(index).rows}
    figures = "".join(
        f"<div><dt>{KINDS[kind].plural}</dt><dd>{int(str(found[kind][1].value)):,}</dd></div>" for kind in _FIGURES
    )
    doors = "".join(
        f'<li><a href="{address}"><strong>{title}</strong></a><span>{words}</span></li>'
        for address, title, words in _DOORS
    )
    queries = "".join(
        f'<li><a href="models/index.html#q={quote(query)}">{words}</a> <code>{escaped(query)}</code></li>'
        for words, query in _QUERIES
    )
    asked = listing(index, Request("questions", columns=["id", "name", "question"]))
    questions = "".join(
        f"<li>{drawn.link(str(row[0].value), 'questions', str(row[1].value))}: {escaped(str(row[2].value))}</li>"
        for row in asked.rows
    )
    return (
        f'<h1>The multimodal-LLM literature as data</h1>\n<p class="lead">{_LEAD}</p>\n'
        f'<dl class="figures">{figures}</dl>\n'
        f'<ul class="doors">{doors}</ul>\n'
        f"<h2>Try</h2>\n<ul>{queries}</ul>\n"
        f"<h2>Research questions</h2>\n<ul>{questions}</ul>\n"
        f"<h2>How to read it</h2>\n{MARKS}"
    )


MARKS = """<dl class="marks">
<div><dt><span class="state read">read</span></dt><dd>Someone opened the source at that place and saw the value.</dd></div>
<div><dt><span class="state inferred">inferred</span> ≈</dt><dd>Concluded from what stands there; the reason is given.</dd></div>
<div><dt><span class="state cited">cited</span> °</dt><dd>The source is said to have it; nobody of us read it there.</dd></div>
<div><dt>≠</dt><dd>Another source says otherwise. Both values are on the record's page.</dd></div>
<div><dt>…</dt><dd>A list that is not whole.</dd></div>
<div><dt>undisclosed</dt><dd>Its publisher keeps it back.</dd></div>
<div><dt>empty</dt><dd>Unknown: neither no nor closed. No comparison holds for what is unknown.</dd></div>
</dl>
"""


def about_page(index: Index) -> str:
    """Return the page on method, marks, licence and version."""
    data = about(index)
    lines = "".join(
        f"<div><dt>{escaped(name)}</dt><dd>{escaped(value)}</dd></div>" for name, value in data.items().items()
    )
    return (
        heading("About", "How these records are made, what the marks mean, and how to use them.")
        + "<h2>Method</h2>\n<p>A record is a text file that a person wrote. Every fact in it names the document and the place "
        "where it stands: a table, a page, a line of a file. A fact without a source is not accepted. Where sources "
        "contradict each other, the record keeps both values, with the reason for the one it prefers. Scores stand side by "
        "side when they stand at one place of one source with one protocol, or when both state their protocol and nothing "
        "stated differs; silence is not agreement.</p>\n"
        f"<h2>Marks</h2>\n{MARKS}"
        f'<h2>Data</h2>\n<dl class="summary">{lines}</dl>\n'
        "<h2>Use it elsewhere</h2>\n<p>Every page of a record has a Markdown twin: the same address with <code>.md</code>. "
        'The list of models hands out the command that gives the same rows in a shell. <a href="llms.txt">llms.txt</a> '
        'leads language models through the pages, <a href="feed.xml">feed.xml</a> and '
        '<a href="changes.json">changes.json</a> say what is new.</p>\n'
        "<p>These pages load nothing from any other host, keep nothing about you, and work from a folder on a disk.</p>\n"
        "<p>Licences and rules of law are summed up here to find one's way; nothing of it is legal advice.</p>"
    )
