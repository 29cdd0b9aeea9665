"""`mmkb new --from`: records begun from what makers publish and from what is on record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import kb
from mmkb import open_kb
from mmkb.cli.main import main
from mmkb.corpus import folder as folders
from mmkb.corpus.strict_yaml import load
from mmkb.tables import Table

CARD = "---\nlicense: free\nlanguage: [en, zh]\npipeline_tag: text-generation\nbase_model: pond/heron-small\n---\n\n# Teal 7B\n"
QWEN = {
    "model_type": "qwen2", "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28, "num_attention_heads": 28,
    "num_key_value_heads": 4, "max_position_embeddings": 32768, "vocab_size": 152064, "hidden_act": "silu",
}  # fmt: skip
LLAVA = {
    "model_type": "llava", "text_config": {"model_type": "llama", "max_position_embeddings": 4096, "num_key_value_heads": 8},
    "vision_config": {"model_type": "clip_vision_model", "image_size": 336, "patch_size": 14},
}  # fmt: skip
MAMBA = {
    "model_type": "mamba", "hidden_size": 2560, "num_hidden_layers": 64, "state_size": 16, "conv_kernel": 4, "expand": 2,
    "intermediate_size": 5120, "vocab_size": 50280, "tie_word_embeddings": True,
}  # fmt: skip
FINCH = (
    "@article{x, title={Finch: Small Birds See Well}, author={Jane Doe and Richard Roe}, year=2026, month=mar,\n"
    " eprint={2603.01234}, archivePrefix={arXiv}}\n"
)
TWO = FINCH + FINCH.replace("Finch", "Stork").replace("01234", "04321").replace("{x,", "{y,")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base over birds, and files to begin from."""
    monkeypatch.setattr(folders, "_PACKAGE", tmp_path / "installed/src/mmkb")
    records = {
        **kb.RECORDS,
        "sources/card-crane.yaml": kb.RECORDS["sources/repo-pond-heron.yaml"]
        .replace("repo-pond-heron", "card-crane")
        .replace("repository: pond/heron", "url: https://huggingface.co/pond/crane"),
    }
    kinds = {f"attention/{id_}.yaml": f"id: {id_}\nname: {id_}\n" for id_ in ("gqa", "mha", "mamba")}
    kb.write(tmp_path / "installed/data", {**records, **kinds})
    files: Mapping[str, object] = {
        "mmkb.toml": 'name = "ours"\nextends = ["shipped"]\n', "data/.keep": "", "README.md": CARD, "qwen/config.json": QWEN,
        "llava/config.json": LLAVA, "mamba/config.json": MAMBA, "bad/config.json": {**QWEN, "model_type": "quenn"},
        "index.json": {"metadata": {"total_parameters": 7241732096}, "weight_map": {"a": "model.safetensors"}},
        "finch.bib": FINCH, "two.bib": TWO,
        "paper.json": [{"title": "Grey Birds", "author": [{"family": "Roe", "given": "Ann"}], "issued": {"date-parts": [[2025]]},
                        "DOI": "10.5555/grey"}],
        "paper.ris": "TY  - JOUR\nTI  - Old Birds\nAU  - Roe, Ann\nPY  - 1999\nDO  - 10.5555/old\nER  -\n",
        "anonymous.bib": "@article{x, title={Birds}, year=2020}", "scores.csv": "model,instrument,value\nheron-7b,pecks-val,3\n",
    }  # fmt: skip
    texts = {name: said if isinstance(said, str) else json.dumps(said) for name, said in files.items()}
    monkeypatch.chdir(kb.write(tmp_path / "here", texts))
    return tmp_path / "here"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(line: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(line.split())
        return int(str(ended.value.code or 0)), *capsys.readouterr()

    return call


def record(path: str) -> Any:
    return load(Path("data", path).read_bytes())


def silent() -> bool:
    """Return whether check and formatting have nothing to say."""
    with open_kb() as base:
        tables = base.check(), base.fmt(check=True)
    return all(isinstance(table, Table) and not table.rows for table in tables)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("qwen", {"type": "language-model", "context": 32768, "base": "heron-7b", "attention": {
            "mechanism": "gqa", "layers": 28, "hidden": 3584, "heads": 28, "kv_heads": 4, "head_dim": 128}}),
        ("llava", {"context": 4096, "vision": {"resolution": 336, "patch": 14, "tokens": 576}}),
        ("mamba", {"attention": {"mechanism": "mamba", "layers": 64, "hidden": 2560, "span": "state", "state": 102400},
                   "architecture": {"style": "decoder-only", "vocabulary": 50280, "tied": True}}),
    ],
)  # fmt: skip
def test_from_card_and_configuration_to_a_record_that_passes(name: str, expected: dict[str, Any], run: Run) -> None:
    code, said, _ = run(
        f"new models teal-7b --from hf:pond/teal-7b@3f2a91c0 --from README.md --from {name}/config.json"
    )
    assert code == 0
    assert said.startswith("wrote data/models/teal-7b.yaml\nwrote data/sources/hf-pond-teal-7b.yaml\nfilled in: name, ")
    assert silent()
    found = record("models/teal-7b.yaml")
    assert {key: found[key] for key in expected} == expected
    assert (found["name"], found["aliases"], found["license"]) == ("Teal 7B", ["pond/teal-7b"], "free")
    assert all("read" not in entry and entry["source"] == "hf-pond-teal-7b" for entry in found["evidence"])
    assert record("sources/hf-pond-teal-7b.yaml")["revision"] == "3f2a91c0"
    text = Path("data/models/teal-7b.yaml").read_text()
    assert "\n# Who made it.\n# developer: " in text, "what no file says is still to be filled in"
    assert "\n# evidence:" not in text


def test_an_import_takes_the_examples_of_a_skeleton_away(run: Run) -> None:
    assert run("new models teal-7b")[0] == 0
    before = Path("data/models/teal-7b.yaml").read_text()
    assert run("import README.md llava/config.json --into teal-7b --source hf:pond/teal-7b@3f2a91c0")[0] == 0
    text, found = Path("data/models/teal-7b.yaml").read_text(), record("models/teal-7b.yaml")
    for name in ("aliases", "summary", "type", "developer", "context", "license", "evidence", "paper"):
        assert f"\n# {name}:" in before
        assert (f"\n# {name}:" in text) == (name not in found), name
    assert "# What kind of model it is." not in text
    assert "# Who made it." in text
    assert found["aliases"] == ["pond/teal-7b"]
    assert silent()


@pytest.mark.parametrize(
    ("words", "path", "expected"),
    [
        ("models x --from arxiv:2305.01234v2", "models/x.yaml", {"paper": "ash-2023-heron"}),
        ("models x --from doi:10.48550/arXiv.2305.01234", "models/x.yaml", {"paper": "ash-2023-heron"}),
        ("datasets x --from DOI:10.5555/WREN.1", "datasets/x.yaml", {"paper": "ash-2022-wren"}),
        ("models x --from finch.bib", "models/x.yaml", {"paper": "doe-2026-finch"}),
        ("claims x --from finch.bib", "claims/x.yaml", {"source": "doe-2026-finch", "claims": None}),
        ("models x --from hf:pond/crane", "models/x.yaml", {"name": "crane", "aliases": ["pond/crane"]}),
        ("models x --from index.json --source ash-2022-wren", "models/x.yaml", {"exact_params": 7241732096}),
        ("models x --from arxiv:2305.01234 --from index.json --source ash-2022-wren", "models/x.yaml",
         {"exact_params": 7241732096, "paper": "ash-2023-heron"}),
        ("sources x --from finch.bib", "sources/x.yaml", {"title": "Finch: Small Birds See Well", "date": "2026-03"}),
        ("sources doe-2026-stork --from two.bib", "sources/doe-2026-stork.yaml", {"title": "Stork: Small Birds See Well"}),
        ("sources x --from paper.json", "sources/x.yaml", {"title": "Grey Birds", "doi": "10.5555/grey", "year": 2025}),
        ("sources x --from paper.ris", "sources/x.yaml", {"title": "Old Birds", "authors": ["Roe, Ann"]}),
    ],
)  # fmt: skip
def test_what_is_found_is_filled_in(words: str, path: str, expected: dict[str, object], run: Run) -> None:
    code, said, _ = run(f"new {words}")
    assert (code, f"wrote data/{path}\n" in said) == (0, True)
    found = record(path)
    assert {key: found[key] for key in expected} == expected
    assert silent() == (None not in expected.values())


def test_a_paper_tells_more_than_its_id(run: Run) -> None:
    run("new models finch --from finch.bib")
    text = Path("data/models/finch.yaml").read_text()
    assert "\n# Doe et al.: Finch: Small Birds See Well (2026-03)\npaper: doe-2026-finch\n" in text
    assert "\n# released: 2026-03\n" in text, "the day of the paper need not be that of the release"
    assert record("models/finch.yaml")["evidence"] == [{"source": "doe-2026-finch", "supports": ["paper"]}]


def test_a_record_below_is_amended(run: Run) -> None:
    _, said, _ = run("new models heron --from index.json --source ash-2022-wren")
    assert "It amends the record in layer shipped" in said
    found = record("models/heron.yaml")
    assert (found["amends"], found["exact_params"]) == ("heron", 7241732096)
    assert set(found) == {"amends", "exact_params", "evidence"}
    assert silent()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (
            "models x --from arxiv:2399.01234",
            1,
            "save https://arxiv.org/bibtex/2399.01234 as paper.bib, then: mmkb new models x",
        ),
        (
            "models x --from doi:10.1/a",
            1,
            "https://doi.org/10.1/a > paper.json, then: mmkb new models x --from paper.json",
        ),
        (
            "models x --from hf:a/b@c1",
            1,
            "https://huggingface.co/a/b/tree/main, then: mmkb new models x --from hf:a/b@c1 --from",
        ),
        ("models x --from hf:pond/heron-small", 2, "hf:pond/heron-small is on record as heron-7b"),
        ("models heron-7b --from finch.bib", 2, "heron-7b is a size of heron, which is on record"),
        ("models heron --from finch.bib", 2, "heron has ash-2023-heron for its paper"),
        ("sources x --from arxiv:2305.01234", 2, "is on record as ash-2023-heron\nmmkb show ash-2023-heron"),
        ("sources x --from two.bib", 2, "two.bib holds 2 sources\nmmkb import two.bib brings them all"),
        ("sources x --from anonymous.bib", 2, "anonymous.bib: x is without authors"),
        ("sources x --from paper.ris --from paper.json", 2, "one source is meant, and these are 2"),
        ("sources x --from README.md --source ash-2022-wren", 2, "README.md speaks of a model, not of sources"),
        ("sources x --from hf:a/b", 2, "hf:a/b is a model, not one of sources"),
        ("models x --from hf:a/b --from hf:c/d", 2, "one repository is meant, and these are hf:a/b and hf:c/d"),
        ("glossary x --from finch.bib", 2, "a record of glossary names no paper"),
        ("models x --from README.md", 2, "README.md: where does it come from?"),
        ("models x --from hf:a/b --from bad/config.json", 2, "model_type 'quenn' is not in the table"),
        ("models x --from scores.csv", 2, "scores.csv holds results, and begins no record"),
        ("models x --from nowhere.bib", 2, "nowhere.bib cannot be read"),
        ("models x --source ash-2022-wren", 2, "--source is of what --from names"),
        ("models x --from hf:a/b --from README.md --source nobody", 2, "no source called 'nobody'"),
    ],
)
def test_what_begins_no_record_writes_nothing(words: str, code: int, says: str, run: Run) -> None:
    assert (found := run(f"new {words}"))[0] == code
    assert says in found[2]
    assert [path.name for path in Path("data").rglob("*")] == [".keep"]
