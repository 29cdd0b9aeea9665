"""The pages of a small knowledge base: valid, joined to each other, safe, and in a folder of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, unquote, urljoin, urlparse
from xml.etree import ElementTree as ET

import html5lib
import pytest
import yaml

import kb
import mmkb.site
from mmkb import open_kb
from mmkb.errors import UsageError
from mmkb.index.index import Index
from mmkb.schema.kinds import PARTS
from mmkb.site.build import Builder
from mmkb.site.folder import LIST
from mmkb.site.serve import address, server
from mmkb.views.lineage import lineage

FORMS = Path(__file__).parents[2] / ".github" / "ISSUE_TEMPLATE"
BASE = "https://kb.invalid/birds/"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;"

ASKED = "id: q1\nname: Ponds\nquestion: What of ponds?\nsummary: Much.\nanswer: ['There are {%s} of them.']\n"


@pytest.fixture(scope="module")
def files(birds: Index) -> dict[str, str]:
    """Every text of the site of the small knowledge base, by path."""
    made = dict(Builder(birds, BASE).files(lambda *_: None))
    return {path: content for path, content in made.items() if isinstance(content, str)}


def pages(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    return ((path, text) for path, text in files.items() if path.endswith(".html"))


def test_every_page_is_valid(files: dict[str, str]) -> None:
    for path, text in pages(files):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(text)
        assert not parser.errors, (path, parser.errors[:3])


def test_progress_names_what_is_made_from_the_first_page_on(birds: Index) -> None:
    said: list[tuple[str, int, int]] = []
    builder = Builder(birds, BASE)
    made = [path for path, _ in builder.files(lambda *step: said.append(step))]
    total = len(builder.records)
    assert said[0] == (made[0], 0, total)
    assert ("data/sql.js", 0, total) in said
    assert [number for _, number, _ in said if number] == [*range(1, total + 1)]


def test_every_link_within_leads_somewhere(files: dict[str, str], birds: Index) -> None:
    there = {path for path, _ in Builder(birds, BASE).files(lambda *_: None)}
    ids = {path: set(re.findall(r'\bid="([^"]*)"', text)) for path, text in pages(files)}
    seen = 0
    for path, text in pages(files):
        for target in re.findall(r'(?:href|src)="([^"]*)"', text):
            if urlparse(target).scheme:
                continue
            found = urlparse(urljoin(f"http://x/{path}", target))
            file = unquote(found.path.removeprefix("/"))
            assert file in there, (path, target)
            if found.fragment and file in ids and not found.fragment.startswith("q="):
                assert unquote(found.fragment) in ids[file], (path, target)
            seen += 1
    assert seen > 300


def test_nothing_of_another_host_is_loaded_and_no_script_stands_in_a_page(files: dict[str, str]) -> None:
    for path, text in pages(files):
        assert "default-src &#x27;none&#x27;; script-src &#x27;self&#x27;" in text, path
        loaded = re.findall(r'<(?:script|img|iframe|link rel="stylesheet")[^>]*(?:src|href)="([^"]*)"', text)
        assert loaded
        assert not [target for target in loaded if urlparse(target).scheme or target.startswith("//")]
        assert not re.search(r"<script(?![^>]*(?:src=|application/ld\+json))|<style| style=| on[a-z]+=", text), path


def test_a_fact_stands_with_value_source_place_and_state(files: dict[str, str]) -> None:
    page = files["models/heron.html"]
    (fact,) = re.findall(r'<tr id="fact-vision.tokens">.*?</tr>', page)
    assert "576 tokens" in fact
    assert 'href="../sources/ash-2023-heron.html"' in fact
    assert "Table 1" in fact
    assert '<span class="state read"' in fact
    assert 'href="#disputes"' in fact
    assert "counts after pooling" in page
    assert any('<span class="state cited"' in row for row in re.findall(r'<tr id="fact-[^"]*">.*?</tr>', page))
    assert "@" in page[page.index('id="cite"') :]


def test_a_fact_is_reported_by_the_form_of_its_repository(birds: Index, files: dict[str, str], tmp_path: Path) -> None:
    assert "issues/new" not in "".join(text for _, text in pages(files))
    made = dict(Builder(birds, None, "https://github.invalid/birds/kb").record("models", "heron"))
    page = html5lib.parse(made["models/heron.html"], namespaceHTMLElements=False)
    (row,) = (row for row in page.iter("tr") if row.get("id") == "fact-vision.tokens")
    (link,) = (link for link in row.iter("a") if link.get("class") == "report")
    address = urlparse(link.get("href"))
    asked = parse_qs(address.query)
    assert (address.netloc, address.path) == ("github.invalid", "/birds/kb/issues/new")
    form = yaml.safe_load((FORMS / asked["template"][0]).read_text(encoding="utf-8"))
    assert set(asked) - {"template", "title"} <= {part.get("id") for part in form["body"]}
    assert asked["record"] == ["heron, vision.tokens"]
    assert asked["title"][0].startswith(form["title"])
    assert link.get("aria-label") == "report vision.tokens as wrong"
    kb.write(tmp_path / "own", {"mmkb.toml": "repository = 'https://github.invalid/birds/own/'"})
    kb.write(tmp_path / "own" / "data")
    with open_kb(tmp_path / "own") as base:
        base.site(output=str(tmp_path / "web"))
        base.site(output=str(tmp_path / "other"), repository="https://github.invalid/other")
    assert "github.invalid/birds/own/issues/new?" in (tmp_path / "web" / "models" / "heron.html").read_text()
    assert "github.invalid/other/issues/new?" in (tmp_path / "other" / "models" / "heron.html").read_text()


def test_kin_are_drawn_with_their_roles_and_lead_to_their_pages(files: dict[str, str], birds: Index) -> None:
    drawn = 0
    for (id_,) in birds.rows("SELECT DISTINCT record FROM rows WHERE kind = 'models'"):
        kin = {**PARTS, "connector_from": "connector from"}
        parts = {(node.role, node.id) for node in lineage(birds, id_, depth=1, roles=kin).children}
        users = {(f"as {node.role}", node.id) for node in lineage(birds, id_, down=True, depth=1, roles=kin).children}
        found = re.search(r'<svg class="family".*?</svg>', files[f"models/{id_}.html"], re.DOTALL)
        if not parts | users:
            assert found is None or "connector" in found[0]
            continue
        assert found is not None, id_
        drawing = ET.fromstring(found[0])
        said = [(link.get("aria-label", ""), link.get("href", "")) for link in drawing.iter("a")]
        for role, name in parts | users:
            (target,) = {href for label, href in said if label.partition(",")[0] == f"{role} {name}"}
            assert target.removeprefix("../") in files
        assert all((one.findtext("title") or "").strip() for one in (*drawing.iter("a"), *drawing.iter("g")))
        assert len(list(drawing.iter("path"))) == len(list(drawing.iter("rect"))) - 1
        drawn += 1
    assert drawn >= 3


def test_a_record_can_be_shown_elsewhere(files: dict[str, str], birds: Index) -> None:
    badge = ET.fromstring(files["models/heron.svg"])
    texts = ["".join(one.itertext()) for one in badge.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Heron"
    assert re.fullmatch(r"\d+ facts: \d+ read, .*", texts[1])
    assert badge.findtext("{http://www.w3.org/2000/svg}title") == ": ".join(texts)
    page = html5lib.parse(files["models/heron.html"], namespaceHTMLElements=False)
    (section,) = (one for one in page.iter("section") if one.get("id") == "embed")
    said = "".join(section.itertext())
    assert f"[![Heron]({BASE}models/heron.svg)]({BASE}models/heron.html)" in said
    (frame,) = re.findall(r'<iframe src="([^"]*)"', said)
    card = files[frame.removeprefix(BASE)]
    assert "<script" not in card
    assert '<a href="../models/heron.html">Heron</a>' in card
    assert "models/heron.svg" not in dict(Builder(birds).record("models", "heron"))


def test_every_record_has_a_page_and_a_markdown_twin(files: dict[str, str], birds: Index) -> None:
    for kind in ("models", "sources", "licenses", "datasets", "attention", "tuning", "benchmarks", "claims"):
        for (id_,) in birds.rows(
            "SELECT DISTINCT coalesce(id, record) FROM rows WHERE kind = ? AND kind <> 'models'", (kind,)
        ):
            assert f"{kind}/{id_}.html" in files
            assert files[f"{kind}/{id_}.md"].startswith("# ")
    assert "models/heron.html" in files
    assert "models/heron-7b.html" not in files
    assert 'href="../models/heron.html">heron-7b</a>' in files["leaderboards/pecks-val.html"]


def test_pages_say_what_they_are_in_terms_of_schema_org(files: dict[str, str]) -> None:
    def said(path: str) -> dict[str, str]:
        (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', files[path])
        found: dict[str, str] = json.loads(text)
        return found

    assert (said("index.html")["@type"], said("index.html")["url"]) == ("Dataset", BASE)
    heron = said("models/heron.html")
    assert (heron["@type"], heron["name"], heron["url"]) == ("SoftwareApplication", "Heron", f"{BASE}models/heron.html")


def test_all_results_of_a_model_are_there_and_not_a_screenful(files: dict[str, str]) -> None:
    assert "more: mmkb results" not in "".join(text for path, text in pages(files) if path.startswith("models/"))


def test_feeds_are_read_by_their_readers(files: dict[str, str]) -> None:
    atom = ET.fromstring(files["feed.xml"])
    names = {"a": "http://www.w3.org/2005/Atom"}
    updated = [str(entry.text) for entry in atom.findall("a:entry/a:updated", names)]
    assert updated == sorted(updated, reverse=True)
    assert len({entry.text for entry in atom.findall(".//a:id", names)}) == len(atom.findall("a:entry", names)) + 1
    changes = json.loads(files["changes.json"])
    assert changes["records"]["models"] == 5
    days = {record["id"]: entry["day"] for entry in changes["days"] for record in entry["records"]}
    assert days["heron"] == "2026-11-23"
    places = ET.fromstring(files["sitemap.xml"]).findall(".//{*}loc")
    assert f"{BASE}models/heron.html" in {place.text for place in places}
    assert files["llms.txt"].startswith("# mmkb\n\n> ")
    assert f"({BASE}models/index.md)" in files["llms.txt"]


def test_without_an_address_there_is_no_map_and_nothing_names_one(birds: Index) -> None:
    made = dict(Builder(birds).files(lambda *_: None))
    assert "sitemap.xml" not in made
    assert "kb.invalid" not in str(made["index.html"])


def test_hostile_text_in_records_stays_text(tmp_path: Path) -> None:
    data = kb.write(tmp_path / "data")
    record = data / "models" / "heron.yaml"
    text = record.read_text(encoding="utf-8")
    text = text.replace("A bird that describes ponds.", json.dumps(HOSTILE))
    text = text.replace("name: Heron\n", f"name: {json.dumps(HOSTILE)}\n")
    record.write_text(text.replace("note: seen in the repository", f"note: {json.dumps(HOSTILE)}"), encoding="utf-8")
    with open_kb(data) as base:
        for path, content in Builder(base.index).files(lambda *_: None):
            if path.endswith((".html", ".xml")):
                assert isinstance(content, str)
                scripts = re.findall(r"<script[^>]*>", content)
                assert all("src=" in script or "ld+json" in script for script in scripts), path
                assert "<img src=x" not in content, path


@pytest.mark.parametrize(
    ("files", "page", "said"),
    [
        ({"developers/moss.yaml": "id: moss\nname: Moss\n"}, "developers/moss.html", "Moss"),
        ({"questions/q1.yaml": ASKED % "median context models"}, "questions/q1.html", "no context of models"),
        (
            {"questions/q1.yaml": ASKED % "count models paramss:7B"},
            "questions/q1.html",
            "unknown field &#x27;paramss&#x27;",
        ),
        ({"tables/t1.yaml": "id: t1\nname: T\nkind: models\nquery: paramss:7B\n"}, "tables/t1.html", "unknown field"),
        (
            {
                "tables/t1.yaml": "id: t1\nname: T\nkind: models\nquery: 'id:a (('\n",
                "questions/q1.yaml": "id: q1\nname: Q\nquestion: What?\ntables: [t1]\n",
            },
            "questions/q1.html",
            "this parenthesis is never closed",
        ),
    ],
    ids=["one kind", "no answer", "a wrong question", "a wrong table", "a wrong table of a question"],
)
def test_few_records_have_pages_and_a_question_without_answer_stops_none(
    files: dict[str, str], page: str, said: str, tmp_path: Path
) -> None:
    with open_kb(kb.write(tmp_path / "data", files)) as base:
        made = dict(Builder(base.index).files(lambda *_: None))
    assert said in str(made[page])


def test_the_folder_is_of_its_own(tmp_path: Path) -> None:
    web, other = tmp_path / "web", tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    with open_kb(kb.write(tmp_path / "data")) as base:
        with pytest.raises(UsageError, match=r"holds other files: mine\.txt"):
            base.site(output=str(other), force=True)
        base.site(output=str(web))
        listed = set(json.loads((web / LIST).read_text())["files"])
        assert listed | {LIST} == {path.relative_to(web).as_posix() for path in web.rglob("*") if path.is_file()}
        with pytest.raises(UsageError, match="earlier export"):
            base.site(output=str(web))
        (web / "models" / "mine.txt").write_text("mine")
        with pytest.raises(UsageError, match=r"holds other files: models/mine\.txt"):
            base.site(output=str(web), force=True)
        (web / "models" / "mine.txt").unlink()
    (tmp_path / "data" / "tuning" / "lora.yaml").rename(tmp_path / "lora.yaml")
    with open_kb(tmp_path / "data") as base:
        base.site(output=str(web), force=True)
    assert not (web / "tuning" / "lora.html").exists()
    assert (web / "models" / "heron.html").exists()


def test_it_is_served_to_this_machine_alone(tmp_path: Path) -> None:
    import http.client
    import threading

    (tmp_path / "index.html").write_text("here")
    with server(tmp_path, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        port = running.server_address[1]
        assert address(running) == f"http://127.0.0.1:{port}/"
        answers = []
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"rebound.invalid:{port}"):
            asked = http.client.HTTPConnection("127.0.0.1", port)
            asked.request("GET", "/index.html", headers={"Host": host})
            answers.append(asked.getresponse().status)
            asked.close()
        with pytest.raises(UsageError, match=f"port {port} cannot be used"):
            server(tmp_path, port)
        running.shutdown()
    assert answers == [200, 200, 421]


def test_what_is_of_others_is_what_its_list_says() -> None:
    folder = Path(mmkb.site.__file__).parent / "vendored"
    told = (folder / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| (\S+) \|.*`([0-9a-f]{64})` \|$", told, re.MULTILINE))
    scripts = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.js")}
    assert listed == scripts
    assert {f"{Path(name).stem}.LICENSE" for name in scripts} <= {path.name for path in folder.iterdir()}
