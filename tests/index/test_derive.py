"""What no record states: access class, commercial use along the chain, the sources, what was read."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.index.chains import MOST_STEPS
from mmkb.index.derive import access_class
from mmkb.index.index import Index, kinds_with_rows
from mmkb.schema.derived import ACCESS, ACCESS_GROUPS


@pytest.mark.parametrize(
    ("weights", "api", "product", "licence", "everything_open", "name"),
    [
        (("open", None), None, None, True, True, "open-source"),
        (("open", None), None, None, True, False, "open-weights"),
        (("open", None), None, None, None, True, "unlicensed-weights"),
        (("open", None), None, None, None, False, "unlicensed-weights"),
        (("open", "open"), None, None, False, True, "restricted-weights"),
        (("partial", None), None, None, True, True, "restricted-weights"),
        (("partial", "closed"), "open", None, None, False, "restricted-weights"),
        (("closed", "open"), None, "open", True, False, "open-weights"),
        (("closed", "partial"), None, None, True, False, "restricted-weights"),
        ((None, "closed"), "open", None, None, False, "api-only"),
        ((None, "closed"), "partial", "open", True, True, "api-only"),
        (("closed", "closed"), "closed", None, None, False, "unreleased"),
        (("closed", None), None, None, None, False, "unreleased"),
        (("closed", None), None, "closed", None, False, "unreleased"),
        (("closed", None), "closed", "partial", None, False, "product-only"),
        (("closed", None), None, "open", None, False, "product-only"),
        ((None, None), "open", "open", True, True, "unknown-access"),
        ((), None, None, None, False, "unknown-access"),
    ],
)
def test_access_class(
    weights: tuple[str | None, ...],
    api: str | None,
    product: str | None,
    licence: bool | None,
    everything_open: bool,
    name: str,
) -> None:
    assert access_class(weights, api, product, licence=licence, everything_open=everything_open) == name


def test_classes_and_groups_share_no_name() -> None:
    assert not set(ACCESS) & set(ACCESS_GROUPS)
    members = [name for group in ACCESS_GROUPS.values() for name in group]
    assert len(members) == len(set(members))
    assert set(ACCESS) - set(members) == {"unreleased", "unknown-access"}


LICENSES = {
    f"licenses/{id_}.yaml": f"id: {id_}\nname: {id_.upper()}\n{rest}"
    for id_, rest in {
        "free": "commercial: 'yes'\n",
        "capped": "commercial: 'yes'\nuser_cap: 700M\n",
        "limited": "commercial: 'yes'\nlimits: [no war]\n",
        "conditional": "commercial: conditional\n",
        "study": "commercial: 'no'\n",
        "unread": "",
        "approved": "commercial: 'yes'\nosi: true\nlimits: [keep the notice]\n",
    }.items()
}


def derived(tmp_path: Path, column: str, models: dict[str, str]) -> dict[str, object]:
    files = {f"models/{id_}.yaml": f"id: {id_}\nname: {id_.upper()}\n{rest}" for id_, rest in models.items()}
    data = {
        "datasets/study-data.yaml": "id: study-data\nname: S\nlicense: study\n",
        "datasets/written-data.yaml": "id: written-data\nname: W\nlicense: free\nterms: conditional\n",
        "datasets/loose-data.yaml": "id: loose-data\nname: L\n",
    }
    index = kb.open_index(kb.write(tmp_path / "data", LICENSES | files | data))
    assert index.notes == ()
    return dict(index.rows(f"SELECT id, {column} FROM models"))


@pytest.mark.parametrize(
    ("license_", "rest", "name"),
    [
        ("free", "", "open-weights"),
        ("free", "  data: {base: open, tuned: open}\n  code: {training: open}\n", "open-source"),
        ("free", "  data: {base: open}\n  code: {training: open}\n", "open-weights"),
        ("free", "  data: {tuned: open}\n  code: {training: open}\n", "open-weights"),
        ("free", "  data: {base: open, tuned: closed}\n  code: {training: open}\n", "open-weights"),
        ("free", "  data: {base: open}\n  code: {training: partial}\n", "open-weights"),
        ("free", "  data: {base: open, tuned: open}\n  code: {training: partial}\n", "open-weights"),
        ("free", "  data: {base: open, tuned: open}\n", "open-weights"),
        ("free", "  data: {base: partial, tuned: open}\n  code: {training: open}\n", "open-weights"),
        ("free", "  code: {training: open}\n", "open-weights"),
        ("capped", "", "restricted-weights"),
        ("limited", "", "restricted-weights"),
        ("approved", "", "open-weights"),  # what an OSI-approved licence lists as limits limits no use
        ("conditional", "", "restricted-weights"),
        ("study", "  data: {base: open}\n  code: {training: open}\n", "restricted-weights"),
        ("unread", "", "unlicensed-weights"),
        ("undisclosed", "", "unlicensed-weights"),
        ("nowhere", "", "unlicensed-weights"),
    ],
)
def test_access_follows_the_licence(license_: str, rest: str, name: str, tmp_path: Path) -> None:
    text = f"license: {license_}\nopenness:\n  weights: {{tuned: open}}\n{rest}"
    assert derived(tmp_path, "access", {"m": text}) == {"m": name}


def test_open_source_needs_every_part_to_be_open(tmp_path: Path) -> None:
    whole = "license: free\nopenness: {weights: {base: open}, data: {base: open}, code: {training: open}}\n"
    models = {
        "alone": whole,
        "on-open": whole + "backbone: alone\n",
        "deep": whole + "base: on-open\nvision: {encoder: [alone, on-open]}\n",
        "on-nothing": whole + "backbone: not-applicable\n",
        "weights-alone": "license: free\nopenness: {weights: {base: open}}\n",
        "on-weights-alone": whole + "backbone: weights-alone\n",
        "deep-on-weights-alone": whole + "base: on-weights-alone\n",
        "sees-by-weights-alone": whole + "vision: {encoder: [alone, weights-alone]}\n",
        "on-secret": whole + "backbone: undisclosed\n",
        "on-unrecorded": whole + "backbone: nobody\n",
        "tuned-on-unknown": whole.replace("weights: {base: open", "weights: {base: open, tuned: open"),
        "base-kept": whole.replace("weights: {base: open", "weights: {base: closed, tuned: open").replace(
            "data: {base: open", "data: {base: open, tuned: open"
        ),
    }
    found = derived(tmp_path, "access", models)
    assert {id_ for id_, name in found.items() if name == "open-source"} == {"alone", "on-open", "deep", "on-nothing"}
    assert set(found.values()) == {"open-source", "open-weights"}


def test_a_cycle_of_open_parts_ends(tmp_path: Path) -> None:
    whole = "license: free\nopenness: {weights: {base: open}, data: {base: open}, code: {training: open}}\n"
    found = derived(tmp_path, "access", {"a": whole + "base: b\n", "b": whole + "base: a\n"})
    assert set(found.values()) == {"open-source"}


def test_modality_is_what_a_model_takes_or_makes(tmp_path: Path) -> None:
    models = {
        "a": "input: [text, image]\noutput: [text, audio]\n",
        "b": "output: [image]\n",
        "c": "",
        "d": "input: undisclosed\n",
    }
    assert derived(tmp_path, "modality", models) == {
        "a": '["text","image","audio"]',
        "b": '["image"]',
        "c": None,
        "d": None,
    }


def test_commercial_use_is_the_strictest_along_the_chain(tmp_path: Path) -> None:
    models = {
        "free-alone": "license: free\n",
        "conditional-alone": "license: conditional\n",
        "study-alone": "license: study\n",
        "unlicensed": "",
        "withheld": "license: undisclosed\n",
        "unread-alone": "license: unread\n",
        "on-free": "license: free\nbackbone: free-alone\n",
        "on-conditional": "license: free\nbackbone: conditional-alone\n",
        "on-both": "license: free\nbase: on-conditional\nbackbone: study-alone\n",
        "seeing": "license: free\nvision: {encoder: [free-alone, study-alone]}\n",
        "hearing": "license: free\nother_encoders: [conditional-alone]\n",
        "painting": "license: free\ngenerators: [conditional-alone]\n",
        "deep": "license: free\nbase: on-free\nbackbone: on-both\n",
        "on-unlicensed": "license: free\nbackbone: unlicensed\n",
        "study-on-unlicensed": "license: study\nbackbone: unlicensed\n",
        "on-study-data": "license: free\ntraining: {stages: [{name: s, data: [study-data]}]}\n",
        "on-unlicensed-data": "license: free\ntraining: {stages: [{name: s, data: [loose-data]}]}\n",
        "on-nothing": "license: free\nbackbone: not-applicable\n",
        "on-dangling": "license: free\nbackbone: nobody\n",
        "on-a-licence": "license: free\nbackbone: free\n",
        "on-release": "license: free\nbackbone: family\n",
        "on-undisclosed": "license: free\nbackbone: undisclosed\n",
        "with-secret-eyes": "license: free\nvision: {encoder: undisclosed}\nopenness: {weights: {encoder: open}}\n",
        "secret-eyes-apart": "license: free\nvision: {encoder: undisclosed}\nopenness: {weights: {tuned: open}}\n",
        "published-on-secret": "license: free\nbackbone: undisclosed\nopenness: {weights: {encoder: open}}\n",
        "above-undisclosed": "license: free\nbase: on-undisclosed\nbackbone: free-alone\n",
        "study-above-undisclosed": "license: study\nbase: on-undisclosed\n",
        "on-mixed": "license: free\nbackbone: mixed\n",
        "mixed": "license: free\nvariants: [{id: mixed-a, backbone: free-alone}, {id: mixed-b, backbone: study-alone}]\n",
        "family": "license: free\nvariants: [{id: family-a}, {id: family-b, license: conditional}]\n",
    }
    found = derived(tmp_path, "commercial", models)
    assert found == {
        "free-alone": "yes",
        "conditional-alone": "conditional",
        "study-alone": "no",
        "unlicensed": None,
        "withheld": None,
        "unread-alone": None,
        "on-free": "yes",
        "on-conditional": "conditional",
        "on-both": "no",
        "seeing": "no",
        "hearing": "conditional",
        "painting": "conditional",
        "deep": "no",
        "on-unlicensed": None,
        "study-on-unlicensed": "no",
        "on-study-data": "no",
        "on-unlicensed-data": "yes",
        "on-nothing": "yes",
        "on-dangling": None,
        "on-a-licence": None,
        "on-release": "conditional",
        "on-undisclosed": None,
        "with-secret-eyes": "yes",
        "secret-eyes-apart": None,
        "published-on-secret": None,
        "above-undisclosed": None,
        "study-above-undisclosed": "no",
        "on-mixed": "no",
        "mixed-a": "yes",
        "mixed-b": "no",
        "family-a": "yes",
        "family-b": "conditional",
    }


OWNERS = {
    "old": "license: conditional\ndeveloper: [A]\nreleased: 2024-01\n",
    "middle": "license: conditional\ndeveloper: [A]\nreleased: 2024-06\nbase: old\n",
    "unlicensed-of-a": "developer: [A]\n",
    "unlicensed-of-b": "developer: [B]\n",
    "withheld-of-a": "license: undisclosed\ndeveloper: [A]\n",
    "of-a-and-b": "license: conditional\ndeveloper: [A, B]\nreleased: 2024-01\n",
    "study-said-by-a": "license: free\nlicense_limits: {says: for study, commercial: 'no'}\ndeveloper: [A]\nreleased: 2024-01\n",
    "words-alone-of-a": "license_limits: {says: for study, commercial: 'no'}\ndeveloper: [A]\nreleased: 2024-01\n",
    "on-study-said-by-a": "license: free\ndeveloper: [A]\nreleased: 2024-06\nbase: study-said-by-a\n",
}


@pytest.mark.parametrize(
    ("says", "term"),
    [
        ("developer: [A]\nreleased: 2025\nbase: old\n", "yes"),
        ("developer: [A]\nreleased: 2025\nbase: middle\n", "yes"),
        ("developer: [A, B]\nreleased: 2025\nbase: middle\n", "conditional"),
        ("developer: [A]\nreleased: 2025\nbase: of-a-and-b\n", "conditional"),
        ("developer: [B, A]\nreleased: 2025\nbase: of-a-and-b\n", "yes"),
        ("developer: [A]\nreleased: 2025\nbase: study-said-by-a\n", "yes"),
        ("developer: [A]\nreleased: 2023\nbase: study-said-by-a\n", "no"),
        ("developer: [A, B]\nreleased: 2025\nbase: study-said-by-a\n", "no"),
        ("developer: [A]\nreleased: 2025\nbase: on-study-said-by-a\n", "yes"),
        ("developer: [A]\nreleased: 2025\nbase: on-study-said-by-a\nbackbone: study-said-by-a\n", "yes"),
        ("developer: [B]\nreleased: 2025\nbase: study-said-by-a\nbackbone: on-study-said-by-a\n", "no"),
        ("developer: [A]\nreleased: 2025\nbase: words-alone-of-a\n", "yes"),
        ("developer: [A]\nreleased: 2023\nbase: words-alone-of-a\n", "no"),
        ("developer: [A]\nreleased: 2024-01\nbase: old\n", "yes"),
        ("developer: [A]\nreleased: 2023\nbase: old\n", "conditional"),
        ("developer: [A]\nbase: old\n", "conditional"),
        ("developer: [B]\nreleased: 2025\nbase: middle\n", "conditional"),
        ("developer: [A]\nbase: unlicensed-of-a\n", "yes"),
        ("developer: [A]\nvision: {encoder: [unlicensed-of-a]}\n", "yes"),
        ("developer: [A, B]\nbase: unlicensed-of-a\n", None),
        ("developer: [A]\nvision: {encoder: [unlicensed-of-b]}\n", None),
        ("developer: [A]\nvision: {encoder: [unlicensed-of-b]}\nopenness: {weights: {encoder: open}}\n", "yes"),
        ("developer: [A]\nvision: {encoder: [unlicensed-of-b]}\nopenness: {weights: {encoder: closed}}\n", None),
        ("developer: [A]\nbackbone: unlicensed-of-b\nopenness: {weights: {encoder: open}}\n", None),
        ("developer: [A]\nbase: withheld-of-a\n", None),
        ("backbone: unlicensed-of-a\n", None),
    ],
)
def test_of_the_same_makers_the_newer_terms_hold_and_a_part_inside_has_the_checkpoints(
    says: str, term: str | None, tmp_path: Path
) -> None:
    """The makers must be the same, not some of them: where a co-author works frees nobody from the terms of the base."""
    assert derived(tmp_path, "commercial", OWNERS | {"m": "license: free\n" + says})["m"] == term


def test_the_makers_own_words_bind_the_model_and_all_built_on_it(tmp_path: Path) -> None:
    models = {
        "limited-by-words": "license: free\nlicense_limits: {says: research only, commercial: 'no'}\n",
        "on-it": "license: free\nbackbone: limited-by-words\nopenness: {weights: {tuned: open}}\n",
    }
    assert derived(tmp_path, "commercial", models) == dict.fromkeys(models, "no")
    assert derived(tmp_path, "access", models)["on-it"] == "restricted-weights"


def test_the_terms_under_which_data_was_written_count(tmp_path: Path) -> None:
    stages = "training: {stages: [{name: s, data: [written-data]}]}\n"
    assert derived(tmp_path, "commercial", {"m": "license: free\n" + stages}) == {"m": "conditional"}


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("backbone: free-alone\n", "open-weights"),
        ("backbone: study-alone\n", "restricted-weights"),
        ("base: deep\n", "restricted-weights"),
        ("vision: {encoder: [free-alone, conditional-alone]}\n", "restricted-weights"),
        ("training: {stages: [{name: s, data: [study-data]}]}\n", "open-weights"),
    ],
)
def test_access_follows_the_licences_of_parts_but_not_of_data(part: str, name: str, tmp_path: Path) -> None:
    models = {f"{id_}-alone": f"license: {id_}\n" for id_ in ("free", "study", "conditional")}
    models |= {"deep": "license: free\nbackbone: study-alone\n"}
    models |= {"m": f"license: free\nopenness: {{weights: {{tuned: open}}}}\n{part}"}
    assert derived(tmp_path, "access", models)["m"] == name


def test_a_cycle_ends(tmp_path: Path) -> None:
    models = {
        "a": "license: free\nbase: b\n",
        "b": "license: free\nbackbone: c\n",
        "c": "license: free\nbase: a\n",
        "self": "license: free\nbase: self\n",
        "no": "license: free\nbase: on-no\n",
        "on-no": "license: study\nbase: no\n",
    }
    found = derived(tmp_path, "commercial", models)
    assert found["a"] == found["b"] == found["c"] == found["self"]
    assert found["no"] == found["on-no"] == "no"


def chain_rows(tmp_path: Path, models: dict[str, str]) -> tuple[int, set[tuple[object, ...]]]:
    files = {f"models/{id_}.yaml": f"id: {id_}\nname: {id_.upper()}\n{rest}" for id_, rest in models.items()}
    index = kb.open_index(kb.write(tmp_path / "data", LICENSES | files))
    ((count,),) = index.rows("SELECT count(*) FROM chain")
    return count, set(index.rows("SELECT id, commercial FROM models"))


def test_a_licence_chain_has_each_part_once_for_each_role(tmp_path: Path) -> None:
    """Every model names the one before twice: there are 2^22 paths through them, but only 44 parts in two roles."""
    models = {f"m{number}": f"license: free\nbase: m{number - 1}\nbackbone: m{number - 1}\n" for number in range(1, 23)}
    count, terms = chain_rows(tmp_path, {"m0": "license: study\n"} | models)
    assert count == sum(1 + 2 * number for number in range(23))
    assert terms == {(f"m{number}", "no") for number in range(23)}


def test_a_licence_chain_is_followed_so_far_and_then_unknown(tmp_path: Path) -> None:
    deep = MOST_STEPS + 20
    models = {f"m{number}": f"license: free\nbase: m{number - 1}\n" for number in range(1, deep)}
    count, terms = chain_rows(tmp_path, {"m0": "license: conditional\n"} | models)
    assert count == sum(1 + min(number, MOST_STEPS + 1) for number in range(deep))
    assert terms == {(f"m{number}", "conditional" if number <= MOST_STEPS else None) for number in range(deep)}


def test_what_forbids_is_kept_in_a_chain_that_is_followed_no_further(tmp_path: Path) -> None:
    models = {f"m{number}": f"license: free\nbase: m{number - 1}\n" for number in range(1, MOST_STEPS + 20)}
    _, terms = chain_rows(tmp_path, {"m0": "license: free\n"} | models | {"m9": "license: study\nbase: m8\n"})
    assert {term for id_, term in terms if int(str(id_)[1:]) in range(9, 9 + MOST_STEPS)} == {"no"}


def test_a_long_row_of_parts_closes_all_that_is_built_on_it(tmp_path: Path) -> None:
    whole = "license: free\nopenness: {weights: {base: open}, data: {base: open}, code: {training: open}}\n"
    models = {f"m{number}": whole + f"base: m{number - 1}\n" for number in range(1, 60)}
    assert set(derived(tmp_path / "closed", "access", {"m0": "license: free\n"} | models).values()) == {
        "open-weights", "unknown-access",
    }  # fmt: skip
    assert set(derived(tmp_path / "open", "access", {"m0": whole} | models).values()) == {"open-source"}


def test_the_fixture(birds: Index) -> None:
    assert birds.rows("SELECT id, access, commercial, read, disputed, source FROM models ORDER BY rid") == [
        ("heron-7b", "open-weights", "no", 0, '["vision.tokens"]', '["ash-2023-heron","repo-pond-heron"]'),
        ("heron-70b", "open-weights", "no", 0, '["context","vision.tokens"]', '["ash-2023-heron","repo-pond-heron"]'),
        ("iris", "open-weights", "yes", 1, None, '["ash-2023-heron"]'),
        ("kite-s", "restricted-weights", "conditional", 0, None, '["moss-2024-birds"]'),
        ("kite-l", "restricted-weights", "conditional", 0, None, '["moss-2024-birds"]'),
        ("oracle-bird", "api-only", None, 1, None, '["moss-2024-birds"]'),
        ("wren-7b", "open-weights", "yes", 1, '["attention.mechanism"]', '["ash-2022-wren"]'),
        ("wren-70b", "open-weights", "yes", 1, None, '["ash-2022-wren"]'),
    ]
    assert birds.rows("SELECT id, benchmark, read FROM results ORDER BY rid") == [
        ("ash-2023-heron.1", "pecks", 1),
        ("ash-2023-heron.2", "pecks", 1),
        ("ash-2023-heron.3", "pecks", 0),
        ("ash-2023-heron.4", "pecks", 0),
    ]
    assert birds.rows("SELECT id, read FROM claims ORDER BY rid") == [("moss-2024-c1", 1), ("moss-2024-c2", 0)]
    assert birds.rows("SELECT read FROM risks") == [(None,)]


def test_facts_know_their_status_and_the_state_of_their_evidence(birds: Index) -> None:
    facts = {
        field: (status, state)
        for field, status, state in birds.rows(
            "SELECT field, status, state FROM facts JOIN rows USING (rid) WHERE id = 'oracle-bird'"
        )
    }
    assert facts["params"] == ("undisclosed", "read")
    assert facts["price.input"] == ("known", "read")
    iris = "SELECT status FROM facts JOIN rows USING (rid) WHERE id = 'iris' AND field = 'backbone'"
    assert birds.rows(iris) == [("not-applicable",)]
    heron = (
        "SELECT DISTINCT field, state FROM facts JOIN rows USING (rid) WHERE id = 'heron-7b' AND field GLOB 'training*'"
    )
    assert {state for _, state in birds.rows(heron)} == {"cited"}


def test_kinds_are_counted_by_record(birds: Index) -> None:
    counts = dict(kinds_with_rows(birds))
    assert (counts["models"], counts["results"], counts["claims"], counts["instruments"]) == (5, 4, 2, 2)
    assert counts["sources"] == 4
