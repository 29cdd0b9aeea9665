"""The first screen of a comparison of groups: what every side knows, and who was ahead in which year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

import kb
from mmkb.errors import NotFoundError, QueryError, UsageError
from mmkb.index.index import Index
from mmkb.views.cell_text import text
from mmkb.views.compare import compare
from mmkb.views.introduced import page_for_paper
from mmkb.views.printed import for_print
from mmkb.views.side_years import median_leads
from mmkb.views.sides import sides_of
from mmkb.views.table import Page, Table

GROUPS = ("family:ant", "family:bee")
PLAIN = "Table 1, measured_by: third-party, protocol: {}"
"""A place that prints values of every model, and states no protocol."""

_VAL = '  - {id: pecks-val, split: val, metric: accuracy, direction: higher, unit: "%", minimum: 0, maximum: 100}\n'
TWO_SPLITS = kb.RECORDS["benchmarks/pecks.yaml"].replace(_VAL, _VAL + _VAL.replace("val", "test"))

Row = tuple[str, str, str]
"""Model, instrument, value."""
Build = Callable[..., Index]


def model(name: str, family: str, released: str, more: str = "") -> str:
    return f"id: {name}\nname: {name}\ntype: language-model\nfamily: {family}\nreleased: {released}\n{more}"


MODELS = {
    "a1": model("a1", "ant", "2023-02", "params: 1B\nprice: {input: 2}\n"),
    "a2": model("a2", "ant", "2023-11", "params: 3B\n"),
    "a3": model("a3", "ant", "2024-05"),
    "a4": model("a4", "ant", "2024-06"),
    "b1": model("b1", "bee", "2023-01"),
    "b2": model("b2", "bee", "2023-12", "training: {carbon: 3.5}\n"),
    "b3": model("b3", "bee", "2024-05", "price: {input: 4}\n"),
    "b4": model("b4", "bee", "2024-09"),
}


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Open the index of four ants and four bees of two years, with results by place."""

    def with_results(
        *groups: tuple[str, Sequence[Row]], models: Mapping[str, str] = MODELS, more: Mapping[str, str] = {}
    ) -> Index:
        reported = "".join(
            f"  - at: {head.replace(', ', chr(10) + '    ', 2)}\n    rows:\n"
            + "".join(f'      - {{model: {m}, instrument: {i}, value: "{v}"}}\n' for m, i, v in rows)
            for head, rows in groups
        )
        files = {**kb.RECORDS, **more, **{f"models/{name}.yaml": text_ for name, text_ in models.items()}}
        files["results/moss-2024-birds.yaml"] = f"id: moss-2024-birds\nsource: moss-2024-birds\ngroups:\n{reported}"
        index = kb.open_index(kb.write(tmp_path / "data", files))
        assert index.notes == ()
        return index

    return with_results


def everyone(instrument: str = "pecks-val", **scores: float) -> list[Row]:
    return [(name, instrument, str(score)) for name, score in scores.items()]


def table(page: Page, title: str) -> Table | None:
    return next((found for found in page.tables if found.title == title), None)


def lines(found: Table | None) -> list[list[str]]:
    assert found is not None
    return [[text(cell, head) for cell, head in zip(row, found.columns, strict=True)] for row in found.rows]


ALL = everyone(a1=10, a2=20, a3=50, a4=60, b1=30, b2=40, b3=55, b4=45)


def test_what_one_side_does_not_know_is_left_out_and_counted(build: Build) -> None:
    (found, *_) = compare(build((PLAIN, ALL)), GROUPS).tables
    shown = {row[0]: row[1:] for row in lines(found)}
    assert list(shown) == ["released", "access", "price.input"]
    assert shown["price.input"][0].startswith("2 USD per million tokens (1 of 4 known)")
    assert found.notes[0] == (
        "1 left out, since a side knows nothing of them (family:ant : family:bee): carbon (0 of 4 : 1 of 4)"
    )


def test_of_other_kinds_too_what_one_side_does_not_know_is_left_out(tmp_path: Path) -> None:
    files = {
        f"datasets/{id_}.yaml": f"id: {id_}\nname: {id_.upper()}\nmodalities: [{takes}]\npurpose: [instruction]\n{more}"
        for id_, takes, more in (("a", "text", "size: 5k\n"), ("b", "text", ""), ("c", "image", ""), ("d", "image", ""))
    }
    index = kb.open_index(kb.write(tmp_path / "data", files))
    for everything in (False, True):
        page = compare(index, ["modality:text", "modality:image"], kind="datasets", everything=everything)
        assert ("size" in [row[0] for row in lines(page.tables[0])]) is everything
    assert "left out" in compare(index, ["modality:text", "modality:image"], kind="datasets").tables[0].notes[-1]


def test_everything_is_shown_on_request(build: Build) -> None:
    names = [row[0] for row in lines(compare(build((PLAIN, ALL)), GROUPS, everything=True).tables[0])]
    assert {"params", "carbon", "type"} <= {*names}


def test_who_is_ahead_is_told_by_year_of_release(build: Build) -> None:
    page = compare(build((PLAIN, ALL)), GROUPS)
    assert lines(table(page, "who is ahead, by year of release")) == [
        ["2024", "1", "1", "0", "0", "0", "5"],
        ["2023", "1", "0", "1", "0", "0", "-20"],
    ]
    best = [row[1:] for row in lines(table(page, "best scores of each year"))]
    assert best == [
        ["pecks-val", "60 a4", "55 b3", "5", "", "4", "not stated; table of moss-2024-birds"],
        ["pecks-val", "20 a2", "40 b2", "-20", "", "4", "not stated; table of moss-2024-birds"],
    ]


@pytest.mark.parametrize(
    ("elsewhere", "counts", "rivals"),
    [
        ({"b4": 70}, ["0", "0", "0", "1", ""], ["70 b4", ""]),
        ({"b4": 60}, ["0", "0", "0", "1", ""], ["60 b4", ""]),
        ({"b4": 59}, ["1", "0", "0", "0", "5"], ["", ""]),
        ({"a4": 70}, ["1", "0", "0", "0", "5"], ["", ""]),
        ({"a1": 41}, ["1", "0", "0", "0", "5"], ["", "41 a1"]),
        ({"b2": 90}, ["1", "0", "0", "0", "5"], ["", ""]),
    ],
)
def test_who_is_behind_only_in_the_table_that_was_taken_contests(
    elsewhere: dict[str, float], counts: list[str], rivals: list[str], build: Build
) -> None:
    """A better value of the same year and instrument, which would turn the outcome, is on record: of either side."""
    other = PLAIN.replace("Table 1", "Table 2")
    page = compare(build((PLAIN, ALL), (other, everyone("pecks-val", **elsewhere))), GROUPS)
    ahead, best = table(page, "who is ahead, by year of release"), table(page, "best scores of each year")
    assert lines(ahead)[0] == ["2024", "1", *counts]
    assert [row[5] for row in lines(best)] == rivals
    contested = lines(ahead)[1] == ["2023", "1", "0", "0", "0", "1", ""]
    assert contested is bool(rivals[1])


def test_a_rounder_value_of_the_side_ahead_contests_nothing(build: Build) -> None:
    table_1 = (PLAIN, everyone(a3=50, a4=60.9, b3=60.2, b4=45))
    index = build(table_1, (PLAIN.replace("Table 1", "Table 2"), everyone(a4=61)))
    ahead = table(compare(index, GROUPS), "who is ahead, by year of release")
    assert lines(ahead) == [["2024", "1", "1", "0", "0", "0", "0.7"]]


def test_the_median_is_of_what_nothing_contests(build: Build) -> None:
    other = PLAIN.replace("Table 1", "Table 2")
    rows = [*everyone(a3=50, a4=60, b3=55, b4=45), *everyone("pecks-test", a3=50, a4=60, b3=30, b4=20)]
    contest = (other, everyone(b4=70))
    index = build((PLAIN, rows), contest, more={"benchmarks/pecks.yaml": TWO_SPLITS})
    assert lines(table(compare(index, GROUPS), "who is ahead, by year of release")) == [
        ["2024", "2", "1", "0", "0", "1", "30"]
    ]
    assert median_leads(index, sides_of(index, GROUPS, "models")) == {"2024": 30}


def test_in_print_the_best_have_their_names(build: Build) -> None:
    index = build(
        (PLAIN, ALL), models={**MODELS, "a4": model("a4", "ant", "2024-06").replace("name: a4", "name: Ant 4")}
    )
    found = table(page_for_paper(index, compare(index, GROUPS), "none"), "best scores of each year")
    assert found is not None
    assert [row[2] for row in lines(for_print(found))] == ["60 Ant 4", "20 a2"]
    assert found.rows[0][2].value == "60 a4"


def test_lower_is_better_where_errors_are_counted(build: Build) -> None:
    rows = everyone("pecks-error", a1=0.5, a2=0.2, b1=0.4, b2=0.3)
    (line,) = lines(table(compare(build((PLAIN, rows)), GROUPS), "best scores of each year"))
    assert line[2:5] == ["0.2 a2", "0.3 b2", "0.1"]


@pytest.mark.parametrize("missing", ["a1", "b2"])
def test_one_release_of_a_side_is_no_comparison(missing: str, build: Build) -> None:
    rows = [row for row in ALL if row[0] != missing]
    found = lines(table(compare(build((PLAIN, rows)), GROUPS), "who is ahead, by year of release"))
    assert [row[0] for row in found] == ["2024"]


def test_values_of_two_places_stand_together_only_where_their_protocol_is_stated(build: Build) -> None:
    ants, bees = [row for row in ALL if row[0][0] == "a"], [row for row in ALL if row[0][0] == "b"]
    for protocol, years in (("{}", 0), ("{setting: zero-shot}", 2), ("{detail: as usual}", 0)):
        places = [f"Table {number}, measured_by: self, protocol: {protocol}" for number in (1, 2)]
        found = table(compare(build((places[0], ants), (places[1], bees)), GROUPS), "best scores of each year")
        assert (len(found.rows) if found else 0) == years
    assert found is None


def test_values_of_different_protocols_do_not_meet(build: Build) -> None:
    ants, bees = [row for row in ALL if row[0][0] == "a"], [row for row in ALL if row[0][0] == "b"]
    one, other = (
        "Table 1, measured_by: self, protocol: {shots: 0}",
        "Table 1, measured_by: self, protocol: {shots: 5}",
    )
    assert table(compare(build((one, ants), (other, bees)), GROUPS), "best scores of each year") is None


def test_a_size_is_of_the_year_of_its_own_release(build: Build) -> None:
    both = "variants: [{id: a2-s, released: 2023-03}, {id: a2-l, released: 2024-03}]\n"
    models = {**MODELS, "a2": model("a2", "ant", "2023-11", both)}
    sizes = [("a2-s", "pecks-val", "20"), ("a2-l", "pecks-val", "99")]
    rows = [*everyone(a1=10, a3=50, b1=30, b2=40, b3=55, b4=45), *sizes]
    best = lines(table(compare(build((PLAIN, rows), models=models), GROUPS), "best scores of each year"))
    assert [row[2] for row in best] == ["99 a2-l", "20 a2-s"]


def test_each_year_has_its_own_lines(build: Build) -> None:
    page = compare(build((PLAIN, ALL)), GROUPS, by_year=True)
    facts = table(page, "facts by year")
    assert [row[0] for row in lines(facts)] == ["access", "access"]  # neither year has a price on both sides
    assert facts is not None
    assert [row[1].value for row in facts.rows] == [2023, 2024]


def test_one_part_is_shown_on_request(build: Build, birds: Index) -> None:
    index = build((PLAIN, ALL))
    titles = {
        only: [found.title for found in compare(index, GROUPS, only=only).tables] for only in (None, "facts", "scores")
    }
    assert titles["facts"] == ["facts"]
    assert titles["scores"] == ["who is ahead, by year of release", "best scores of each year"]
    assert titles[None] == [*titles["facts"], *titles["scores"]]
    with pytest.raises(UsageError, match="no scores to compare"):
        compare(birds, ["gqa", "mha"], only="scores")


def test_since_leaves_out_what_is_older_or_not_dated(build: Build) -> None:
    page = compare(build((PLAIN, ALL)), GROUPS, since="2024")
    assert page.paragraphs[0] == "family:ant: 2 releases, family:bee: 2 releases"
    assert len(lines(table(page, "who is ahead, by year of release"))) == 1
    assert compare(build((PLAIN, ALL)), ["a3", "b4"], since="2024-05").paragraphs[0] == "a3: 1 release, b4: 1 release"


def test_since_keeps_the_values_that_are_left(build: Build) -> None:
    page = compare(build((PLAIN, ALL)), ["type:language-model"], by="family", since="2024-01")
    assert page.paragraphs[0] == "family:ant: 2 releases, family:bee: 2 releases"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"since": "2025"}, NotFoundError, "nothing of the side 'family:ant' is known to be of 2025 or later"),
        ({"since": "later"}, QueryError, "'later' is not a date"),
        ({"by_year": True, "everything": True}, UsageError, "--by-year has lines of its own"),
        ({"by_year": True, "fields": ["params"]}, UsageError, "--by-year has lines of its own"),
    ],
)
def test_what_cannot_be(options: dict[str, object], error: type[Exception], message: str, build: Build) -> None:
    with pytest.raises(error, match=message):
        compare(build((PLAIN, ALL)), GROUPS, **options)  # type: ignore[arg-type]


def test_years_are_told_apart_of_groups_of_models_alone(birds: Index) -> None:
    for sides in (["heron", "wren"], ["gqa", "mha"]):
        with pytest.raises(UsageError, match="groups of models"):
            compare(birds, sides, by_year=True)
    with pytest.raises(UsageError, match="risks have no date"):
        compare(birds, ["noise", "noise"], since="2024")


def test_safety_is_a_score_of_the_makers_own(build: Build) -> None:
    pecks = kb.RECORDS["benchmarks/pecks.yaml"].replace("[perception]", "[perception, bias]")
    own = "Table 1, measured_by: self, protocol: {}"
    for measured, said in ((own, "2 of 4 report"), (PLAIN, None)):
        index = build((measured, everyone(a1=1, a2=2, b1=3)), more={"benchmarks/pecks.yaml": pecks})
        shown = {row[0]: row[1] for row in lines(compare(index, GROUPS).tables[0])}
        assert shown.get("safety_evaluation", "").startswith(said) if said else "safety_evaluation" not in shown


REPORTED = """\
reported:
  - {what: memory of a nest, value: 3 GB, source: ash-2023-heron, at: Table 1}
  - {what: memory of a pond, value: 3 GB, source: ash-2023-heron, at: Table 1, read: 2026-11-22}
"""


def test_a_measure_stays_with_its_value(tmp_path: Path) -> None:
    qlora = "id: qlora\nname: QLoRA\nfamily: parameter-efficient\n" + kb.EVIDENCE % "family, reported" + REPORTED
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "tuning/qlora.yaml": qlora}))
    found = table(compare(index, ["lora", "qlora"]), "reported")
    assert [row[:4] for row in lines(found)] == [
        ["qlora", "1", "memory of a nest", "3 GB"],
        ["qlora", "2", "memory of a pond", "3 GB"],
    ]
    assert "what" not in {row[0] for row in lines(compare(index, ["lora", "qlora"]).tables[0])}
    named = compare(index, ["lora", "qlora"], fields=["value", "family"])
    assert [row[2:] for row in lines(table(named, "reported"))] == [["3 GB"], ["3 GB"]]


def test_stages_stand_a_row_each_with_their_marks(tmp_path: Path) -> None:
    rival = (
        "disputes:\n  - {field: training.stages.backbone, value: full, stage: 1, source: moss-2024-birds, because: x}\n"
    )
    heron = kb.RECORDS["models/heron.yaml"].replace("disputes:\n", rival)
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/heron.yaml": heron}))
    found = table(compare(index, ["heron-7b", "kite-s"]), "training.stages")
    assert found is not None
    assert [[str(cell.value) for cell in row[:6]] for row in found.rows] == [
        ["heron-7b", "1", "alignment", "frozen", "full", "frozen"],
        ["heron-7b", "2", "instruction", "frozen", "full", "full"],
    ]
    assert [row[5].disputed for row in found.rows] == [True, False]
    assert all(row[5].cited for row in found.rows)


def test_sizes_with_stages_of_their_own_are_named(tmp_path: Path) -> None:
    own = "training: {stages: [{name: alone, connector: full, samples: 2k}]}"
    heron = kb.RECORDS["models/heron.yaml"].replace(", backbone: wren-70b,", f", backbone: wren-70b, {own},")
    index = kb.open_index(kb.write(tmp_path / "data", {**kb.RECORDS, "models/heron.yaml": heron}))
    found = table(compare(index, ["heron", "kite-s"]), "training.stages")
    assert found is not None
    assert [(row[0].value, row[1].value) for row in found.rows] == [("heron-7b", 1), ("heron-7b", 2), ("heron-70b", 1)]
    samples = [column.name for column in found.columns].index("samples")
    assert [row[samples].value for row in found.rows] == [None, 558000, 2000]


@pytest.mark.parametrize(
    ("sides", "cells"),
    [
        (["heron-7b", "kite-s"], [["7B", "7B"], ["2305.01234", ""], ["62.4%", ""]]),
        (["type:multimodal-llm", "input:image"],
         [["median 22.75B, 7B to 38.5B (2 of 3 known)", "median 22.75B, 7B to 38.5B (2 of 4 known)"],
          ["2305.01234 100% (1 of 3 known)", "2305.01234 100% (1 of 4 known)"],
          ["66.95 % (1 of 3 known)", "66.95 % (1 of 4 known)"]]),
    ],
)  # fmt: skip
def test_fields_are_named_by_any_path(sides: list[str], cells: list[list[str]], birds: Index) -> None:
    page = compare(birds, sides, fields=["backbone.params", "paper.arxiv", "score.pecks-val"])
    shown = lines(page.tables[0])
    assert [row[0] for row in shown] == ["backbone.params", "paper.arxiv", "score.pecks-val"]
    assert [row[1:] for row in shown] == cells


def test_a_terminal_shows_the_short_of_it(build: Build) -> None:
    """Months, three shares at most, who is ahead; what is known of one side alone is counted in a note."""
    page = compare(build((PLAIN, ALL)), GROUPS)
    assert page.screen is not None
    shown, ahead = page.screen().tables
    assert [row[0] for row in lines(shown)] == ["released", "access", "price.input"]
    assert lines(shown)[0][1:] == [
        "2023-02 to 2024-06, half of them since 2024-05",
        "2023-01 to 2024-09, half of them since 2024-05",
    ]
    assert lines(shown)[2][1:] == ["2 USD per million tokens (1 known)", "4 USD per million tokens (1 known)"]
    assert "known of one side alone: carbon (0 : 1)" in shown.notes
    assert ahead.title == "who is ahead, by year of release"
    assert [found.title for found in page.tables][-1] == "best scores of each year"


@pytest.mark.parametrize("asked", [{"only": "scores"}, {"by_year": True}, {"everything": True}, {"fields": ["params"]}])
def test_what_was_asked_for_is_shown_whole(asked: dict[str, object], build: Build) -> None:
    assert compare(build((PLAIN, ALL)), GROUPS, **asked).screen is None  # type: ignore[arg-type]
