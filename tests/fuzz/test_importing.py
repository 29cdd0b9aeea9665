"""Whatever lies in a file to import: a plan whose records can be read, or an error of the user's; nothing else is raised."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from fuzz.hostile import FUZZ, SPECIAL, TEXTS, outcome
from importers.data import MALFORMED, REAL
from mmkb.corpus.emit import formatted
from mmkb.corpus.strict_yaml import load
from mmkb.errors import UsageError
from mmkb.importers.families import FAMILIES
from mmkb.importers.registry import IMPORTERS
from mmkb.importers.run import imported
from mmkb.index.index import Index
from mmkb.schema.fields import RECORDS

BIBTEX = "@article{a, title={On {B}irds}, author={Lee, Ann and {Pond Lab}}, year=2020, journal={J}, doi={10.1234/x}}\n"
RIS = "TY  - JOUR\nTI  - On Birds\nAU  - Lee, Ann\nPY  - 2020\nDO  - 10.1234/x\nER  - \n"
CARD = "---\nlicense: mit\nlanguage: [en]\nbase_model: a/b\npipeline_tag: text-generation\n---\n# Name\n"
EEE = json.dumps(
    {
        "model_info": {"id": "heron-7b"},
        "source_metadata": {"evaluator_relationship": "first_party"},
        "evaluation_results": [
            {
                "evaluation_name": "pondqa",
                "metric_config": {"metric_name": "accuracy", "max_score": 100},
                "score_details": {"score": 51.5},
            }
        ],
    }
)
HARNESS = json.dumps(
    {"results": {"pondqa": {"acc,none": 0.5, "acc_stderr,none": 0.1}}, "n-shot": {"pondqa": 5}, "config": {}}
)
WELL = {
    "bibtex": BIBTEX,
    "ris": RIS,
    "csl-json": json.dumps(
        [
            {
                "id": "a",
                "type": "book",
                "title": "T",
                "author": [{"family": "Lee"}],
                "issued": {"date-parts": [[2020, 1]]},
            }
        ]
    ),
    "card": CARD,
    "config": (REAL / "config" / "gemma-3-12b.json").read_text(encoding="utf-8"),
    "safetensors-index": '{"metadata": {"total_parameters": 7}, "weight_map": {"a": "model.safetensors"}}',
    "eval-results": "- {dataset: {id: a/b, task_id: c}, value: 41.5}\n",
    "eee": EEE,
    "lm-eval": HARNESS,
    "csv": "model,instrument,value,shots\nheron-7b,pondqa,51.5,5\n",
}
PIECES = st.sampled_from(
    (
        *SPECIAL,
        "{",
        "}",
        "[",
        "]",
        '"',
        ":",
        ",",
        "@",
        "\\",
        "TY  - ",
        "---\n",
        "null",
        "true",
        "-1",
        "1e999",
        "\\ud800",
    )
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    yield from kb.apart(tmp_path_factory.mktemp("fuzz"))


def bring(index: Index, name: str, raw: bytes) -> None:
    """Import bytes as a format, and check that all that would be written can be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.txt")
        path.write_bytes(raw)
        plan = outcome(
            UsageError, lambda: imported(index, [path], format_=name, into="heron-7b", source="hf:pond/heron")
        )
        texts = plan if isinstance(plan, UsageError) else outcome(UsageError, plan.texts)
    if isinstance(texts, UsageError):
        assert texts.message
        return
    for path_, text in texts.items():
        kind = path_.partition("/")[0]
        RECORDS[kind].model_validate(load(text.encode()))
        assert formatted(text.encode(), kind) == text


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a file with pieces cut out, doubled and put in."""
    name = draw(st.sampled_from(list(WELL)))
    text = WELL[name].encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = draw(
            PIECES.map(lambda part: part.encode("utf-8", "replace"))
            | st.binary(max_size=3)
            | st.just(text[start:end] * 2)
        )
        text = text[:start] + piece + text[end:]
    return name, text


@FUZZ
@given(mangled())
def test_a_mangled_file(index: Index, drawn: tuple[str, bytes]) -> None:
    bring(index, *drawn)


@FUZZ
@given(st.sampled_from(list(IMPORTERS)), st.binary(max_size=100) | TEXTS.map(str.encode))
def test_any_bytes(index: Index, name: str, raw: bytes) -> None:
    bring(index, name, raw)


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=4,
)
KEYS = (
    *("hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim", "vocab_size"),
    *("layer_types", "sliding_window", "text_config", "vision_config", "rope_scaling", "num_experts", "image_size"),
    *("max_position_embeddings", "hidden_act", "cross_attention_layers", "full_attention_interval", "no_rope_layers"),
    *("multi_query", "patch_size", "_name_or_path", "tie_word_embeddings"),
)


@FUZZ
@given(
    st.sampled_from(list(FAMILIES)), st.dictionaries(st.sampled_from(KEYS), VALUES | st.integers(0, 100), max_size=8)
)
def test_a_configuration_with_any_values(index: Index, model_type: str, values: dict[str, Any]) -> None:
    bring(index, "config", json.dumps({"model_type": model_type, **values}).encode())


@FUZZ
@given(st.sampled_from(["eee", "lm-eval", "csl-json", "safetensors-index"]), st.data())
def test_a_value_of_another_kind(index: Index, name: str, data: st.DataObject) -> None:
    document = json.loads(WELL[name])
    places = [
        (holder, key)
        for holder in containers(document)
        for key in (holder if isinstance(holder, dict) else range(len(holder)))
    ]
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(VALUES)
    bring(index, name, json.dumps(document).encode())


def containers(value: object) -> Iterator[Any]:
    if isinstance(value, (dict, list)):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


def test_the_files_of_the_other_tests_begin_well() -> None:
    assert MALFORMED.is_dir()
    assert set(WELL) == set(IMPORTERS) - {"lmms-eval"}
