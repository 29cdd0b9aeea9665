"""The first screen of a research question: its numbers follow the records, its tables the commands it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import kb
from mmkb.commands.ask import answer
from mmkb.corpus.folder import DataFolder
from mmkb.errors import DataError, UsageError
from mmkb.formats import rich_text
from mmkb.index.index import Index
from mmkb.index.open import build_file
from mmkb.schema.text import fold
from mmkb.views.computed import Sentences
from mmkb.views.pairs import pairs, pairs_table
from mmkb.views.table import Page

pytestmark = pytest.mark.usefixtures("shared_cache")

DATA = Path(__file__).parents[2] / "data"
SHIPPED = ("rq1", "rq2", "rq3", "rq4", "rq5")


def opened(folder: Path, more: Mapping[str, str] | None = None) -> Index:
    index = kb.open_index(kb.write(folder / "data", {**kb.RECORDS, **(more or {})}))
    assert index.notes == ()
    return index


@pytest.mark.parametrize(
    ("braced", "said"),
    [
        ("count models", "5"),
        ("count models type:multimodal-llm", "3"),
        ("count stages", "2"),
        ("share models access:open of type:multimodal-llm", "2 of 3"),
        ("share models input:video or input:audio of access:open", "1 of 4"),
        ("median params models type:multimodal-llm", "23.25B"),
        ("median backbone.params models", "22.75B"),
        ("first released models", "2021-02"),
        ("last released models access:open", "2024"),
        ("last context models", "128,000"),
        ("top 2 type models", "multimodal-llm (3) and language-model (1)"),
        ("top 1 backbone.license models", "free (2)"),
        ("top 3 mitigations risks", "none"),
        ("behind 2023 type:multimodal-llm type:language-model", "an unknown number of"),
        ("evaluated type:multimodal-llm", "0 of 3"),
        ("pairs count", "0"),
    ],
)
def test_a_number_is_computed(braced: str, said: str, birds: Index) -> None:
    assert Sentences(birds).said(f"So {{{braced}}}.") == f"So {said}."


@pytest.mark.parametrize(
    ("braced", "said"),
    [
        ("count models access:open", "5"),
        ("share models license:free of type:language-model", "2 of 2"),
        ("median params models type:language-model", "71.75B"),
        ("last released models", "2025-01"),
        ("top 1 developer models", "Reed Institute (3)"),
    ],
)
def test_a_changed_record_changes_the_sentence(braced: str, said: str, birds: Index, tmp_path: Path) -> None:
    robin = (
        "id: robin\nname: Robin\ntype: language-model\nreleased: 2025-01\ndeveloper: [Reed Institute]\nparams: 105B\n"
        "license: free\nopenness: {weights: {base: open}}\n"
    )
    assert Sentences(birds).said(f"{{{braced}}}") != said
    assert Sentences(opened(tmp_path, {"models/robin.yaml": robin})).said(f"{{{braced}}}") == said


def test_who_is_behind_has_a_sign(tmp_path: Path) -> None:
    scores = {"ant-1": 10, "ant-2": 20, "bee-1": 30, "bee-2": 40}
    models = {
        f"models/{name}.yaml": f"id: {name}\nname: {name}\nfamily: {name[:3]}\nreleased: 2023-05\n" for name in scores
    }
    rows = "".join(
        f'      - {{model: {name}, instrument: pecks-val, value: "{score}"}}\n' for name, score in scores.items()
    )
    head = "id: moss-2024-birds\nsource: moss-2024-birds\ngroups:\n  - at: Table 1\n    measured_by: third-party\n    rows:\n"
    sentences = Sentences(opened(tmp_path, {**models, "results/moss-2024-birds.yaml": head + rows}))
    assert sentences.said("{behind 2023 family:ant family:bee}") == "20"
    assert sentences.said("{behind 2023 family:bee family:ant}") == "-20"


@pytest.mark.parametrize(
    ("braced", "message"),
    [
        ("count modls", r"\{count modls\} cannot be computed: no kind called 'modls'"),
        ("count models paramss:7B", "unknown field 'paramss'"),
        ("median license models", "'license' is no number"),
        ("median params models input:audio", "no params of models input:audio is known"),
        ("behind 2023 input:audio input:text", "nothing matches the side"),
    ],
)
def test_a_number_that_cannot_be_is_named(braced: str, message: str, birds: Index) -> None:
    with pytest.raises(DataError, match=message):
        Sentences(birds).said(f"{{{braced}}}")


LORA = "{{name: tuning, backbone: {}, data: [pond-100k]{}}}"
FINCH = (
    "id: finch\nname: Finch\nbase: wren-7b\nparams: 7B\nvariants:\n"
    f"  - {{id: finch-full, training: {{stages: [{LORA.format('full', '')}]}}}}\n"
    f"  - {{id: finch-lora, training: {{stages: [{LORA.format('lora', ', method: [lora]')}]}}}}\n"
    "  - {id: finch-else, base: wren-70b, training: {stages: [%s]}}\n" % LORA.format("lora", "").replace("{{", "{")
)
FINCHES = """\
id: moss-2024-birds
source: moss-2024-birds
groups:
  - at: Table 1
    measured_by: self
    rows:
      - {model: finch-full, instrument: pecks-val, value: "50"}
      - {model: finch-lora, instrument: pecks-val, value: "60"}
      - {model: finch-else, instrument: pecks-val, value: "70"}
      - {model: finch-full, instrument: pecks-error, value: "0.2"}
      - {model: finch-lora, instrument: pecks-error, value: "0.2"}
  - {at: Table 2, measured_by: self, rows: [{model: finch-full, instrument: pecks-val, value: "99"}]}
"""


@pytest.fixture
def finches(tmp_path: Path) -> Index:
    return opened(tmp_path, {"models/finch.yaml": FINCH, "results/moss-2024-birds.yaml": FINCHES})


def test_pairs_differ_in_their_tuning_alone(finches: Index) -> None:
    (pair,) = pairs(finches)
    assert (pair.models, pair.ways, pair.base, pair.data) == (
        ("finch-full", "finch-lora"), ("full", "lora"), "wren-7b", ["pond-100k"],
    )  # fmt: skip
    assert pair.ahead == {"pecks-error": "tie", "pecks-val": "lora"}
    (row,) = pairs_table(finches).rows
    assert [cell.value for cell in row[:8]] == ["finch-full", "finch-lora", "full", "lora", 0, 1, 1, 2]
    assert pairs(finches, "id:finch-full") == []
    said = Sentences(finches).said(
        "{pairs count} {pairs measures} {pairs ahead full lora} {pairs ahead lora full} {pairs ties lora full}"
    )
    assert said == "1 2 0 1 1"


@pytest.mark.parametrize(
    "change",
    [("[pond-100k], method", "[other], method"), ("{id: finch-lora,", "{id: finch-lora, params: 8B,"),
     ("backbone: lora, data", "backbone: full, data"), ("{id: finch-lora,", "{id: finch-lora, base: wren-70b,")],
)  # fmt: skip
def test_what_else_differs_is_no_pair(change: tuple[str, str], tmp_path: Path) -> None:
    changed = FINCH.replace(*change).replace(", method: [lora]", "")
    index = opened(tmp_path, {"models/finch.yaml": changed, "results/moss-2024-birds.yaml": FINCHES})
    assert not [pair for pair in pairs(index) if pair.models == ("finch-full", "finch-lora")]


def asked(folder: Path, question: str, *, full: bool = False) -> Page:
    text = f"id: q1\nname: Which birds\nquestion: Which birds can be kept?\n{question}"
    found = answer(opened(folder, {"questions/q1.yaml": text}), "q1", full=full)
    assert isinstance(found, tuple)
    return found[0]


def test_the_first_screen_has_sentences_claims_tables_and_what_leads_on(tmp_path: Path) -> None:
    page = asked(
        tmp_path,
        "answer: ['{count models access:open} birds.', Look.]\ndecisive: [moss-2024-c1]\nqueries: [models, risks, tuning]\n"
        "shows: [stats models --by type, table open-birds, models -c id -n 2, compare heron wren --only facts]\n",
    )
    assert page.paragraphs == (
        "Which birds can be kept?",
        "4 birds. Look.",
        "go on: mmkb ask q1 --full · mmkb models · mmkb risks",
    )
    assert [(table.title, len(table.rows)) for table in page.tables] == [
        ("decisive claims", 1),
        ("mmkb stats models --by type", 3),
        ("mmkb table open-birds", 3),
        ("mmkb models -c id -n 2", 2),
        ("mmkb compare heron wren --only facts", 4),
        ("training.stages", 2),
    ]
    assert [column.name for column in page.tables[0].columns] == ["id", "verdict", "statement"]


def test_a_question_without_an_answer_has_its_summary(tmp_path: Path) -> None:
    assert asked(tmp_path, "summary: Some.\n").paragraphs[1] == "Some."


def test_everything_stands_in_the_dossier(tmp_path: Path) -> None:
    page = asked(tmp_path, "answer: [Look.]\nclaims: [moss-2024-c1]\ntables: [open-birds]\n", full=True)
    assert [table.title for table in page.tables] == ["claims", "Open birds"]
    with pytest.raises(UsageError, match="--full needs a question"):
        answer(opened(tmp_path / "other"), full=True)


@pytest.mark.parametrize(
    "line", ["nothing", "models --no-such-option", "check", "lineage heron", "help query", "''", ""]
)
def test_what_shows_no_table_is_named(line: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"q1 shows .* this is no command that shows a table"):
        asked(tmp_path, f'shows: ["{line}"]\n')


def test_a_command_that_cannot_be_read_is_named_with_one_hint(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"q1 shows .*: No closing quotation"):
        asked(tmp_path, "shows: ['models \"a']\n")
    for question, says in (
        ("shows: ['models (']\n", "q1 shows 'models (': this parenthesis is never closed"),
        ("answer: ['{count models (}']\n", "{count models (} cannot be computed: this parenthesis is never closed"),
    ):
        with pytest.raises(DataError) as found:
            asked(tmp_path, question)
        assert str(found.value) == f"{says}\nadd ')'; to search for it, quote it"


def test_a_command_that_fails_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="q1 shows 'table missing': no saved table called 'missing'"):
        asked(tmp_path, "shows: [table missing]\n")


def test_a_sentence_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    text = "id: q1\nname: Q\nquestion: Which?\nanswer: ['{counts models}']\n"
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "questions/q1.yaml": text}))
    assert "q1.yaml" in " ".join(index.notes)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    file = tmp_path_factory.mktemp("shipped") / "index.sqlite"
    build_file(DATA, file)
    index = Index(DataFolder(DATA, "a test", file))
    yield index
    index.close()


@pytest.mark.parametrize("id_", SHIPPED)
def test_a_shipped_answer_fits_one_screen(id_: str, shipped: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    found = answer(shipped, id_)
    assert isinstance(found, tuple)
    shown = rich_text.render_pages(found)
    assert len(shown.rstrip("\n").splitlines()) <= 45
    assert max(map(len, shown.splitlines())) <= 80
    _, said, _ = found[0].paragraphs
    assert 5 <= len(re.findall(r"[.:](?=\s|$)", said)) <= 12
    assert len(re.findall(r"\d+", said)) >= 10
    assert "{" not in said
    assert len(found[0].tables[0].rows) <= 5
    assert 2 <= len(found[0].tables[1:]) <= 3
    assert fold(said)
