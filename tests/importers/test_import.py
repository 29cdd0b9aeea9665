"""Bringing files to records: new values with evidence, nothing written over, the same twice."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import process_time
from typing import Any

import pytest

import kb
from mmkb.cli.main import main
from mmkb.commands.import_ import answer
from mmkb.corpus.check import check
from mmkb.corpus.emit import formatted
from mmkb.corpus.folder import find
from mmkb.corpus.strict_yaml import load
from mmkb.errors import UsageError
from mmkb.formats.registry import FORMATS
from mmkb.importers.draft import File, today
from mmkb.importers.registry import IMPORTERS, read
from mmkb.index.index import Index
from mmkb.views.listing import Request, listing
from mmkb.views.table import Table

CARD = """\
---
license: free
language: [en, zh]
pipeline_tag: image-text-to-text
base_model: pond/heron-small
datasets: [pond/frogs]
---
# Stork 7B
"""
CONFIG = {
    "model_type": "llava",
    "text_config": {"model_type": "llama", "max_position_embeddings": 4096, "num_key_value_heads": 8},
    "vision_config": {"model_type": "siglip_vision_model", "image_size": 336, "patch_size": 14},
}
Outcomes = dict[str, str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return kb.write(tmp_path / "data", {**kb.RECORDS, "attention/gqa.yaml": "id: gqa\nname: GQA\n"})


@pytest.fixture
def bring(data: Path, tmp_path: Path) -> Callable[..., Outcomes]:
    """Write files and import them; return the outcome of each field."""

    def call(files: Mapping[str, object], **options: Any) -> Outcomes:
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            (tmp_path / name).write_text(text, encoding="utf-8")
        kb.close_all()
        table = answer(kb.open_index(data), [str(tmp_path / name) for name in files], **options)
        return outcomes(table)

    return call


def outcomes(table: Table) -> Outcomes:
    return {str(row[1].value): str(row[2].value) for row in table.rows}


def record(data: Path, path: str) -> Any:
    text = (data / path).read_bytes()
    assert formatted(text, path.partition("/")[0]) == text.decode()
    return load(text)


def test_a_card_and_a_configuration_make_a_record(bring: Callable[..., Outcomes], data: Path) -> None:
    files = {"README.md": CARD, "config.json": CONFIG}
    found = bring(files, into="stork-7b", source="hf:pond/stork-7b@0123456789abcdef")
    assert found["data set pond/frogs"] == "left out"
    stork = record(data, "models/stork-7b.yaml")
    assert (stork["name"], stork["aliases"], stork["license"], stork["base"]) == (
        "Stork 7B", ["pond/stork-7b"], "free", "heron-7b",
    )  # fmt: skip
    assert stork["languages"] == ["English", "Chinese"]
    assert stork["attention"]["mechanism"] == "gqa"
    assert stork["vision"] == {"resolution": 336, "patch": 14, "tokens": 576}
    source = record(data, "sources/hf-pond-stork-7b.yaml")
    assert (source["url"], source["revision"]) == ("https://huggingface.co/pond/stork-7b", "0123456789ab")
    assert not any("read" in entry for entry in stork["evidence"])
    assert {entry["source"] for entry in stork["evidence"]} == {"hf-pond-stork-7b"}
    (of_heads,) = [entry for entry in stork["evidence"] if "attention.head_dim" in entry["supports"]]
    assert (of_heads["inferred"], of_heads["because"]) == (today(), "hidden size / heads")
    assert [finding for finding in check(data) if "stork" in finding.path] == []


def test_the_same_twice_changes_nothing(bring: Callable[..., Outcomes], data: Path) -> None:
    files = {"README.md": CARD, "config.json": CONFIG}
    bring(files, into="stork-7b", source="hf:pond/stork-7b")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in data.rglob("*.yaml")}
    found = bring(files, into="stork-7b")
    assert set(found.values()) == {"same", "left out"}
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in data.rglob("*.yaml")} == before


def test_one_command_may_bring_a_file_at_a_time(bring: Callable[..., Outcomes], data: Path) -> None:
    bring({"README.md": CARD}, into="stork-7b", source="hf:pond/stork-7b")
    assert "same" in bring({"config.json": CONFIG}, into="stork-7b").values(), "its alias says where it comes from"
    assert record(data, "models/stork-7b.yaml")["attention"]["heads"] == 32


RIVAL = {"model_type": "llama", "max_position_embeddings": 8192, "num_hidden_layers": 40}


def test_what_differs_is_said_and_never_written_over(bring: Callable[..., Outcomes], data: Path) -> None:
    found = bring({"config.json": RIVAL}, into="heron-7b", source="repo-pond-heron")
    assert found["context"] == "differs"
    assert found["attention.layers"] == "added"
    heron = record(data, "models/heron.yaml")
    assert heron["context"] == 4096
    assert len(heron["disputes"]) == 2
    small = heron["variants"][0]
    assert (small["id"], small["attention"]["layers"]) == ("heron-7b", 40)
    assert "attention" not in heron
    assert all(entry["variants"] == ["heron-7b"] for entry in heron["evidence"] if "config.json" in entry.get("at", ""))


def test_with_a_reason_it_becomes_a_dispute(bring: Callable[..., Outcomes], data: Path) -> None:
    options = {"into": "heron-7b", "source": "repo-pond-heron", "because": "version"}
    assert bring({"config.json": RIVAL}, **options)["context"] == "disputed"
    heron = record(data, "models/heron.yaml")
    assert heron["context"] == 4096
    assert heron["disputes"][-1] == {
        "field": "context", "value": 8192, "source": "repo-pond-heron", "at": "config.json", "because": "version",
        "variants": ["heron-7b"],
    }  # fmt: skip
    assert bring({"config.json": RIVAL}, **options)["context"] == "same"
    assert len(record(data, "models/heron.yaml")["disputes"]) == 3


def test_comments_stay(bring: Callable[..., Outcomes], data: Path) -> None:
    path = data / "models" / "heron.yaml"
    path.write_text(
        "# Herons.\n" + path.read_text(encoding="utf-8").replace("context: 4096", "context: 4096  # tokens"), "utf-8"
    )
    bring({"config.json": RIVAL}, into="heron-7b", source="repo-pond-heron")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Herons.\n")
    assert "context: 4096 # tokens\n" in text


def test_a_dry_run_writes_nothing(bring: Callable[..., Outcomes], data: Path) -> None:
    before = sorted(data.rglob("*"))
    found = bring({"README.md": CARD}, into="stork-7b", source="hf:pond/stork-7b", dry_run=True)
    assert found["license"] == "added"
    assert sorted(data.rglob("*")) == before


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("# Stork 7B", "Stork 7B"),
        ("# Model Card for Stork <b>7B</b>", "Stork 7B"),
        ("# [Stork](https://pond.org/stork) *7B*", "Stork 7B"),
        ("# ![logo](a.png)", "logo"),
        ("", "stork-7b"),
        ("# **", "stork-7b"),
    ],
)
def test_a_heading_names_the_model(heading: str, name: str, bring: Callable[..., Outcomes], data: Path) -> None:
    bring({"README.md": f"---\nlicense: free\n---\n{heading}\n"}, into="stork", source="hf:pond/stork-7b")
    assert record(data, "models/stork.yaml")["name"] == name


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["README.md"], [("added", "Stork 7B", None)]),
        (["README.md", "config.json"], [("added", "Stork 7B", None)]),
        (["config.json"], [("added", "stork", "the name of the repository, since the file names no model")]),
        (
            ["config.json", "README.md"],
            [
                ("added", "stork", "the name of the repository, since the file names no model"),
                ("differs", "Stork 7B", "kept as it is; the file that comes first makes the name"),
            ],
        ),
    ],
)
def test_a_name_that_no_file_says_is_said_to_be_guessed(
    names: list[str], said: list[tuple[str, str, str | None]], data: Path, tmp_path: Path
) -> None:
    for name, text in (("README.md", CARD), ("config.json", json.dumps(CONFIG))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    table = answer(
        kb.open_index(data), [str(tmp_path / name) for name in names], into="stork-7b", source="hf:pond/stork"
    )
    rows = [[cell.value for cell in row] for row in table.rows]
    assert [(row[2], row[3], row[5]) for row in rows if row[1] == "name"] == said


@pytest.mark.parametrize(
    ("files", "options", "said"),
    [
        ({"README.md": CARD}, {"source": "hf:a/b"}, "of which model"),
        ({"README.md": CARD}, {"into": "stork-7b"}, "where does it come from"),
        ({"README.md": CARD}, {"into": "Stork 7B", "source": "hf:a/b"}, "is not an id"),
        ({"README.md": CARD}, {"into": "stork-7b", "source": "ash-2023-heorn"}, "did you mean 'ash-2023-heron'"),
        ({"a.csv": "model,instrument,value\n"}, {"columns": ["model"]}, "maps nothing"),
        ({"a.csv": "model,instrument,value\n"}, {"columns": ["=Model"]}, "maps nothing"),
        ({"a.csv": "model,instrument,value\n"}, {"columns": ["model="]}, "no column called ''"),
        ({"a.csv": "model,instrument,value\n"}, {"columns": ["model=System"]}, "no column called 'System'"),
    ],
)
def test_what_is_missing_is_asked_for(
    files: Mapping[str, str], options: dict[str, object], said: str, bring: Callable[..., Outcomes]
) -> None:
    with pytest.raises(UsageError, match=said):
        bring(files, **options)


def test_the_place_in_the_cache_of_the_hub_says_where_a_file_comes_from(
    bring: Callable[..., Outcomes], data: Path, tmp_path: Path
) -> None:
    folder = "models--pond--stork-7b/snapshots/0123456789abcdef0123"
    (tmp_path / folder).mkdir(parents=True)
    bring({f"{folder}/README.md": CARD}, into="stork-7b")
    assert record(data, "sources/hf-pond-stork-7b.yaml")["revision"] == "0123456789ab"


def test_another_revision_is_another_source(bring: Callable[..., Outcomes], data: Path) -> None:
    bring({"README.md": CARD}, into="stork-7b", source="hf:pond/stork-7b@aaaaaaaaaaaa")
    bring({"config.json": CONFIG}, into="stork-7b", source="hf:pond/stork-7b@bbbbbbbbbbbb")
    sources = {entry["source"] for entry in record(data, "models/stork-7b.yaml")["evidence"]}
    assert sources == {"hf-pond-stork-7b", "hf-pond-stork-7b-bbbbbbb"}


def test_a_count_of_parameters(bring: Callable[..., Outcomes], data: Path) -> None:
    index = {
        "metadata": {"total_parameters": 7241732096, "total_size": 14483464192},
        "weight_map": {"a": "model.safetensors"},
    }
    bring({"model.safetensors.index.json": index}, into="heron-7b", source="repo-pond-heron")
    assert record(data, "models/heron.yaml")["variants"][0]["exact_params"] == 7241732096
    bytes_alone = {"metadata": {"total_size": 14483464192}, "weight_map": {"a": "model.safetensors"}}
    assert bring({"model.safetensors.index.json": bytes_alone}, into="kite") == {"exact_params": "left out"}


def test_an_amendment_of_a_record_below(data: Path, tmp_path: Path) -> None:
    kb.write(tmp_path / "mine", {"mmkb.toml": f'extends = ["{data}"]\n', "data/.keep": ""})
    (tmp_path / "config.json").write_text(json.dumps(RIVAL), encoding="utf-8")
    index = Index(find(tmp_path / "mine"))
    found = outcomes(answer(index, [str(tmp_path / "config.json")], into="heron-7b", source="repo-pond-heron"))
    index.close()
    assert (found["context"], found["attention.layers"]) == ("differs", "added")
    own = record(tmp_path / "mine" / "data", "models/heron.yaml")
    assert own["amends"] == "heron"
    assert own["variants"][0]["id"] == "heron-7b"
    assert "context" not in own
    assert {entry["at"].partition(",")[0] for entry in own["evidence"]} == {"config.json"}
    index = Index(find(tmp_path / "mine"))
    again = outcomes(answer(index, [str(tmp_path / "config.json")], into="heron-7b", source="repo-pond-heron"))
    index.close()
    assert (again["context"], again["attention.layers"]) == ("differs", "same")


@pytest.mark.parametrize("name", ["bibtex", "csl-json", "ris"])
def test_a_bibliography_of_ours_is_nothing_new(name: str, data: Path, tmp_path: Path) -> None:
    index = kb.open_index(data)
    path = tmp_path / "all.txt"
    path.write_text(str(FORMATS[name].load().render(listing(index, Request("sources", cite="rows")))), encoding="utf-8")
    table = answer(index, [str(path)], format_=name, dry_run=True)
    assert len(table.rows) > 5
    assert [row for row in table.rows if row[1].value == "title" and row[2].value == "added"] == []


def test_a_bibliography_becomes_sources(bring: Callable[..., Outcomes], data: Path) -> None:
    bibliography = """
        @string{venue = "Proceedings of Birds"} Words between entries are comments.
        @inproceedings{x, title = {On {B}irds: a {S}tudy}, author = {G{\\'e}rard de la Mer and {Pond Lab} and Heron, Ann},
          booktitle = venue # { 3}, year = 2021, pages = {1--20}, doi = {10.1234/birds.5}}
        @misc{y, title="Later", author={Moss, Ed and others}, eprint={2301.00001}, archivePrefix={arXiv}, year=2023}
        @misc{z, title = {No author}}
    """
    found = bring({"a.bib": bibliography})
    assert found["z"] == "left out"
    assert record(data, "sources/de-la-mer-2021-birds.yaml") == {
        "id": "de-la-mer-2021-birds", "type": "paper", "title": "On Birds: a Study",
        "authors": ["de la Mer, Gérard", "Pond Lab", "Heron, Ann"], "year": 2021, "venue": "Proceedings of Birds 3",
        "pages": "1-20", "doi": "10.1234/birds.5",
    }  # fmt: skip
    later = record(data, "sources/moss-2023-later.yaml")
    assert (later["arxiv"], later["more_authors"], later["authors"]) == ("2301.00001", True, ["Moss, Ed"])
    assert set(bring({"a.bib": bibliography}).values()) == {"same", "left out"}


@pytest.mark.parametrize("lacking", ["bibtexparser", "bibtexparser.entrypoint"])
def test_without_the_extra_bibtex_is_refused(
    lacking: str, bring: Callable[..., Outcomes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """bibtexparser 1, which has no entry point of that name, is not it."""
    monkeypatch.delitem(sys.modules, "mmkb.importers.bibtex", raising=False)
    monkeypatch.setitem(sys.modules, lacking, None)
    with pytest.raises(UsageError, match="needs the package bibtexparser 2") as caught:
        bring({"a.bib": "@misc{x, title={X}, author={Lee, Ann}, year=2020}"})
    assert caught.value.hint == "pip install 'mmkb[bibtex]'"


def test_a_broken_bibliography_costs_no_more_than_a_whole_one() -> None:
    """No recursion, no time that grows with the square of the size, no names of texts without an end."""
    entry = "@misc{k%d, title={T}, author={Lee, Ann and Moss, Ed}, year=2020}\n"
    many = "".join(entry % number for number in range(4_000))
    assert len(read(IMPORTERS["bibtex"], File("a.bib", many)).sources) == 4_000
    names = "".join(f"@string{{s{number + 1} = s{number} # s{number}}}\n" for number in range(200))
    for text in (
        "@misc{a, title=" + "{" * 100_000 + "}" * 100_000 + "}",
        "@misc{a, title=" + "{" * 100_000,
        "@comment" + "{" * 100_000 + "}" * 100_000,
        "@misc{a, title={T, year=2020}\n" + many,
        "@" * 1_000_000,
        "@ " * 500_000,
        "@a{\n" * 20_000,
        "@string{s0 = {a}}\n" + names + "@misc{a, title=s200}",
    ):
        before = process_time()
        with pytest.raises(UsageError, match=r"^a\.bib:\d+:1: "):
            read(IMPORTERS["bibtex"], File("a.bib", text))
        assert process_time() - before < 20


def test_another_spelling_of_a_venue_is_no_difference(bring: Callable[..., Outcomes], data: Path) -> None:
    source = data / "sources/ash-2022-wren.yaml"
    source.write_text(source.read_text() + "venue: CVPR 2022\n", encoding="utf-8")
    entry = (
        "@article{{x, title = {{Small Birds, Long Songs}}, author = {{Ash, Ada}}, year = 2022, journal = {{{venue}}}}}"
    )
    for venue, outcome in (
        ("Proceedings of the {IEEE/CVF} Conference on Computer Vision and Pattern Recognition", "same"),
        ("European Conference on Computer Vision", "differs"),
    ):
        assert bring({"a.bib": entry.format(venue=venue)})["venue"] == outcome


def test_the_shell_counts_and_the_shipped_records_stay(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text(CARD, encoding="utf-8")
    words = [
        "import",
        str(tmp_path / "README.md"),
        "--into",
        "stork-7b",
        "--source",
        "hf:pond/stork-7b",
        "--data",
        str(data),
    ]
    for expected in ("mmkb: 8 added, 1 left out", "mmkb: 6 same, 1 left out"):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert not ended.value.code
        out, err = capsys.readouterr()
        assert out.startswith("record\tfield\toutcome\tvalue\trecorded\twhy\n")
        assert err == f"{expected}\n"
