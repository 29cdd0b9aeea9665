"""The pages in the hands of a browser, from `file://`: what people do with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import kb
from browsing import Seen, copied, put
from consumers import DATA, installed, latex_faults, program, run
from mmkb import open_kb
from mmkb.formats import latex
from mmkb.site import boards
from mmkb.site.build import Builder, assets
from mmkb.site.links import Links
from mmkb.site.tables import Drawn
from mmkb.views.dressing import dressed
from mmkb.views.marks import marked
from mmkb.views.table import Table

SEEN = (
    *(
        "index.html",
        "models/index.html",
        "compare.html#ids=llava-1.5-7b,qwen-vl-chat",
        "leaderboards/index.html",
        "about.html",
    ),
    *("stages/index.html", "openness.html", "heads.html", "timeline.html", "claims/index.html", "kinds.html"),
    *("glossary/index.html", "models/llava-1.5.html", "leaderboards/mmmu-val.html", "questions/rq2.html", "sql.html"),
)


def rows(page: Page) -> list[str]:
    return page.locator("#models tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)")  # type: ignore[no-any-return]


def expected(query: str) -> list[str]:
    with open_kb(DATA) as base:
        return [str(row[0].value) for row in base.models(query).rows]


def test_filtering_by_modality_and_licence(seen: Seen) -> None:
    page = seen.open("models/index.html")
    assert rows(page) == expected("")
    page.locator('[data-key="input:video"]').click()
    page.get_by_text("licence", exact=True).click()
    page.locator('[data-key="license:apache-2.0"]').click()
    page.wait_for_function("() => document.getElementById('q').value.includes('license')")
    assert page.locator("#q").input_value() == "input:video license:apache-2.0"
    assert rows(page) == expected("input:video license:apache-2.0")
    assert page.locator('[data-key="input:video"]').get_attribute("aria-pressed") == "true"
    page.locator('[data-key="output!=text"]').click()
    page.wait_for_function("() => document.getElementById('q').value.includes('!=')")
    assert rows(page) == expected("input:video license:apache-2.0 output!=text")
    page.locator('[data-key="input:video"]').click()
    page.wait_for_function("() => !document.getElementById('q').value.includes('video')")
    assert page.locator("#q").input_value() == "license:apache-2.0 output!=text"


def test_a_query_is_typed_as_in_the_shell_and_a_fault_is_shown(seen: Seen) -> None:
    page = seen.open("models/index.html")
    page.locator("#q").fill("stages:(backbone:frozen connector:trained) params:..13B")
    page.wait_for_function("() => document.getElementById('command').textContent.includes('stages')")
    assert rows(page) == expected("stages:(backbone:frozen connector:trained) params:..13B")
    page.locator("#q").fill("params:7X")
    page.wait_for_selector("#q[aria-invalid]")
    assert page.locator("#told mark").text_content() == "7X"


def test_a_link_shows_the_same_to_somebody_else(seen: Seen, browser: Browser, site: Path) -> None:
    page = seen.open("models/index.html")
    page.locator("#q").fill("input:image commercial:yes")
    page.wait_for_function("() => location.hash.includes('commercial')")
    page.locator("#models thead button", has_text="params").click()
    page.wait_for_function("() => location.hash.includes('s=params')")
    other = Seen(browser, site)
    found = other.open(page.url.partition(f"{site}/")[2])
    assert found.locator("#q").input_value() == "input:image commercial:yes"
    assert rows(found) == rows(page)
    assert other.faults() == []
    other.context.close()


def test_two_are_chosen_and_compared(seen: Seen) -> None:
    page = seen.open("models/index.html#q=id:llava-1.5,qwen-vl")
    page.get_by_label("compare llava-1.5").check()
    page.get_by_label("compare qwen-vl").check()
    page.get_by_role("link", name="compare 2 models").click()
    page.wait_for_selector("body[data-ready]")
    assert "input" in page.locator("table.sides").first.inner_text()


@pytest.mark.parametrize(
    "ids", ["llava-1.5-7b,qwen-vl-chat", "qwen2.5-vl-3b,qwen2-vl-2b", "qwen2-7b-instruct,llama-3-8b-instruct"]
)
def test_the_comparison_is_that_of_the_shell(ids: str, seen: Seen) -> None:
    page = seen.open(f"compare.html#ids={ids}")
    with open_kb(DATA) as base:
        (told,) = base.compare(*ids.split(","), differing=True)
    for title, heading in (
        ("scores", "Scores that may stand side by side"),
        ("scores not comparable", "Scores that may not"),
    ):
        table = page.locator(f"h2:text-is('{heading}') + div table")
        got = table.locator("tbody tr").evaluate_all(
            "rows => rows.map(row => Array.from(row.cells, cell => cell.innerText))"
        )
        want = [
            [marked(cell, column) for cell, column in zip(row[:4], told[title].columns, strict=False)]
            for row in told[title].rows
            if "split or metric" not in str(row[-1].value)
        ]
        assert [row[:4] for row in got] == want
        assert "≠" in str(want) or not ids.startswith("llava")
    facts = page.locator("table.sides").first.locator("tbody th").all_inner_texts()
    assert set(facts) == {str(row[0].value) for row in told["facts"].rows}


def test_a_cell_leads_to_its_source(seen: Seen) -> None:
    page = seen.open("models/index.html#q=id:llava-1.5")
    page.locator("#models tbody th").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    panel = page.locator("#provenance")
    panel.wait_for(state="visible")
    assert "docs/MODEL_ZOO.md" in panel.inner_text()
    assert page.locator("[aria-describedby=provenance]").inner_text().startswith("7B, 13B")
    panel.get_by_role("link", name="all of llava-1.5").click()
    page.wait_for_url("**/llava-1.5.html#fact-params")
    assert page.locator("#fact-params .state").first.inner_text() == "read"
    page.locator("#fact-paper a", has_text="liu-2023-llava-1.5").first.click()
    page.wait_for_url("**/sources/liu-2023-llava-1.5.html")
    assert "Improved Baselines" in page.locator("h1").inner_text()


def test_search_forgives_and_reads_japanese(seen: Seen) -> None:
    page = seen.open("about.html")
    for asked, wanted in (
        ("llava 1.5", "LLaVA-1.5"),
        ("lava-1.5", "LLaVA-1.5"),
        ("ハルシネーション", "allucination"),
        ("回転位置", "rope"),
    ):
        page.locator("#find").fill(asked)
        page.wait_for_function("word => document.getElementById('found').innerText.includes(word)", arg=wanted)
    page.locator("#find").fill("llava-1.5")
    page.wait_for_selector("#found-0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/models/llava-1.5.html")


def test_what_is_copied_is_what_is_shown(seen: Seen) -> None:
    page = seen.open("models/index.html#q=id:llava-1.5,blip-2&c=id,params,license")
    copied = {}
    for name in ("command", "CSV", "Markdown", "BibTeX"):
        page.locator("#offers").get_by_role("button", name=name).click()
        page.wait_for_function(
            "name => document.querySelector('#offers [role=status]').textContent.startsWith(name)", arg=name
        )
        copied[name] = page.evaluate("document.body.dataset.copied")
    assert copied["command"] == "mmkb models id:llava-1.5,blip-2 -c id,params,license"
    assert copied["CSV"].splitlines()[:2] == ["id,params,license", 'llava-1.5,"7B, 13B",llama-2-community≈']
    assert copied["Markdown"].splitlines()[1] == "| --- | ---: | --- |"
    assert "@" in copied["BibTeX"]
    assert "liu-2023-llava-1.5" in copied["BibTeX"]


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("id:llava-1.5,blip-2,qwen-vl", ""),
        ("input:video access:open", ""),
        ("id:llava-1.5,blip-2", "id,params,license,backbone"),
        ("developer:alibaba", "id,input,context,released"),
        (
            "has:backbone access:open",
            "id,backbone,license,input,output,connector,context,access,commercial,type,family",
        ),
        ("family:qwen", "id,languages,encoder"),
        ("id:nothing-is-called-so", "id,params"),
    ],
)
def test_latex_is_that_of_the_shell(query: str, columns: str, seen: Seen) -> None:
    page = seen.open(f"models/index.html#q={query}" + (f"&c={columns}" if columns else ""))
    with open_kb(DATA) as base:
        told = base.models(query, columns=columns)
    shown = page.locator("#models thead th").all_inner_texts()
    assert len(shown) - 1 == len(told.columns) - (told.columns[-1].name == "sizes")
    want = latex.render(dressed(told, drop=["sizes"] if told.columns[-1].name == "sizes" else []))
    assert copied(page, page.locator("#offers"), "LaTeX") == want


TEX = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{array, booktabs, longtable}
\begin{document}
%s
\end{document}
"""


@pytest.mark.parametrize(
    ("path", "within"),
    [
        ("models/llava-1.5.html", "#facts"),
        ("leaderboards/mmmu-val.html", "main"),
        ("glossary/index.html", "main"),
        ("compare.html#ids=llava-1.5-7b,qwen-vl-chat,blip-2", "#comparison"),
    ],
)
def test_a_table_of_any_page_is_copied_for_a_paper(path: str, within: str, seen: Seen, tmp_path: Path) -> None:
    page = seen.open(path)
    table = page.locator(f"{within} table").first
    box = page.locator(f"{within} .copies").first
    if box.get_by_role("button", name="copy this table").count():
        box.get_by_role("button", name="copy this table").click()
    ids = table.locator("tbody tr").first.locator("th, td").first.inner_text()
    assert ids.partition("\n")[0].strip() in copied(page, box, "CSV")
    assert copied(page, box, "Markdown").count("\n") == table.locator("tbody tr").count() + 2
    written = copied(page, box, "LaTeX")
    assert ids.partition("\n")[0].split()[0].replace("_", r"\_") in written
    (tmp_path / "paper.tex").write_text(TEX % written, encoding="utf-8")
    installed("longtable.sty")
    log = run([program("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", "paper.tex"], tmp_path)
    assert [fault for fault in latex_faults(log) if "Reference" not in fault] == []


def test_the_bibliography_of_a_table_is_copied(seen: Seen) -> None:
    page = seen.open("leaderboards/mmmu-val.html")
    page.get_by_role("button", name="copy this table").first.click()
    page.get_by_role("button", name="BibTeX", exact=True).wait_for()
    entries = set(re.findall(r"^@\w+\{([^,]+),", copied(page, page.locator(".copies").first, "BibTeX"), re.MULTILINE))
    links = (
        page.locator("table")
        .first.locator("tbody a[href*='sources/']")
        .evaluate_all("links => links.map(link => link.pathname.split('/').pop().replace('.html', ''))")
    )
    assert entries == set(links)
    page = seen.open("models/llava-1.5.html")
    page.get_by_text("BibTeX of").click()
    page.get_by_role("button", name="copy this bibliography").click()
    assert copied(page, page.locator("#cite"), "BibTeX") == page.locator("#cite pre").inner_text() + "\n"


@pytest.mark.parametrize("id_", ["llava-1.5", "blip-2", "minicpm-v-4.6"])
def test_names_of_kin_stand_within_their_boxes(id_: str, seen: Seen) -> None:
    page = seen.open(f"models/{id_}.html")
    boxes = page.locator("svg.family :is(a, g)").evaluate_all(
        """boxes => boxes.map(box => {
          var [room, ...words] = [...box.querySelectorAll("rect, text")].map(part => part.getBBox());
          return [room, ...words].map(({x, y, width, height}) => [x, y, x + width, y + height]);
        })"""
    )
    assert len(boxes) >= 3
    rooms = [room for room, *_ in boxes]
    for (left, top, right, foot), *words in boxes:
        assert all(left <= word[0] and top <= word[1] and word[2] <= right and word[3] <= foot for word in words)
        over = [one for one in rooms if left < one[2] and one[0] < right and top < one[3] and one[1] < foot]
        assert len(over) == 1


def test_a_leaderboard_is_narrowed_to_a_protocol_by_its_address(seen: Seen) -> None:
    page = seen.open("leaderboards/mmmu-val.html")
    table, _ = board()
    names = [column.name for column in table.columns]
    at = names.index("protocol"), names.index("measured_by"), names.index("model")

    def wanted(part: str, by: str) -> list[str]:
        said = [[str(row[place].value) for place in at] for row in table.rows]
        return [
            model
            for protocol, who, model in said
            if (not part or part in protocol.rpartition(": ")[2].split(", ")) and (not by or who == by)
        ]

    def shown() -> list[str]:
        return page.locator("section[data-protocol] tbody tr:visible td:nth-child(2)").all_inner_texts()

    assert shown() == wanted("", "")
    page.get_by_label("setting").select_option("not stated")
    assert shown() == wanted("not stated", "")
    page.get_by_label("measured by").select_option("self")
    assert 0 < len(shown()) < len(wanted("not stated", ""))
    assert shown() == wanted("not stated", "self")
    assert page.locator("section[data-protocol]:visible").count() < page.locator("section[data-protocol]").count()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert shown() == wanted("not stated", "self")
    page.get_by_label("setting").select_option("")
    page.get_by_label("measured by").select_option("")
    assert "#" not in page.url
    assert shown() == wanted("", "")


def board() -> tuple[Table, str]:
    with open_kb(DATA) as base:
        return boards.board(base.index, Drawn(Links(base.index), "../"), "mmmu-val", "MMMU")


def test_a_search_leaves_the_list_alive(seen: Seen) -> None:
    page = seen.open("models/index.html")
    page.locator("#find").fill("llava-1.5")
    page.wait_for_selector("#found-0")
    page.locator("#q").fill("input:video")
    page.wait_for_function("() => document.getElementById('command').textContent.endsWith('video')")
    assert rows(page) == expected("input:video")


def test_on_paper_every_page_has_the_headings_and_nothing_to_press(seen: Seen, tmp_path: Path) -> None:
    page = seen.open("stages/index.html")
    page.pdf(path=tmp_path / "stages.pdf", prefer_css_page_size=True)
    run([program("pdftotext"), "-layout", "stages.pdf"], tmp_path)
    *sheets, _ = (tmp_path / "stages.txt").read_text(encoding="utf-8").split("\f")
    assert len(sheets) > 5
    assert all("backbone" in sheet for sheet in sheets[:-1])
    page.emulate_media(media="print")
    assert not page.locator("body > header").is_visible()
    assert not any(button.is_visible() for button in page.locator("button:not(th button)").all())


def test_tables_sort_and_narrow_down(seen: Seen) -> None:
    page = seen.open("leaderboards/index.html")
    counts = page.locator("tbody tr td:nth-child(2)")
    page.get_by_role("button", name="results").click()
    assert int(counts.first.inner_text().replace(",", "")) <= int(counts.nth(50).inner_text().replace(",", ""))
    page.get_by_label("narrow down").fill("mmmu-val")
    assert page.locator("tbody tr:visible").count() < 5


def test_fewer_heads_make_a_smaller_cache(seen: Seen) -> None:
    page = seen.open("heads.html")
    page.locator("#share").fill("0")
    assert "512 KiB a token" in page.locator("#told").inner_text()
    page.locator("#share").fill("5")
    assert "32 times less" in page.locator("#told").inner_text()
    assert page.locator("#chart polyline").count() >= 3


@pytest.mark.parametrize("path", SEEN)
def test_a_phone_shows_all_of_it(path: str, browser: Browser, site: Path) -> None:
    made = Seen(browser, site, 360)
    assert made.open(path).evaluate("() => document.documentElement.scrollWidth") <= 360
    assert made.faults() == []
    made.context.close()


def test_a_tap_shows_where_a_cell_stands_and_one_beside_it_hides_it(browser: Browser, site: Path) -> None:
    made = Seen(browser, site, 360, touch=True)
    page = made.open("models/index.html#q=id:llava-1.5")
    page.locator("#models tbody td", has_text="2023-10-05").tap()
    panel = page.locator("#provenance")
    panel.wait_for(state="visible")
    assert "2023-10-05" in panel.inner_text()
    page.locator("h1").tap()
    panel.wait_for(state="hidden")
    assert made.faults() == []
    made.context.close()


SHIFTS = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(0), 1000);
})"""


@pytest.mark.parametrize(
    "path",
    [
        *("models/index.html", "leaderboards/mmmu-val.html", "glossary/index.html", "models/llava-1.5.html"),
        *("compare.html#ids=llava-1.5-7b,qwen-vl-chat", "models/index.html#q=input:video", "heads.html", "sql.html"),
    ],
)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps_when_scripts_arrive(path: str, width: int, browser: Browser, site: Path) -> None:
    made = Seen(browser, site, width)
    page = made.open(path)
    page.wait_for_timeout(300)
    assert page.evaluate(SHIFTS) < 0.2
    assert made.faults() == []
    made.context.close()


def test_a_badge_has_room_for_its_words_and_a_card_reads_in_a_frame(browser: Browser, tmp_path: Path) -> None:
    with open_kb(DATA) as base:
        put(tmp_path, [*assets(), *Builder(base.index, "https://kb.invalid/").record("models", "llava-1.5")])
    made = Seen(browser, tmp_path, 420)
    made.page.goto(f"file://{tmp_path}/models/llava-1.5.svg")
    wide = made.page.evaluate("() => document.documentElement.getBBox().width")
    ends = made.page.evaluate(
        "() => [...document.querySelectorAll('text')].map(text => text.getBBox()).map(({x, width}) => ({x, width}))"
    )
    assert ends[0]["x"] >= 0
    assert ends[1]["x"] >= ends[0]["x"] + ends[0]["width"]
    assert ends[1]["x"] + ends[1]["width"] <= wide
    made.page.goto(f"file://{tmp_path}/models/llava-1.5.card.html")
    assert made.page.evaluate("() => document.documentElement.scrollWidth") <= 420
    assert "llama-2-community" in made.page.locator("main").inner_text()
    assert made.faults() == []
    made.context.close()


def test_a_field_that_no_model_states_is_missed_by_nobody(browser: Browser, tmp_path: Path) -> None:
    records = {path: re.sub(r"(?m)^family: .*\n", "", text) for path, text in kb.RECORDS.items()}
    with open_kb(kb.write(tmp_path / "data", records)) as base:
        assert base.models("has:family").total == 0
        wanted = [str(row[0].value) for row in base.models("input:image").rows]
        (tmp_path / "web").mkdir()
        put(tmp_path / "web", Builder(base.index).files(lambda *_: None))
    made = Seen(browser, tmp_path / "web")
    page = made.open("models/index.html#q=input:image")
    assert rows(page) == wanted
    page.locator('[data-key="output:text"]').click()
    page.wait_for_function("() => document.getElementById('q').value.includes('output')")
    assert made.faults() == []
    made.context.close()


@pytest.mark.parametrize("missing", ["data/core.js", "assets/models.js", "assets/query-run.js"])
def test_a_list_whose_scripts_fail_still_has_all_rows(missing: str, browser: Browser, site: Path) -> None:
    made = Seen(browser, site)
    made.page.route(f"**/{missing}", lambda route: route.abort())
    made.page.goto(f"file://{site}/models/index.html")
    made.page.wait_for_selector("body.failed")
    assert made.page.locator("#models tbody tr:visible").count() == len(expected(""))
    assert made.wrong
    made.context.close()


def test_pages_read_without_script(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{site}/models/index.html")
    assert page.locator("#models tbody tr").count() == len(expected(""))
    page.goto(f"file://{site}/models/llava-1.5.html")
    assert "576 tokens" in page.locator("#facts").inner_text()
    context.close()
