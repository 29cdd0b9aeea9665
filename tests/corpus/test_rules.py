"""Each rule with what it finds and the nearest record in which it finds nothing; selection and waivers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

import kb
from mmkb import open_kb
from mmkb.corpus import check as check_module
from mmkb.corpus import yaml_text
from mmkb.corpus.check import FORMATTING, READING, RULES, check, explain
from mmkb.errors import UsageError
from mmkb.views.table import Table

SOURCE = "id: s\ntype: paper\ntitle: T\nauthors: [A]\nyear: 2023\nvenue: V\n"
SECOND = SOURCE.replace("id: s\n", "id: s2\n")
MODEL = "id: m\nname: M\n"
TWO_SIZES = MODEL + "variants:\n  - {id: v, params: 7B}\n  - {id: w, params: 8B}\n"
STAGED = MODEL + (
    "training:\n  stages: [{{name: one, connector: scratch}}, {{name: two, connector: full}}]\ninput: [text]\nevidence:\n"
    "  - {{source: s, supports: [input]}}\n  - {{source: s, at: Table 1, supports: [training.stages.name]}}\n  - {}\n"
)


def model(rest: str, id_: str = "m", extra: str = "") -> str:
    """Return a model whose facts have evidence."""
    facts = sorted(
        {line.partition(":")[0] for line in rest.splitlines() if line[:1].isalpha()} - {"variants", "family"}
    )
    supports = ", ".join(facts + (["params", "attention"] if "variants" in rest else []))
    evidence = f"evidence: [{{source: s, supports: [{supports}]}}]\n" if supports else ""
    return f"id: {id_}\nname: {id_.upper()}\n{rest}{evidence}{extra}"


def heads(mechanism: str, heads_: int, kv_heads: int) -> str:
    return model(f"attention: {{mechanism: {mechanism}, heads: {heads_}, kv_heads: {kv_heads}}}\n")


def results(*rows: str) -> str:
    return "id: r\nsource: s\ngroups:\n  - at: Table 1\n    measured_by: self\n    rows:\n" + "".join(
        f"      - {{model: m, instrument: {row}}}\n" for row in rows
    )


def elsewhere(row: str) -> dict[str, str]:
    """Return results of one row in another source, with that source."""
    return {
        "results/p.yaml": results(row).replace("id: r\nsource: s", "id: p\nsource: p"),
        "sources/p.yaml": SOURCE.replace("id: s\n", "id: p\n").replace("title: T", "title: Another"),
    }


BENCHMARK = (
    "id: b\nname: B\ncaveat: Says little.\ninstruments:\n"
    "  - {id: share, metric: accuracy, direction: higher, minimum: 0, maximum: 1}\n"
    "  - {id: points, metric: points, direction: higher}\n"
)
MEASURED = {"models/m.yaml": MODEL, "benchmarks/b.yaml": BENCHMARK}
MECHANISMS = {f"attention/{id_}.yaml": f"id: {id_}\nname: {id_.upper()}\n" for id_ in ("mha", "mqa", "gqa", "other")}
TERM = (
    "id: {id}\nname: {id}\njapanese: [{japanese}]\nsummary: {summary}\nevidence: [{{source: s, supports: [summary]}}]\n"
)
SENTENCE = "This sentence could stand under any record at all."


class Case(NamedTuple):
    """A rule, the file and line of its one finding, part of what it says, the file as it is and as it should be."""

    code: str
    path: str
    line: int
    says: str
    wrong: str
    right: str
    others: Mapping[str, str] = MappingProxyType({})


SIZES = """\
id: m
name: M
variants:
  - {id: m-7b, params: 7B}
  - {id: m-13b, params: 13B}
  - {id: m-chat, params: 7B}
evidence:
  - {source: s, supports: [params], %s}
  - {source: s, supports: [params]}
"""
DAYS = """\
id: m
name: M
variants:
  - {id: v, released: 2024-05-10}
  - {id: w, released: 2024-07-16}
evidence:
  - {source: s, supports: [released], %s}
  - {source: s, supports: [released]}
"""
TUNED = """\
id: m
name: M
variants:
  - {id: v, %s}
  - {id: w, base: v, %s}
%s
evidence:
  - {source: s, supports: [base]}
  - {source: s, at: p. 2, supports: [%s]}
"""
PLACED = MODEL + "type: generator\nevidence:\n  - {source: s2, supports: [type], at: '%s'}\n"
UNPINNED = SECOND.replace("venue: V", "repository: o/n")
KEPT = {"sources/s2.yaml": UNPINNED}
CHECKPOINTS = """\
id: m
name: M
variants:
  - {id: m-2.5-7b, params: 7B}
  - {id: m-2.5-7b-chat, params: 7B, aliases: [owner/M-Chat], base: m-2.5-7b}
evidence:
  - {source: s, supports: [params], %s}
  - {source: s, supports: [params, base]}
"""
HAD = """\
id: m
name: M
openness: {code: {training: open}}
variants:
  - {id: m-7b}
  - {id: m-13b, openness: {code: {inference: open}}}
evidence:
  - {source: s, at: p. 1, supports: [%s], %s}
  - {source: s, supports: [openness]}
"""
GRADES_BASE = "openness: {weights: {base: partial}}"
GRADES_TUNED = "openness: {weights: {tuned: partial}}"
TWO_STAGES = "training: {stages: [{name: a}, {name: b}]}"
WHOLE = MODEL + "type: generator\nevidence:\n  - {source: s, supports: [type], %s}\n"
SHARED = (
    MODEL
    + "type: generator\nvariants:\n  - {id: v, params: 7B}\n  - {id: w, params: 8B}\n  - {id: x, params: 7B}\n"
    + "evidence:\n  - {source: s, supports: [type, params]}\n"
    + "  - {source: s, at: Table 1, %s, inferred: 2026-01-01, because: stated of v; the sizes share it}\n"
)
FROM_SCRATCH = MODEL + (
    "training: {stages: [{name: a, backbone: scratch, connector: full}]}\n"
    "evidence:\n  - {source: s, %s}\n  - {source: s, supports: [training]}\n"
)
SEES = MODEL + (
    "vision: {encoder: [e-l]}\nopenness: {weights: {encoder: partial, tuned: partial}}\nevidence:\n"
    "  - {%s, source: %s, supports: [openness.weights.%s]}\n  - {source: s, supports: [vision, openness]}\n"
)
ENCODES = (
    "id: e\nname: E\nopenness: {weights: {base: partial}}\nvariants: [{id: e-l}]\n"
    "evidence: [{source: e, supports: [openness]}]\n"
)
LICENSED = MODEL + "license: {id}\nevidence:\n  - {{source: s, at: LICENSE.txt, supports: [license], {state}}}\n"
LICENCES = {
    "licenses/mit.yaml": "id: mit\nname: MIT\nosi: true\nevidence:\n  - {source: s, supports: [osi]}\n",
    "licenses/terms.yaml": "id: terms\nname: Terms\nosi: false\nevidence:\n  - {source: s, supports: [osi]}\n",
}
SCRIPTED = MODEL + ("context: 2k\nevidence:\n  - {{source: s, at: '{at}', supports: [context], {state}}}\n")
ANATOMY = "attention: {layers: 24, hidden: 2048, heads: 16, kv_heads: 16, head_dim: 128}\n"

CASES = [
    *(
        Case(
            "MM316",
            "models/m.yaml",
            5,
            f"context is read at {at!r}, which says what it was trained with",
            SCRIPTED.format(at=at, state="read: 2026-11-22"),
            SCRIPTED.format(at=right, state=state),
        )
        for at, right, state in (
            ("scripts/finetune.sh, line 9", "scripts/finetune.sh, line 9", "inferred: 2026-11-22, because: x"),
            ("train_configs/stage2.yaml, lines 1-9", "configs/model.yaml, lines 1-9", "read: 2026-11-22"),
            ('README.md, heading "2. Training"', 'README.md, heading "Constrained input"', "read: 2026-11-22"),
        )
    ),
    Case(
        "MM317",
        "models/m.yaml",
        5,
        "'LICENSE.txt' is the licence of a repository",
        LICENSED.format(id="mit", state="read: 2026-11-22"),
        LICENSED.format(id="mit", state="inferred: 2026-11-22, because: x"),
        LICENCES,
    ),
    Case(
        "MM317",
        "models/m.yaml",
        5,
        "'LICENSE.txt' is the licence of a repository",
        LICENSED.format(id="mit", state="read: 2026-11-22"),
        LICENSED.format(id="terms", state="read: 2026-11-22"),
        LICENCES,
    ),
    Case(
        "MM318",
        "models/m.yaml",
        5,
        "m, released 2023-09-27, cites a preprint of 2023-10 for it",
        MODEL + "released: 2023-09-27\nevidence:\n  - {source: s2, supports: [released]}\n",
        MODEL + "released: 2023\nevidence:\n  - {source: s2, supports: [released]}\n",
        {"sources/s2.yaml": SECOND.replace("venue: V", "arxiv: '2310.06825'")},
    ),
    Case(
        "MM422",
        "models/m.yaml",
        3,
        "m has a context of 128,000, m2 of 131,072",
        model("context: 128k\nbackbone: m2\n"),
        model("context: 131072\nbackbone: m2\n"),
        {"models/m2.yaml": model("context: 131072\n", "m2")},
    ),
    Case(
        "MM421",
        "models/m.yaml",
        1,
        "its groups have 30 layers, not 32",
        model("attention: {layers: 32, window: 8, groups: [{count: 20, span: window}, {count: 10}]}\n"),
        model("attention: {layers: 32, window: 8, groups: [{count: 20, span: window}, {count: 12}]}\n"),
    ),
    Case(
        "MM421",
        "models/m.yaml",
        4,
        "v: two of its groups of layers are alike",
        model(
            "variants: [\n  {id: v, params: 7B, attention: {layers: 3, groups: [{count: 1, heads: 2}, {count: 2, heads: 2}]}}]\n"
        ),
        model(
            "variants: [\n  {id: v, params: 7B, attention: {layers: 3, groups: [{count: 1, heads: 2}, {count: 2, heads: 3}]}}]\n"
        ),
    ),
    Case(
        "MM421",
        "models/m.yaml",
        1,
        "span: window without window",
        model("attention: {layers: 3, span: window}\n"),
        model("attention: {layers: 3, span: window, window: 4}\n"),
    ),
    Case(
        "MM421",
        "models/m.yaml",
        1,
        "span: chunk without window",
        model("attention: {layers: 3, groups: [{count: 1, span: chunk}, {count: 2}]}\n"),
        model("attention: {layers: 3, groups: [{count: 1, span: chunk, window: 4}, {count: 2}]}\n"),
    ),
    Case(
        "MM421",
        "models/m.yaml",
        1,
        "dense_layers are 4 of 3 layers",
        model("attention: {layers: 3}\narchitecture: {dense_layers: 4}\n"),
        model("attention: {layers: 3}\narchitecture: {dense_layers: 3}\n"),
    ),
    Case(
        "MM308",
        "models/m.yaml",
        5,
        "read and inferred at once (keep one, or split the evidence)",
        MODEL + "type: generator\nevidence:\n  - {source: s, at: p. 1, read: 2026-01-01, inferred: 2026-01-01,"
        " because: x, supports: [type]}\n",
        MODEL
        + "type: generator\nevidence:\n  - {source: s, at: p. 1, inferred: 2026-01-01, because: x, supports: [type]}\n",
    ),
    Case(
        "MM308",
        "models/m.yaml",
        5,
        "inferred, but not from where and why",
        MODEL + "type: generator\nevidence:\n  - {source: s, at: p. 1, inferred: 2026-01-01, supports: [type]}\n",
        MODEL + "type: generator\nevidence:\n  - {source: s, at: p. 1, supports: [type]}\n",
    ),
    Case(
        "MM308",
        "models/m.yaml",
        5,
        "because belongs to inferred",
        MODEL
        + "type: generator\nevidence:\n  - {source: s, at: p. 1, read: 2026-01-01, because: x, supports: [type]}\n",
        MODEL + "type: generator\nevidence:\n  - {source: s, at: p. 1, read: 2026-01-01, note: x, supports: [type]}\n",
    ),
    *(
        Case(
            "MM309",
            "models/m.yaml",
            8,
            "the evidence also of m-",
            SIZES % f"at: {wrong}",
            SIZES % f"at: {right}",
        )
        for wrong, right in {
            "scripts/train_7b.sh": "scripts/train.sh",
            "'key \"M-7B\"'": "'key \"M\"'",
            "models/7B/config.json": "models/7B/config_13b_and_7b.json",
            "runs_7b/all.sh": "runs_7b/all_350M.sh",
            "'key \"M-13B\"'": "'key \"M-70B\"'",
            "a/model_13b.yml, read: 2026-01-01": "a/model_13b.yml, inferred: 2026-01-01, because: x",
            "a/model_7b.yml": "a/model_7b.yml, variants: [m-7b, m-chat]",
            "a/model_7b.yml, variants: [m-13b]": "a/model_8x7b.yml, variants: [m-13b]",
        }.items()
    ),
    *(
        Case("MM319", "models/m.yaml", 5, "names no file of the repository", PLACED % wrong, PLACED % right, KEPT)
        for wrong, right in {
            'row "GPT-3"': 'data/models.csv, row "GPT-3"',
            'heading "License"': 'file "THE LICENSE"',
            "entry LICENSE-MODEL": "LICENSE-MODEL",
            "lines 7-9": "abstract",
            "§2": "LICENSE-MODEL, §2",
        }.items()
    ),
    Case(
        "MM319",
        "models/m.yaml",
        5,
        "names no file of the repository",
        PLACED % 'row "GPT-3"',
        PLACED.replace("s2", "s") % 'row "GPT-3"',
        KEPT,
    ),
    *(
        Case("MM323", "models/m.yaml", 5, "names no kind of model", WHOLE % wrong, WHOLE % right)
        for wrong, right in (
            ("at: models/m.toml, read: 2026-01-01", "at: models/m.toml, inferred: 2026-01-01, because: x"),
            ("at: 'm/model.json, lines 6-12', read: 2026-01-01", "at: 'm/model.yaml, key \"m\"', read: 2026-01-01"),
            ("at: 'm.py, key \"M7B\"', read: 2026-01-01", "at: 'm.py, key \"M7B\"'"),
        )
    ),
    *(
        Case("MM327", "models/m.yaml", 10, "differs from that of v", SHARED % wrong, SHARED % right)
        for wrong, right in (
            ("supports: [params], variants: [w]", "supports: [type], variants: [w]"),
            ("supports: [params], variants: [w]", "supports: [params], variants: [x]"),
        )
    ),
    *(
        Case(
            "MM325",
            "models/m.yaml",
            5,
            "nothing of a training from scratch",
            FROM_SCRATCH % wrong,
            FROM_SCRATCH % right,
        )
        for wrong, right in (
            (
                "at: m/config.json, supports: [training.stages.backbone], read: 2026-01-01",
                "at: 'README.md, line 9', supports: [training.stages.backbone], read: 2026-01-01",
            ),
            (
                "at: 'm.py, key \"M7B\"', supports: [training.stages], inferred: 2026-01-01, because: x",
                "at: 'm.py, key \"M7B\"', supports: [training.stages]",
            ),
            (
                "at: 'm/configuration_m.py, line 5', supports: [training], read: 2026-01-01",
                "at: 'm/configuration_m.py, line 5', supports: [training.stages.connector], read: 2026-01-01",
            ),
            (
                "at: 'm.md, heading \"MForCausalLM\"', supports: [training.stages.backbone], read: 2026-01-01",
                "at: 'm.md, heading \"Training\"', supports: [training.stages.backbone], read: 2026-01-01",
            ),
        )
    ),
    Case(
        "MM325",
        "models/m.yaml",
        5,
        "nothing of a training from scratch",
        FROM_SCRATCH.replace("full}]", "full}, {name: b, backbone: full}]")
        % "at: m/config.json, supports: [training.stages.backbone], stages: [1, 2], read: 2026-01-01",
        FROM_SCRATCH.replace("full}]", "full}, {name: b, backbone: full}]")
        % "at: m/config.json, supports: [training.stages.backbone], stages: [2], read: 2026-01-01",
    ),
    *(
        Case(
            "MM329",
            "models/m.yaml",
            6,
            "e offers e-l, and does not name m",
            SEES % ("at: p. 1, read: 2026-01-01", "e", "encoder"),
            SEES % right,
            {"models/e.yaml": ENCODES, "sources/e.yaml": SECOND.replace("s2", "e").replace("T\n", "E\n")},
        )
        for right in (
            ("at: p. 1, inferred: 2026-01-01, because: x", "e", "encoder"),
            ("at: p. 1, read: 2026-01-01", "s", "encoder"),
            ("at: p. 1, read: 2026-01-01", "e", "encoder, openness.weights.tuned"),
        )
    ),
    Case(
        "MM328",
        "models/m.yaml",
        5,
        "a whole file of code",
        FROM_SCRATCH % "at: m/train.py, supports: [training.stages.backbone], read: 2026-01-01",
        FROM_SCRATCH % "at: 'm/train.py, lines 8-9', supports: [training.stages.backbone], read: 2026-01-01",
    ),
    *(
        Case("MM326", "models/m.yaml", 8, f"{wrong[0]} is read as a whole", HAD % wrong, HAD % right)
        for wrong, right in (
            (("openness.code", "read: 2026-01-01"), ("openness.code", "inferred: 2026-01-01, because: x")),
            (("openness", "read: 2026-01-01"), ("openness.code.training", "read: 2026-01-01")),
            (
                ("openness.code", "read: 2026-01-01, variants: [m-13b]"),
                ("openness.code", "read: 2026-01-01, variants: [m-7b]"),
            ),
        )
    ),
    *(
        Case("MM324", "models/m.yaml", 7, "the evidence speaks of 2", CHECKPOINTS % wrong, CHECKPOINTS % right)
        for wrong, right in (
            (
                "at: 'm/configuration_m.py, lines 5-7', read: 2026-01-01",
                "at: 'm/configuration_m.py, lines 5-7', inferred: 2026-01-01, because: x",
            ),
            (
                "at: configuration_m.py, read: 2026-01-01",
                "at: configuration_m.py, read: 2026-01-01, variants: [m-2.5-7b]",
            ),
            ("at: configuration_m.py, read: 2026-01-01", "at: 'configuration_m.py, key \"M7B{}\"', read: 2026-01-01"),
        )
    ),
    *(
        Case(code, "models/m.yaml", 7, says, CHECKPOINTS % f"at: {wrong}", CHECKPOINTS % f"at: {right}")
        for code, says, wrong, right in (
            (
                "MM320",
                "speaks of m-2.5-7b, the evidence also of m-2.5-7b-chat",
                "configs/m2_5_7b.yml, read: 2026-01-01",
                "configs/m2_5_7b.yml, read: 2026-01-01, variants: [m-2.5-7b]",
            ),
            (
                "MM320",
                "speaks of m-2.5-7b, the evidence also of m-2.5-7b-chat",
                "'models.py, key \"M25Config7B\"', read: 2026-01-01",
                "'models.py, key \"M25Config7B{}\"', read: 2026-01-01",
            ),
            (
                "MM320",
                "speaks of m-2.5-7b-chat, the evidence also of m-2.5-7b",
                "configs/owner--M-Chat_config.json, read: 2026-01-01, variants: [m-2.5-7b]",
                "configs/owner--M-Chat_config.json, inferred: 2026-01-01, because: x, variants: [m-2.5-7b]",
            ),
            (
                "MM320",
                "speaks of m-2.5-7b-chat, the evidence also of m-2.5-7b",
                "'models.yaml, key \"owner/m-chat\"', read: 2026-01-01",
                "cards/m-chat.md, read: 2026-01-01",
            ),
            (
                "MM321",
                "speaks of a tuned checkpoint, the evidence also of m-2.5-7b",
                "projects/other-instruct.yaml, read: 2026-01-01",
                "projects/other-instruct.yaml, read: 2026-01-01, variants: [m-2.5-7b-chat]",
            ),
            (
                "MM321",
                "speaks of a tuned checkpoint, the evidence also of m-2.5-7b",
                "projects/other-instruct.yaml, read: 2026-01-01",
                "projects/instructions.yaml, read: 2026-01-01",
            ),
            (
                "MM321",
                "speaks of a tuned checkpoint, the evidence also of m-2.5-7b",
                "'models.py, key \"other_7b_it\"', read: 2026-01-01",
                "'models.py, key \"other_7b_it\"', inferred: 2026-01-01, because: x",
            ),
            (
                "MM321",
                "speaks of a tuned checkpoint, the evidence also of m-2.5-7b",
                "'models.py, key \"other_7b_Chat\"', read: 2026-01-01",
                "'models.py, key \"other{-Chat}\"', read: 2026-01-01",
            ),
        )
    ),
    Case(
        "MM321",
        "models/m.yaml",
        7,
        "speaks of a tuned checkpoint",
        CHECKPOINTS % "at: projects/other-chat.yaml, read: 2026-01-01",
        CHECKPOINTS.replace(", base: m-2.5-7b", "").replace("[params, base]", "[params]")
        % "at: projects/other-chat.yaml, read: 2026-01-01",
    ),
    *(
        Case("MM322", "models/m.yaml", 7, says, DAYS % f"at: {wrong}", DAYS % f"at: {right}")
        for says, wrong, right in (
            (
                "'README.md, line 7' cannot state v on 2024-05-10 and w on 2024-07-16",
                "'README.md, line 7', read: 2026-01-01",
                "'README.md, line 7', read: 2026-01-01, variants: [w]",
            ),
            (
                "cannot state v on 2024-05-10 and w on 2024-07-16",
                "'models.yaml, key \"M\"', read: 2026-01-01",
                "'README.md, lines 7-9', read: 2026-01-01",
            ),
            (
                "cannot state v on 2024-05-10 and w on 2024-07-16",
                "'README.md, line 7', read: 2026-01-01",
                "'README.md, line 7', inferred: 2026-01-01, because: x",
            ),
        )
    ),
    *(
        Case(
            "MM310",
            "models/m.yaml",
            5,
            f"'{page}' names a whole page",
            WHOLE % f"at: {page}, read: 2026-01-01",
            WHOLE % right,
        )
        for page, right in {
            "README.md": "at: 'README.md, line 7', read: 2026-01-01",
            "docs/README_EN.md": "at: 'README.md, heading \"License\"', read: 2026-01-01",
            "MODEL_CARD.md": "at: MODEL_CARD.md",
            "model_cards/a_7b.md": "at: 'model_cards/a_7b.md, line 7', read: 2026-01-01",
            "model-card.md": "at: 'model-card.md, line 7', read: 2026-01-01",
            "A_Model_Card.md": "at: 'A_Model_Card.md, heading \"License\"', read: 2026-01-01",
            "a/b/README.rst": "at: a/b/card.yaml, read: 2026-01-01",
        }.items()
    ),
    Case(
        "MM311",
        "models/m.yaml",
        9,
        "params stands with this source and place already",
        TWO_SIZES + "evidence:\n  - {source: s, at: p. 1, supports: [params]}\n"
        "  - {at: p. 1, supports: [params], variants: [w],\n     source: s}\n",
        TWO_SIZES + "evidence:\n  - {source: s, at: p. 1, supports: [params], variants: [v]}\n"
        "  - {at: p. 1, supports: [params], variants: [w],\n     source: s}\n",
    ),
    Case(
        "MM310",
        "models/m.yaml",
        6,
        "'README.md' names a whole page",
        MODEL + "license: not-stated\ntype: generator\nevidence:\n"
        "  - {source: s, at: README.md, read: 2026-01-01, supports: [license, type]}\n",
        MODEL + "license: not-stated\ntype: generator\nevidence:\n"
        "  - {source: s, at: README.md, read: 2026-01-01, supports: [license]}\n  - {source: s, supports: [type]}\n",
    ),
    Case(
        "MM313",
        "models/m.yaml",
        1,
        "license of w is not stated, but where was it looked for?",
        TWO_SIZES + "license: not-stated\nevidence:\n  - {source: s, supports: [params, license]}\n"
        "  - {source: s, at: p. 1, supports: [license], variants: [v]}\n",
        TWO_SIZES + "license: not-stated\nevidence:\n  - {source: s, supports: [params, license]}\n"
        "  - {source: s, at: p. 1, supports: [license], variants: [v, w]}\n",
    ),
    Case(
        "MM301",
        "models/m.yaml",
        4,
        "training.stages.connector of stage 2 has no evidence",
        STAGED.format("{source: s, supports: [training.stages.connector], stages: [1]}"),
        STAGED.format("{source: s, supports: [training.stages.connector], stages: [1, 2]}"),
    ),
    Case(
        "MM314",
        "models/m.yaml",
        9,
        "stage 3 says nothing of training.stages.connector",
        STAGED.format("{source: s, supports: [training.stages.connector], stages: [1, 2, 3]}"),
        STAGED.format("{source: s, supports: [training.stages.connector], stages: [1, 2]}"),
    ),
    Case(
        "MM314",
        "models/m.yaml",
        9,
        "input is no field of a training stage",
        STAGED.format("{source: s, at: p. 1, supports: [training.stages, input], stages: [1, 2]}"),
        STAGED.format("{source: s, at: p. 1, supports: [training.stages], stages: [1, 2]}"),
    ),
    Case(
        "MM311",
        "models/m.yaml",
        10,
        "training.stages.connector stands with this source and place already",
        STAGED.format(
            "{source: s, supports: [training.stages.connector], stages: [1]}\n"
            "  - {source: s, supports: [training.stages.connector], stages: [1, 2]}"
        ),
        STAGED.format(
            "{source: s, supports: [training.stages.connector], stages: [1]}\n"
            "  - {source: s, supports: [training.stages.connector], stages: [2]}"
        ),
    ),
    Case(
        "MM312",
        "models/m.yaml",
        1,
        "m: partial names 'type', which is no list here",
        model("type: generator\ndeveloper: [A]\n", extra="partial: [type]\n"),
        model("type: generator\ndeveloper: [A]\n", extra="partial: [developer]\n"),
    ),
    *(
        Case("MM412", "models/m.yaml", 4, says, TUNED % wrong, TUNED % right)
        for says, wrong, right in (
            (
                "v is the base of w, yet has openness.data.tuned",
                ("openness: {data: {tuned: open}}", "", "", "openness"),
                ("", "openness: {data: {tuned: open}}", "", "openness"),
            ),
            (
                "v is the base of w, yet has openness.data.tuned",
                ("openness: {weights: {base: partial}, data: {tuned: open}}", "", "", "openness"),
                ("openness: {weights: {tuned: partial}, data: {tuned: open}}", "", "", "openness"),
            ),
            (
                "v is the base of w, yet has openness.weights.tuned",
                ("", "", "openness: {weights: {base: partial, tuned: partial}}", "openness"),
                (
                    "openness: {weights: {tuned: not-applicable}}",
                    "",
                    "openness: {weights: {base: partial, tuned: partial}}",
                    "openness",
                ),
            ),
            (
                "v is the base of w, yet has the same stages",
                (GRADES_BASE, GRADES_TUNED, TWO_STAGES, "openness, training"),
                (GRADES_BASE, GRADES_BASE, TWO_STAGES, "openness, training"),
            ),
            (
                "v is the base of w, yet has the same stages",
                ("", GRADES_TUNED, TWO_STAGES, "openness, training"),
                (GRADES_TUNED, GRADES_TUNED, TWO_STAGES, "openness, training"),
            ),
            (
                "v is the base of w, yet has the same stages",
                ("", "", "training: {stages: [{name: a}, {name: b}]}", "training"),
                ("training: {stages: [{name: a}]}", "", "training: {stages: [{name: a}, {name: b}]}", "training"),
            ),
            (
                "v is the base of w, yet has the same stages",
                ("", "", "training: {stages: [{name: a}]}", "training"),
                ("", "training: {stages: [{name: a}, {name: b}]}", "training: {stages: [{name: a}]}", "training"),
            ),
        )
    ),
    Case(
        "MM413",
        "models/m.yaml",
        1,
        "m, released 2024-06, names free, replaced 2024-05-13",
        model("released: 2024-06\nlicense: free\n"),
        model("released: 2024-05\nlicense: free\n"),
        {
            "licenses/free.yaml": "id: free\nname: Free\nreplaced: 2024-05-13\nevidence: [{source: s, supports: [replaced]}]\n"
        },
    ),
    *(
        Case("MM601", "results/r.yaml", 7, "the row's own place", wrong, right, MEASURED)
        for wrong, right in (
            (
                results('points, value: "1", because: Table 1 prints it'),
                results('points, value: "1", because: Table 10 prints it'),
            ),
            (
                results('points, value: "1", because: printed in README.md at line 24').replace(
                    "Table 1", "README.md, table at line 24"
                ),
                results('points, value: "1", because: README.md prints 2 at line 240').replace(
                    "Table 1", "README.md, table at line 24"
                ),
            ),
        )
    ),
    *(
        Case(
            "MM602",
            "results/r.yaml",
            7,
            f"yet measured_by: {wrong} (write measured_by: copied)",
            results(f'points, value: "1", protocol: {{detail: "{said}"}}, measured_by: {wrong}'),
            results(f'points, value: "1", protocol: {{detail: "{said}"}}, measured_by: copied, copied_from: s'),
            MEASURED,
        )
        for wrong, said in (
            ("third-party", "number reported by the model's authors"),
            ("self", "as reported by the maker of the model"),
            ("other-developer", "copied from the paper of the model"),
        )
    ),
    *(
        Case(
            "MM604",
            "results/r.yaml",
            7,
            "* of '1*' is not explained",
            results('points, value: "1*", protocol: {shots: 3}'),
            results(f'points, value: "1*", protocol: {{shots: 3, {said}}}'),
            MEASURED,
        )
        for said in ("detail: by the makers", "chain_of_thought: true", "seen: true")
    ),
    Case(
        "MM605",
        "results/r.yaml",
        7,
        "a slip without its reason (add because:)",
        results('points, value: "1", primary: false'),
        results('points, value: "1", primary: false, because: the number of the row below'),
        MEASURED,
    ),
    *(
        Case(
            "MM606",
            "results/r.yaml",
            7,
            "equals what p measured (write measured_by: copied)",
            results(f'points, value: "{printed}", version: "1", {wrong}'),
            results(f'points, value: "{printed}", version: "1", {right}'),
            MEASURED
            | elsewhere(
                f'points, value: "1,234", measured_by: {maker}, version: "1", protocol: {{shots: 4, detail: y}}'
            ),
        )
        for maker, printed, wrong, right in (
            ("self", "1234.0", "measured_by: other-developer", "measured_by: copied, copied_from: s"),
            (
                "benchmark",
                "1,234*",
                "measured_by: other-developer, protocol: {shots: 4, detail: x}",
                "measured_by: other-developer, protocol: {shots: 5, detail: x}",
            ),
        )
    ),
    Case(
        "MM603",
        "results/r.yaml",
        7,
        "copied_from without copied",
        results('points, value: "1", copied_from: s'),
        results('points, value: "1", copied_from: s, measured_by: copied'),
        MEASURED,
    ),
    *(
        Case("MM607", "results/r.yaml", 7, "copied, which nothing shows", wrong, right, MEASURED)
        for row in (results('points, value: "1", measured_by: copied'),)
        for wrong, right in (
            (row, row.replace("by: copied", "by: copied, copied_from: s")),
            (row, row.replace("by: copied", "by: copied, because: its source says so")),
            (row, row.replace("by: copied", "by: self")),
            (
                row.replace(", measured_by: copied", "").replace("by: self", "by: copied"),
                row.replace(", measured_by: copied", "").replace("by: self", "by: copied\n    copied_from: s"),
            ),
        )
    ),
    Case(
        "MM201",
        "models/m.yaml",
        4,
        "license: no licenses called 'fre' (did you mean 'free'?)",
        model("family: f\nlicense: fre\n"),
        model("family: f\nlicense: free\n"),
        {"licenses/free.yaml": "id: free\nname: Free\n"},
    ),
    Case("MM201", "models/m.yaml", 3, "(write the record)", model("backbone: zzz\n"), model("backbone: undisclosed\n")),
    Case(
        "MM201",
        "risks/r.yaml",
        3,
        "about: no record called 'nobody'",
        "id: r\nname: R\nabout: [m, nobody]\n",
        "id: r\nname: R\nabout: [m, v]\n",
        {"models/m.yaml": MODEL + "variants: [{id: v}]\n"},
    ),
    Case(
        "MM201",
        "models/m.yaml",
        5,
        "evidence.source: no sources called 'nowhere'",
        MODEL + "evidence:\n  - {supports: [type],\n     source: nowhere}\ntype: generator\n",
        MODEL + "evidence:\n  - {supports: [type],\n     source: s}\ntype: generator\n",
    ),
    Case(
        "MM202",
        "models/n.yaml",
        4,
        "models id 'v' stands in models/m.yaml already",
        "id: n\nname: N\nvariants:\n  - id: v\n",
        "id: n\nname: N\nvariants:\n  - id: w\n",
        {"models/m.yaml": MODEL + "variants: [{id: v}]\n"},
    ),
    Case("MM202", "models/m.yaml", 3, "'m'", MODEL + "variants: [{id: m}]\n", MODEL + "variants: [{id: m-7b}]\n"),
    Case(
        "MM203",
        "models/n.yaml",
        5,
        "alias 'Emu' already leads to 'm'",
        "id: n\nname: N\naliases:\n  - Nandu\n  - Emu\n",
        "id: n\nname: N\naliases:\n  - Nandu\n  - Rhea\n",
        {"models/m.yaml": MODEL + "aliases: [eMU]\n"},
    ),
    Case(
        "MM203",
        "models/n.yaml",
        3,
        "alias 'M' already leads to 'm'",
        "id: n\nname: N\naliases: [M]\n",
        "id: n\nname: N\n",
        {"models/m.yaml": MODEL},
    ),
    Case(
        "MM204",
        "sources/s2.yaml",
        7,
        "arxiv '2305.01234' is 's' already",
        SECOND + "arxiv: '2305.01234'\n",
        SECOND + "arxiv: '2305.01235'\n",
        {"sources/s.yaml": SOURCE + "arxiv: '2305.01234'\n"},
    ),
    Case(
        "MM204",
        "sources/s2.yaml",
        7,
        "doi '10.5555/ABC' is 's' already",
        SECOND + "doi: 10.5555/ABC\n",
        SECOND + "doi: 10.5555/ABD\n",
        {"sources/s.yaml": SOURCE + "doi: 10.5555/abc\n"},
    ),
    Case(
        "MM301",
        "models/m.yaml",
        4,
        "vision.patch has no evidence",
        MODEL + "vision:\n  patch: 14\n",
        MODEL + "vision:\n  patch: 14\nevidence: [{source: s, supports: [vision]}]\n",
    ),
    Case(
        "MM301",
        "models/m.yaml",
        5,
        "params of w has no evidence",
        TWO_SIZES + "evidence: [{source: s, supports: [params], variants: [v]}]\n",
        TWO_SIZES + "evidence: [{source: s, supports: [params]}]\n",
    ),
    Case(
        "MM301",
        "models/m.yaml",
        3,
        "params has no evidence",
        MODEL + "params: undisclosed\n",
        MODEL + "params: undisclosed\nevidence: [{source: s, supports: [params]}]\n",
    ),
    Case(
        "MM302",
        "models/m.yaml",
        6,
        "evidence supports 'contxt', which is not set (did you mean 'context'?)",
        MODEL + "evidence:\n  - source: s\n    supports:\n      - contxt\n",
        MODEL + "evidence:\n  - source: s\n    supports:\n      - context\ncontext: 4k\n",
    ),
    Case(
        "MM303",
        "models/m.yaml",
        6,
        "no variant called 'm-7' here (did you mean 'm-7b'?)",
        MODEL + "variants: [{id: m-7b, params: 7B}]\nevidence:\n  - {source: s, supports: [params]}\n"
        "  - {source: s, at: p. 1, supports: [params], variants: [m-7b, m-7]}\n",
        MODEL
        + "variants: [{id: m-7b, params: 7B}]\nevidence:\n  - {source: s, supports: [params], variants: [m-7b]}\n",
    ),
    Case(
        "MM304",
        "sources/s2.yaml",
        1,
        "source cannot be found (add arxiv,",
        SECOND.replace("venue: V\n", ""),
        SECOND.replace("venue: V\n", "repository: a/b\n"),
    ),
    *(
        Case(
            "MM330",
            "sources/s2.yaml",
            6,
            "o/n was read, but at no commit (add revision:",
            UNPINNED,
            UNPINNED + "revision: v1\n",
            others,
        )
        for others in (
            {"models/m.yaml": PLACED.replace("%s'", "a.md', read: 2026-01-01")},
            {"models/m.yaml": PLACED.replace("%s'", "a.md', inferred: 2026-01-01, because: x")},
            {
                "models/m.yaml": MODEL
                + "disputes: [{field: type, value: x, source: s2, because: y, at: a.md, read: 2026-01-01}]\n"
            },
            {
                **MEASURED,
                "results/s2.yaml": results('points, value: "1"')
                .replace("r\nsource: s", "s2\nsource: s2")
                .replace("    measured", "    read: 2026-01-01\n    measured"),
            },
        )
    ),
    Case(
        "MM305",
        "models/m.yaml",
        6,
        "read, but not where (add at:, or drop read:)",
        MODEL + "type: generator\nevidence:\n  - source: s\n    read: 2026-01-01\n    supports: [type]\n",
        MODEL + "type: generator\nevidence:\n  - source: s\n    at: p. 1\n    read: 2026-01-01\n    supports: [type]\n",
    ),
    Case(
        "MM305",
        "models/m.yaml",
        4,
        "read, but not where",
        MODEL + "disputes:\n  - {field: type, value: x, source: s, because: y, read: 2026-01-01}\n",
        MODEL + "disputes:\n  - {field: type, value: x, source: s, because: y}\n",
    ),
    Case(
        "MM306",
        "models/m.yaml",
        5,
        "the dispute repeats the value of m (move it to evidence",
        model("context: 2048\n", extra="disputes: [{field: context, value: 2048, source: s, because: version}]\n"),
        model("context: 2048\n", extra="disputes: [{field: context, value: 4096, source: s, because: version}]\n"),
    ),
    Case(
        "MM307",
        "models/m.yaml",
        3,
        "no field called 'heads' (did you mean 'attention.heads'",
        MODEL + "disputes: [{field: heads, value: 3, source: s, because: version}]\n",
        MODEL + "disputes: [{field: attention.heads, value: 3, source: s, because: version}]\n",
    ),
    Case(
        "MM401",
        "results/r.yaml",
        8,
        "62.4 is outside 0..1 of share",
        results('share, value: "0.5"', 'share, value: "62.4"'),
        results('share, value: "0.5"', 'points, value: "62.4"'),
        MEASURED,
    ),
    Case(
        "MM401",
        "results/r.yaml",
        7,
        "'good' holds no number",
        results("share, value: good"),
        results('share, value: "1"'),
        MEASURED,
    ),
    Case(
        "MM402",
        "models/m.yaml",
        3,
        "released 2025, over a year after its paper of 2023",
        model("released: 2025\npaper: s\n"),
        model("released: 2024\npaper: s\n"),
    ),
    Case(
        "MM403",
        "models/m.yaml",
        3,
        "released 2020-02, before its part p (2020-03)",
        model("released: 2020-02\nbackbone: p\n"),
        model("released: 2020\nbackbone: p\n"),
        {"models/p.yaml": model("released: 2020-03\n", "p")},
    ),
    Case(
        "MM403",
        "models/m.yaml",
        3,
        "before its part p",
        model("released: 2019\nvision: {encoder: [p]}\n"),
        model("released: 2019\nvision: {encoder: [q]}\n"),
        {"models/p.yaml": model("released: 2020-03\n", "p"), "models/q.yaml": model("released: 2018\n", "q")},
    ),
    Case(
        "MM404",
        "models/m.yaml",
        1,
        "m is built from itself",
        model("backbone: m\n"),
        model("backbone: not-applicable\n"),
    ),
    Case(
        "MM406",
        "models/m.yaml",
        1,
        "m: 12 heads cannot share 5 key/value heads",
        heads("other", 12, 5),
        heads("other", 12, 4),
        MECHANISMS,
    ),
    Case(
        "MM406",
        "models/m.yaml",
        1,
        "12 and 12 heads are mha, not gqa",
        heads("gqa", 12, 12),
        heads("mha", 12, 12),
        MECHANISMS,
    ),
    Case(
        "MM406",
        "models/m.yaml",
        1,
        "12 and 1 heads are mqa, not gqa",
        heads("gqa", 12, 1),
        heads("mqa", 12, 1),
        MECHANISMS,
    ),
    Case(
        "MM406",
        "models/m.yaml",
        1,
        "12 and 3 heads are gqa, not mha",
        heads("mha", 12, 3),
        heads("gqa", 12, 3),
        MECHANISMS,
    ),
    Case(
        "MM407",
        "results/r.yaml",
        1,
        "m on share: 0.5 stands twice",
        results('share, value: "0.5"', 'share, value: "0.5"'),
        results('share, value: "0.5"', 'share, value: "0.5", protocol: {shots: 1}'),
        MEASURED,
    ),
    Case(
        "MM408",
        "models/m.yaml",
        1,
        "m has open weights but no licence (add license:)",
        model("openness: {weights: {base: open}}\n"),
        model("openness: {weights: {base: open}}\nlicense: undisclosed\n"),
    ),
    Case(
        "MM409",
        "models/m.yaml",
        1,
        "m: 7B parameters stated, about 1.742B by its anatomy",
        model("params: 7B\narchitecture: {ffn: 8192, vocabulary: 32000}\n" + ANATOMY),
        model("params: 1.6B\narchitecture: {ffn: 8192, vocabulary: 32000}\n" + ANATOMY),
    ),
    Case(
        "MM409",
        "models/m.yaml",
        1,
        "m: 0 parameters stated, about 1.273B by its anatomy",
        model("params: 0\narchitecture: {ffn: 8192, vocabulary: 32000}\n" + ANATOMY),
        model("params: 1.6B\narchitecture: {ffn: 8192, vocabulary: 32000}\n" + ANATOMY),
    ),
    Case(
        "MM423",
        "models/m.yaml",
        1,
        "m: 7B active parameters stated, about 2.95B by its anatomy",
        model("active_params: 7B\narchitecture: {ffn: 8192, vocabulary: 32000, active_experts: 2}\n" + ANATOMY),
        model("active_params: 3B\narchitecture: {ffn: 8192, vocabulary: 32000, active_experts: 2}\n" + ANATOMY),
    ),
    Case(
        "MM410",
        "models/m.yaml",
        1,
        "m: 16 heads of 64 make 1024, not 2048",
        model("attention: {hidden: 2048, heads: 16, head_dim: 64}\n"),
        model("attention: {hidden: 1024, heads: 16, head_dim: 64}\n"),
    ),
    Case(
        "MM424",
        "models/m.yaml",
        1,
        "m has the task audio-understanding, yet no audio or speech as input",
        model("input: [text, video]\ntask: [video-understanding, audio-understanding]\n"),
        model("input: [text, video, audio]\ntask: [video-understanding, audio-understanding]\n"),
    ),
    Case(
        "MM411",
        "models/m.yaml",
        1,
        "m has a vision encoder but takes no image",
        model("input: [text]\nvision: {encoder: [m2]}\n"),
        model("input: [text, video]\nvision: {encoder: [m2]}\n"),
        {"models/m2.yaml": model("").replace("id: m", "id: m2")},
    ),
    Case(
        "MM203",
        "glossary/n.yaml",
        3,
        "alias '語' already leads to 'm'",
        TERM.format(id="n", japanese="語", summary="It is a word. It is short."),
        TERM.format(id="n", japanese="語彙", summary="It is a word. It is short."),
        {"glossary/m.yaml": TERM.format(id="m", japanese="語", summary="It is a word. It is long.")},
    ),
    Case(
        "MM503",
        "attention/a.yaml",
        3,
        "kv_cache uses q, which nothing explains (write `for q …`)",
        "id: a\nname: A\nkv_cache: 2·q·d_head\nevidence:\n  - {source: s, supports: [kv_cache]}\n",
        "id: a\nname: A\nkv_cache: 2·q·d_head for q queries\nevidence:\n  - {source: s, supports: [kv_cache]}\n",
    ),
    Case(
        "MM206",
        "models/m.yaml",
        3,
        "no developer called 'Pnod'",
        model("developer: [Pnod]\n"),
        model("developer: [Pond]\n"),
        {"developers/p.yaml": "id: p\nname: P\naliases: [Pond]\n"},
    ),
    Case(
        "MM502",
        "glossary/n.yaml",
        4,
        "a definition of 1 sentences",
        TERM.format(id="n", japanese="語", summary="It is a word of 1.5 syllables."),
        TERM.format(id="n", japanese="語", summary="It is a word of 1.5 syllables. It is short."),
    ),
    Case(
        "MM502",
        "glossary/n.yaml",
        4,
        "a definition of 5 sentences",
        TERM.format(id="n", japanese="語", summary="So. So? So! So. So."),
        TERM.format(id="n", japanese="語", summary="So. So? So! So so."),
    ),
    Case(
        "MM501",
        "models/m.yaml",
        3,
        "summary holds ␛, <U+202E> (type the text anew)",
        MODEL + 'summary: "a \\e[2J b \\u202Ec\\n"\n',
        MODEL + 'summary: "a\\tb\\n\\u06A9\\u062A\\u0627\\u0628\\u200C\\u0647\\u0627"\n',
    ),
    Case(
        "MM501",
        "sources/s2.yaml",
        4,
        "authors holds <U+200B>",
        SECOND.replace("[A]", '["A\\u200B"]'),
        SECOND,
    ),
]
numbered = pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{number}" for number, case in enumerate(CASES)])


def data(tmp_path: Path, case: Case, text: str) -> Path:
    return kb.write(tmp_path / "data", {"sources/s.yaml": SOURCE, **case.others, case.path: text})


def test_a_code_names_one_rule() -> None:
    """Two modules with one code would silence one of the two rules."""
    codes = [code for module in check_module._MODULES for code in [rule.code for rule in module.RULES]]
    assert sorted({*codes, *READING, *FORMATTING}) == sorted([*codes, *READING, *FORMATTING])


@numbered
def test_what_a_rule_finds(case: Case, tmp_path: Path) -> None:
    found = check(data(tmp_path, case, case.wrong))
    assert [(finding.code, finding.path, finding.line) for finding in found] == [(case.code, case.path, case.line)]
    assert case.says in str(found[0])


@numbered
def test_the_neighbour_is_clean(case: Case, tmp_path: Path) -> None:
    assert check(data(tmp_path, case, case.right)) == []


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ('"8.9", measured_by: self', '"8.9"'),
        ('"0.89", measured_by: self', '"0.89"'),
        ('"777", measured_by: third-party', '"777"'),
        ('"777", measured_by: self, primary: false, because: the number of the row below', '"777"'),
        ('"777", measured_by: self', '"778"'),
        ('"777", measured_by: self, version: "2"', '"777", version: "1"'),
    ],
)
def test_what_agrees_by_chance_is_no_copy(theirs: str, ours: str, tmp_path: Path) -> None:
    files = MEASURED | elsewhere(f"points, value: {theirs}") | {"sources/s.yaml": SOURCE}
    files["results/r.yaml"] = results(f"points, value: {ours}, measured_by: other-developer")
    assert [finding for finding in check(kb.write(tmp_path, files)) if finding.code == "MM606"] == []


def test_a_cycle_of_models_is_found_in_each_of_them(tmp_path: Path) -> None:
    files = {
        "models/a.yaml": model("base: b\n", "a"),
        "models/b.yaml": model("backbone: a\n", "b"),
        "sources/s.yaml": SOURCE,
    }
    found = check(kb.write(tmp_path, files))
    assert [(finding.code, finding.path) for finding in found] == [
        ("MM404", "models/a.yaml"),
        ("MM404", "models/b.yaml"),
    ]


@pytest.mark.parametrize(("count", "findings"), [(2, 0), (3, 3)])
def test_boilerplate_is_found_in_the_third_record(count: int, findings: int, tmp_path: Path) -> None:
    files = {
        f"models/m{number}.yaml": f"id: m{number}\nname: M{number}\nsummary: {SENTENCE}\n" for number in range(count)
    }
    found = check(kb.write(tmp_path, files))
    assert [(finding.code, finding.line) for finding in found] == [("MM405", 3)] * findings


@pytest.mark.parametrize(("id_", "codes"), [("ash-2023.5", ["MM205"]), ("ash-2023-6", [])])
def test_citation_keys_collide_without_their_dots(id_: str, codes: list[str], tmp_path: Path) -> None:
    ids = ("ash-2023-5", id_)
    found = check(kb.write(tmp_path, {f"sources/{i}.yaml": SOURCE.replace("id: s\n", f"id: {i}\n") for i in ids}))
    assert [finding.code for finding in found] == codes
    assert all(f"citation key {id_!r} collides with 'ash-2023-5'" in finding.message for finding in found)


def test_the_same_short_word_in_many_records_is_no_boilerplate(tmp_path: Path) -> None:
    files = {f"models/m{number}.yaml": f"id: m{number}\nname: M{number}\nsummary: A model.\n" for number in range(9)}
    assert check(kb.write(tmp_path, files)) == []


def test_the_fixture_is_clean(tmp_path: Path) -> None:
    assert check(kb.write(tmp_path)) == []


READ_TESTS = {"MM101", "MM102", "MM103", "MM104", "MM105", "MM106", "MM107", "MM108"}  # tests/corpus/test_read.py

LEDGER_TESTS = {"MM011"}  # tests/corpus/test_ledger.py


def test_every_code_is_tested() -> None:
    assert {case.code for case in CASES} | {"MM205", "MM405"} == set(RULES)
    parsing = {getattr(yaml_text, name) for name in dir(yaml_text) if str(getattr(yaml_text, name)).startswith("MM0")}
    text = Path(__file__).with_name("test_read.py").read_text(encoding="utf-8")
    assert all(f'"{code}"' in text for code in READ_TESTS)
    ledgers = Path(__file__).with_name("test_ledger.py").read_text(encoding="utf-8")
    assert all(f'"{code}"' in ledgers for code in LEDGER_TESTS)
    assert parsing | READ_TESTS | LEDGER_TESTS == set(READING)
    tested = Path(__file__).with_name("test_strict_yaml.py").read_text(encoding="utf-8")
    names = [name for name in dir(yaml_text) if str(getattr(yaml_text, name)) in parsing]
    assert all(tested.count(name) > 1 for name in names)


@pytest.mark.parametrize("code", [*RULES, *READING])
def test_every_code_is_explained(code: str) -> None:
    title, explanation = explain(code)
    assert title
    assert not title.endswith(".")
    assert len(explanation) > 30
    assert explanation.endswith(".")
    assert code not in RULES or RULES[code].code == code


@pytest.mark.parametrize("case", [case for case in CASES if case.path.startswith(("models/", "risks/"))])
def test_a_waiver_silences_its_rule_in_its_record(case: Case, tmp_path: Path) -> None:
    """Sources and results have no waivers."""
    waiver = "waivers: [{rule: %s, because: it is so}]\n"
    assert check(data(tmp_path, case, case.wrong + waiver % case.code)) == []
    other = "MM408" if case.code != "MM408" else "MM401"
    assert len(check(data(tmp_path, case, case.wrong + waiver % other))) == 1


TWO = {
    "models/m.yaml": MODEL + "type: generator\nlicense: nowhere\n",
    "sources/s.yaml": SOURCE.replace("venue: V\n", ""),
    "tables/t.yaml": "id: t\nname: T\nkidn: models\n",
}


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        ([], [], ["MM301", "MM201", "MM301", "MM304", "MM102", "MM101"]),
        (["MM3"], [], ["MM301", "MM301", "MM304"]),
        (["MM201", "MM304"], [], ["MM201", "MM304"]),
        (["MM"], ["MM3", "MM1"], ["MM201"]),
        ([], ["MM30"], ["MM201", "MM102", "MM101"]),
        (["MM301"], ["MM301"], []),
        (["MM001"], [], []),
    ],
)
def test_select_and_ignore(select: list[str], ignore: list[str], codes: list[str], tmp_path: Path) -> None:
    found = check(kb.write(tmp_path, TWO), select=select, ignore=ignore)
    assert [finding.code for finding in found] == codes


def test_paths_narrow_the_findings_but_not_what_is_read(tmp_path: Path) -> None:
    folder = kb.write(tmp_path, TWO | {"licenses/nowhere.yaml": "id: nowhere\nname: N\n"})
    found = check(folder, paths=["models/m.yaml"])
    assert [(finding.code, finding.path) for finding in found] == [("MM301", "models/m.yaml")] * 2


@pytest.mark.parametrize(
    ("paths", "files"),
    [
        (["models"], {"models/m.yaml"}),
        (["."], {"models/m.yaml", "sources/s.yaml", "tables/t.yaml"}),
        (["sources/s.yaml", "tables"], {"sources/s.yaml", "tables/t.yaml"}),
        (["model"], set()),
    ],
)
def test_a_folder_stands_for_its_files(paths: list[str], files: set[str], tmp_path: Path) -> None:
    assert {finding.path for finding in check(kb.write(tmp_path, TWO), paths=paths)} == files


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("data", 3),
        ("linked", 3),
        ("data/models", 1),
        ("data/models/m.yaml", 1),
        ("data/models/link.yaml", 1),
        ("data/models/loop.yaml", 1),
    ],
)
def test_the_command_takes_files_folders_and_links(
    given: str, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = kb.write(tmp_path / "data", TWO | {"models/m.yaml": "id: m\n", "sources/s.yaml": "id: s\n"})
    (tmp_path / "linked").symlink_to("data")
    if given.endswith("link.yaml"):
        (tmp_path / "elsewhere").write_text("?")
        (data / "models/link.yaml").symlink_to(tmp_path / "elsewhere")
    if given.endswith("loop.yaml"):
        (data / "models/loop.yaml").symlink_to("loop.yaml")
    monkeypatch.chdir(tmp_path)
    table = open_kb(data).check(given)
    assert isinstance(table, Table)
    assert len({row[0].value for row in table.rows}) == found


@pytest.mark.parametrize(
    ("select", "ignore", "hint"), [(["MM999"], [], "MM"), ([], ["mm301"], "'MM301'"), (["XX"], [], None)]
)
def test_an_unknown_code_is_a_usage_error(
    select: list[str], ignore: list[str], hint: str | None, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="no rule called") as caught:
        check(kb.write(tmp_path), select=select, ignore=ignore)
    assert (hint or "") in (caught.value.hint or "")
    with pytest.raises(UsageError, match="no rule called"):
        explain("MM999")
