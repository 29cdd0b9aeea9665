"""Where a rule begins and ends: the record just inside it and the one just outside."""

from __future__ import annotations

from pathlib import Path

import pytest

import kb
from mmkb.corpus.check import check

SOURCE = "id: {0}\ntype: paper\ntitle: T\nauthors: [A]\nyear: 2023\n{1}"
SENTENCE = "This sentence could stand under any record at all."
DISPUTED = f"{{field: type, value: x, source: s, because: {SENTENCE}}}"
LIMITED = f"license_limits: {{says: {SENTENCE}}}\n"
FOUND_BY = {"sources/s.yaml": SOURCE.format("s", "venue: V\n")}


def model(id_: str, rest: str) -> dict[str, str]:
    return {f"models/{id_}.yaml": f"id: {id_}\nname: {id_.upper()}\n{rest}"}


def part(released: str) -> dict[str, str]:
    """Return a model and a part of it that was released on 2020-03-10."""
    return model("p", "released: 2020-03-10\n") | model("m", f"released: {released}\nbackbone: p\n")


def dispute(rest: str) -> dict[str, str]:
    sizes = "variants: [{id: v, params: 7B}, {id: w, params: 8B}]\n"
    return model("m", f"{sizes}disputes: [{{field: params, source: s, because: version, {rest}}}]\n")


def anatomy(params: str, more: str = "", architecture: str = "", vocabulary: str = "32000") -> dict[str, str]:
    attention = f"layers: 24, hidden: 2048, heads: 16, kv_heads: 16, head_dim: 128{more}"
    sizes = f"ffn: 8192, vocabulary: {vocabulary}{architecture}"
    return model("m", f"params: {params}\nattention: {{{attention}}}\narchitecture: {{{sizes}}}\n")


def latent(params: str, queries: str = ", query_latent_dim: 256") -> dict[str, str]:
    """A model with little beside its latent attention: 0.91B parameters, or 1.41B where queries have no latent."""
    attention = "layers: 100, hidden: 2048, heads: 16, kv_heads: 16, head_dim: 128, latent_dim: 512, rope_dim: 64"
    sides = f"nope_dim: 128, value_dim: 128{queries}"
    sizes = "ffn: 64, vocabulary: 100"
    return model("m", f"params: {params}\nattention: {{{attention}, {sides}}}\narchitecture: {{{sizes}}}\n")


def heads(mechanism: str, count: int, kv_heads: int) -> dict[str, str]:
    kinds = {"attention/mha.yaml": "id: mha\nname: MHA\n", "attention/mqa.yaml": "id: mqa\nname: MQA\n"}
    return kinds | model("m", f"attention: {{mechanism: {mechanism}, heads: {count}, kv_heads: {kv_heads}}}\n")


def scores(*rows: str) -> dict[str, str]:
    lines = "".join(f"      - {{model: m, instrument: b-all, {row}}}\n" for row in rows)
    instrument = "{id: b-all, metric: m, direction: higher, minimum: 1, maximum: 5}"
    return model("m", "") | {
        "benchmarks/b.yaml": f"id: b\nname: B\ncaveat: Little.\ninstruments: [{instrument}]\n",
        "results/r.yaml": f"id: r\nsource: s\ngroups:\n  - at: Table 1\n    measured_by: self\n    rows:\n{lines}",
    }


def repeated(key: str, count: int) -> dict[str, str]:
    """Return records of which each has evidence with the same sentence under a key."""
    entry = f"{{source: s, supports: [type], {key}: {SENTENCE}}}"
    files = [model(f"m{number}", f"type: generator\nevidence: [{entry}]\n") for number in range(count)]
    return {path: text for file in files for path, text in file.items()}


def reasoned(count: int) -> dict[str, str]:
    """Return ledgers of results of which each has the same reason for its row."""
    row = f"{{model: m, instrument: i, value: '1', because: {SENTENCE}}}"
    text = "id: r{0}\nsource: s\ngroups:\n  - at: Table 1\n    measured_by: self\n    rows: [{1}]\n"
    return {f"results/r{number}.yaml": text.format(number, row) for number in range(count)}


STAGED = (
    "training: {{stages: [{{name: only, connector: full}}]}}\n"
    "disputes: [{{field: {}, value: 1, source: s, because: x, stage: {}}}]\n"
)


@pytest.mark.parametrize(
    ("code", "files", "count"),
    [
        # a reference leads to a record of its own kind
        ("MM201", model("m", "license: other\n") | model("other", ""), 1),
        ("MM201", model("m", "backbone: other\n") | model("other", ""), 0),
        # evidence for one variant does not support what another sets
        ("MM302", model("m", "variants: [{id: v, params: 7B}, {id: w, context: 4k}]\nevidence:\n"
                             "  - {source: s, supports: [params], variants: [w]}\n"), 1),
        ("MM302", model("m", "variants: [{id: v, params: 7B}, {id: w, context: 4k}]\nevidence:\n"
                             "  - {source: s, supports: [params], variants: [v]}\n"), 0),
        ("MM303", dispute("value: 9B, variants: [x]"), 1),
        ("MM303", dispute("value: 9B, variants: [v]"), 0),
        ("MM306", dispute("value: 7B, variants: [v]"), 1),
        ("MM306", dispute("value: 7B, variants: [w]"), 0),
        ("MM306", dispute("value: 7B"), 1),
        ("MM307", model("m", "disputes: [{field: attention, value: none, source: s, because: x}]\n"), 0),
        ("MM307", model("m", STAGED.format("training.stages.connector", 1)), 0),
        ("MM307", model("m", STAGED.format("training.stages.connector", 2)), 1),
        ("MM307", model("m", STAGED.format("params", 1)), 1),
        # the ends of a scale lie within it
        ("MM401", scores('value: "1"', 'value: "5"'), 0),
        ("MM401", scores('value: "0.9"', 'value: "5.1"'), 2),
        # a year after the last day on which the paper may have appeared
        ("MM402", model("m", "released: 2024-12-31\npaper: s\n"), 0),
        ("MM402", model("m", "released: 2025-01-03\npaper: s\n"), 1),
        ("MM403", part("2020-03-09"), 1),
        ("MM403", part("2020-03-10"), 0),
        ("MM403", part("2020"), 0),
        ("MM404", model("a", "base: b\n") | model("b", "base: c\n") | model("c", "base: a\n"), 3),
        ("MM404", model("a", "base: b\n") | model("b", "base: c\n") | model("c", ""), 0),
        ("MM405", repeated("note", 9), 0),
        ("MM405", repeated("note", 10), 10),
        ("MM405", {path: text for n in range(3) for path, text in model(f"m{n}", LIMITED).items()}, 0),
        ("MM405", reasoned(3), 0),
        ("MM405", model("m", f"disputes: [{', '.join([DISPUTED] * 3)}]\n"), 0),
        ("MM405", {f"sources/s{n}.yaml": SOURCE.format(f"s{n}", f"venue: V\nsummary: {SENTENCE}\n") for n in range(3)}, 0),
        ("MM406", heads("mha", 1, 1), 0),
        ("MM406", heads("mqa", 1, 1), 1),
        ("MM406", heads("mqa", 2, 1), 0),
        ("MM407", scores('value: "2"', 'value: "2"'), 1),
        ("MM407", scores('value: "2"', 'value: "2", printed_as: M 2'), 0),
        ("MM408", model("m", "openness: {weights: {tuned: open}}\n"), 1),
        ("MM408", model("m", "openness: {weights: {tuned: partial}}\n"), 0),
        # 1.274B to 1.742B by its anatomy, as layers and embeddings are read
        ("MM409", anatomy("2.2B"), 1),
        ("MM409", anatomy("2.0B"), 0),
        ("MM409", anatomy("1.0B"), 1),
        ("MM409", anatomy("1.2B"), 0),
        ("MM409", anatomy("7.2B", architecture=", experts: 8"), 0),
        ("MM409", anatomy("1.3B", architecture=", experts: 8"), 1),
        ("MM409", anatomy("3.2B", architecture=", style: encoder-decoder"), 0),
        ("MM409", anatomy("6B", ", encoder_layers: 72", ", style: encoder-decoder"), 0),
        ("MM409", anatomy("3.2B", ", encoder_layers: 72", ", style: encoder-decoder"), 1),
        ("MM409", anatomy("3.2B"), 1),
        ("MM409", anatomy("2.0B", architecture=", experts: 8, dense_layers: 23, dense_ffn: 8192, shared_experts: 0"), 0),
        ("MM409", anatomy("7.2B", architecture=", experts: 8, dense_layers: 23, dense_ffn: 8192, shared_experts: 0"), 1),
        ("MM409", anatomy("7.2B", ", groups: [{count: 23, span: state}, {count: 1}]"), 0),
        # 2.23B or 2.64B with embeddings that are shared, 3.26B or 3.66B with two
        ("MM409", anatomy("3.4B", architecture=", tied: true", vocabulary="500k"), 1),
        ("MM409", anatomy("3.4B", architecture=", tied: false", vocabulary="500k"), 0),
        ("MM409", anatomy("2.4B", architecture=", tied: true", vocabulary="500k"), 0),
        ("MM409", anatomy("2.4B", architecture=", tied: false", vocabulary="500k"), 1),
        ("MM409", latent("0.9B"), 0),
        ("MM409", latent("1.4B"), 1),
        ("MM409", latent("1.4B", ""), 0),
        ("MM409", latent("1.7B", ""), 1),
        ("MM410", model("m", "attention: {hidden: 2048, heads: 16, head_dim: 64}\n"), 1),
        ("MM410", model("m", "attention: {hidden: 2048, heads: 16, head_dim: 64, latent_dim: 512}\n"), 0),
        # 2.08B to 2.95B with two experts, 3.69B to 5.37B with two more that all tokens share
        ("MM423", anatomy("7.2B\nactive_params: 2.9B", architecture=", experts: 8, active_experts: 2"), 0),
        ("MM423", anatomy("7.2B\nactive_params: 1.7B", architecture=", experts: 8, active_experts: 2"), 1),
        ("MM423", anatomy("7.2B\nactive_params: 1.7B", architecture=", experts: 8"), 0),
        ("MM423", anatomy("9B\nactive_params: 5B", architecture=", experts: 8, active_experts: 2"), 1),
        ("MM423", anatomy("9B\nactive_params: 5B", architecture=", experts: 8, active_experts: 2, shared_experts: 2"), 0),
        ("MM424", model("m", "task: [video-understanding]\n"), 0),
        ("MM424", model("m", "input: undisclosed\ntask: [video-understanding]\n"), 0),
        ("MM424", model("m", "input: [text]\noutput: [image]\ntask: [image-generation, embedding]\n"), 0),
        ("MM424", model("m", "input: [image]\noutput: [text]\ntask: [image-generation]\n"), 1),
        ("MM411", model("m", "input: [video]\nvision: {encoder: [e]}\n") | model("e", ""), 0),
        ("MM411", model("m", "input: [audio]\nvision: {encoder: [e]}\n") | model("e", ""), 1),
    ],
)  # fmt: skip
def test_where_a_rule_begins(code: str, files: dict[str, str], count: int, tmp_path: Path) -> None:
    found = check(kb.write(tmp_path, FOUND_BY | files), select=[code, "MM0", "MM1"])
    assert [finding.code for finding in found] == [code] * count, found


@pytest.mark.parametrize(
    "locator", ["arxiv: '2305.01234'", "doi: 10.5555/x", "url: https://x.invalid/", "venue: V", ""]
)
def test_anything_that_leads_to_a_source_finds_it(locator: str, tmp_path: Path) -> None:
    found = check(kb.write(tmp_path, {"sources/s.yaml": SOURCE.format("s", locator + "\n")}))
    assert [finding.code for finding in found] == ([] if locator else ["MM304"])
