"""The pages answer queries as the shell does: the same rows, or an error at the same place, for hundreds of queries."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from consumers import DATA, program
from mmkb import open_kb
from mmkb.errors import QueryError
from mmkb.index.index import Index
from mmkb.query.ast import quote
from mmkb.rows.columnar import Numbers
from mmkb.rows.columns import matching
from mmkb.schema.field import NUMERIC, Field
from mmkb.schema.kinds import KINDS
from mmkb.schema.values import short_quantity
from mmkb.site.build import assets
from mmkb.site.data import scripts
from mmkb.site.links import Links
from mmkb.site.references import References

SEED = 20231005
WRITTEN = {
    "models": [
        "", "  ", "llava", '"grouped query"', "LLAVA", "マルチ", "ﬁne", "straße", "input:image access:open", "input:image,video",
        "modality:video not license:mit", "not (input:image or output:image)", "not not input:image", "license!=mit",
        "params:7B..13B", "params:..7B", "params:13B..", "params>7B", "params:>7B", "params>=7b", "params<=1.5B", "params<7e9",
        "params=7B", "params:7000000000", "params!=7B", "params:10^9..10^10", "params:undisclosed", "params:unknown",
        "params:not-applicable,undisclosed", "released:2024", "released:2023-04..2024", "released>2024-06", "released<2020",
        "released>=2023-07-18", "released<=2023-07", "released=2024", "released:2023-Q2", "released>2023-Q4",
        "released:..2022-Q1", "released:2024-Q4..", "released:..2019-12-31", "has:context", "has:attention",
        "has:training.stages", "not has:license", "has:score.mmmu-val", "has:backbone.params", "backbone:vicuna",
        "backbone=vicuna-7b", "backbone:llama-2", "backbone.params:..13B", "vision.encoder.released:..2022", "encoder:clip",
        "base.license:apache-2.0", "score.mmmu-val:60..", "score.mmmu:50..60", "score.pope>85", "score.mme>=1500",
        "score.mmbench:73.7",
        "score.mmmu-val:unknown", "said.connector:q-former", "said.params:7B", "said.license!=mit", "said.released:2023",
        "said.backbone:vicuna", "said.backbone=vicuna-7b", "disputed:connector", "disputed:yes", "disputed:no", "disputed:vision",
        "read:no", "read:yes", "source:2304.08485", "source.type:paper", "paper.year:2023", "paper.arxiv:2304", "tied:yes",
        "tied:no", "tied:unknown", "name~'^LLaVA'", 'name~"^LLaVA"', r'name~"[0-9]+\.[0-9]"', 'name~"(?i)^llava|vicuna$"',
        r'id~"^\w+-\d{1,2}b$"', r'summary~"\bfrozen\b"', 'name~"[^A-Za-z0-9 .-]"', r'name~"^.{3,5}$"', 'name~"a{2}"',
        r'name~"(?:GPT|Claude)-?[34]"', r'name~"\S+\s\S+$"', 'name~"l{0,1}ava"', 'name~"(ab|cd)*x?"', "connector~x",
        "stages:(backbone:frozen connector:trained)", "every stages:(backbone:frozen)", "no stages:(backbone:trained)",
        "stages:(data:sharegpt)", "no stages:(data:sharegpt)", "every stages:(backbone:frozen or connector:full)",
        "results:(score:80.. instrument:pope)", "results:(measured_by:self setting:zero-shot)", "no results:(measured_by:self)",
        "backbone:(params:..13B license:mit)", "variants:(params:70B..)", "every variants:(params:..13B)",
        "claims:(verdict:wrong)", "disputes:(because:version)", "surveys:(id:yin)", "paper:(year:2024 authors:Liu)",
        "encoder:(developer:OpenAI)", "covered_by:yin", "country:China", "commercial:yes", "commercial:yes,conditional",
        "domain:medical", "languages:Japanese", "developer:google", "developer=Google", "developer:unknown", "family:llava",
        "license:unknown", "license:undisclosed", "input:unknown", "summary:unknown", "context:128k..", "context>32k",
        "attention:gqa", "attention.kv_heads:8", "kv_heads:1", "kv-heads:8", "heads:32 kv_heads:8", "groups.span:window",
        "data.tuned:open", "weights.tuned:open code.training:open", "access:proprietary", "access:api-only",
        "mitigations:rlhf", "input:image AND output:text OR type:vision-encoder", "(llava or blip) released:2023",
        "no (stages)", "every (x)", "a b c d", "not", "or", "and x", "x or", "(", ")", "()", '"', '""',
        "field:", "field:a,", "field:,a",
        "2024", "2023..2024", "..2022", "2024-05", "2023-Q4 input:image", '"2024"', "llava 2024", "not 2024", "2024 or 2023",
        "1000", "2024-13", "2025..2023", "released:2024-05..2023", "params:70B..7B", "released:2024..2024-05",
        ":x", "=x", "-x", "!x", "a=>b", "params=>7B", "params<>7B", "params==7B", "params:7B...13B", "params:..", "params=1..2",
        "params!=1..2", "params:7B..13B..", "f(x)", "input:(image)", "input:sound", "inputt:image", "params:abc", "params:7X",
        "released:2023-13", "released:2023-Q5",
        "released:2023-02-30", "released:1700", "license:nonsense", "tied:maybe", "score.nonsense:1",
        "score.mmmu-valu:1", "said.nonsense:x", "said.access:open", "has:nonsense", "has>1", "has:1..2", "name:a..b", "type~x",
        "params~7", "nonsense:(x:y)", "not:x", "not:(input:image)", "and:x", "every:x", "connector.params:1", "openness:open",
        "training.x:1", 'name~"("', 'name~"[a"', r'name~"(?=x)"', r'name~"(a)\1"', "disputed:nonsense", "paper.paper:x",
        "x.y:1", "1:2", "a:b:c", 'id:"llava"', 'name:"a\\"b"', "params:-1..7B", "not:params:7B", "id:llava-1.5", "release:llava",
        "id:llava,blip-2,vicuna-7b", "a,b", "llava,", "params:7B,13B,70B", "released:2023,2024-01", "price.input:..1",
        "has:price input:video", "flops>1e24", "flops:1e23..1e25", "gpu_hours>1000", "vision.tokens:576", "vision.encoder:clip",
        "method:lora", "stages.data:sharegpt", "samples:500k..", "stages.backbone:frozen,lora", "checkpoints:open",
    ],
    "results": ["benchmark:mmmu", "model:llava-1.5", "measured_by:self setting:zero-shot", "score:85..", "model.params:..7B",
                "shots:0", "source.year:2024 instrument:pope", "not has:shots", "read:no", "printed:62"],
    "sources": ["2024", "2024-05", "2023-05..2024 type:paper",
                "type:paper year:2023..", "authors:Liu", "2404.01322", "has:venue", 'title~"(?i)survey"', "venue:CVPR"],
    "glossary": ["rope", "ハルシネーション", "has:method", "see_also:gqa", "アテンション"],
    "claims": ["verdict:wrong", "about:palm", "topic:attention", "checks:(says:x)", "source.year:2024"],
    "benchmarks": ["modalities:image", "size:1k..", "pitfalls:noise", "instruments:(metric:accuracy)", "results:(score:90..)"],
    "disputes": ["field:connector", "source.survey:yes against.survey:yes", "record:llava-1.5"],
    "risks": ["2024"],
    "datasets": ["2023", "made-by:gpt-4", "purpose:instruction modalities:video", "size:100M..", "built_from:coco"],
}  # fmt: skip


def sampled(index: Index, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield queries on every field of every kind, with values that stand in the data."""
    for kind in KINDS:
        fields = index.fields(kind).all
        found = matching(index, kind, "", [field.path for field in fields])
        for place, field in enumerate(fields):
            raws = [row.values[place] for row in found if row.values[place] is not None]
            values = list(dict.fromkeys(value for raw in raws for value in (json.loads(raw) if field.many else [raw])))
            for value in chance.sample(values, min(2, len(values))):
                yield kind, chance.choice(asking(field, str(value), chance))
            yield (
                kind,
                chance.choice(
                    [f"has:{field.path}", f"not has:{field.name}", f"{field.path}:unknown", f"{field.name}:undisclosed"]
                ),
            )


def asking(field: Field, value: str, chance: random.Random) -> list[str]:
    """Return queries that ask a field for a value, by its operators."""
    said = quote(value)
    if field.type == "bool":
        said = "yes" if value == "1" else "no"
    made = [f"{field.path}{op}{said}" for op in (":", "=", "!=")] if field.type != "bool" else [f"{field.path}:{said}"]
    if field.type in NUMERIC or field.type == "date":
        made += [
            f"{field.name}:{value}..",
            f"{field.name}:..{value}",
            f"{field.name}>{value}",
            f"not {field.name}<={value}",
        ]
    if field.type in ("text", "id", "ref"):
        word = "".join(one for one in value[:6] if one.isalnum())
        made += [f'{field.path}~"^{word}"', f'{field.path}~"{word[-2:]}.?"', f"{field.path}:{said},nothing-like-it"][
            : 3 - (field.type == "ref")
        ]
    return made


def test_the_same_rows_as_in_the_shell(tmp_path: Path) -> None:
    node = program("node")
    questions = [(kind, query) for kind, queries in WRITTEN.items() for query in queries]
    with open_kb(DATA) as base:
        index = base.index
        data = ((path, text.encode()) for path, text in scripts(index, Links(index), References(index)))
        for path, content in [*assets(), *data]:
            target = tmp_path / path
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
        questions += sampled(index, random.Random(SEED))
        numbers = Numbers(index)
        expected = [answer(index, numbers, kind, query) for kind, query in questions]
    asked = subprocess.run(
        [node, str(Path(__file__).parent / "ask.js"), str(tmp_path)],
        input="\n".join(json.dumps(question) for question in questions),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr[-2000:]
    got = [json.loads(line) for line in asked.stdout.splitlines()]
    assert len(got) == len(expected) > 900
    differing = [
        (question, want, have)
        for question, want, have in zip(questions, expected, got, strict=True)
        if want.get("rows") != have.get("rows") or ("error" in want and want["span"] != have.get("span"))
    ]
    assert differing == []
    assert sum(bool(answer_.get("rows")) for answer_ in expected) > 500


def answer(index: Index, numbers: Numbers, kind: str, query: str) -> dict[str, object]:
    try:
        return {"rows": sorted(numbers.of[row.rid] for row in matching(index, kind, query))}
    except QueryError as problem:
        return {"error": problem.message, "span": list(problem.span)}


def test_a_pattern_that_never_ends_elsewhere_ends_here(tmp_path: Path) -> None:
    """The engine of the browser would go back and try again for years."""
    for path, content in assets():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    code = (
        "var mmkb = {QueryError: Error}; const fs = require('fs');"
        f"eval(fs.readFileSync({str(tmp_path / 'assets/query-run.js')!r}, 'utf-8').replace('\"use strict\";', ''));"
        "const one = new mmkb.Pattern({value: '(.*?.*?)*[^a-z]$X'});"
        "console.log(one.foundIn('a'.repeat(300)), new mmkb.Pattern({value: '^b(a|x)+$'}).foundIn('b' + 'ax'.repeat(300)))"
    )
    done = subprocess.run([program("node"), "-e", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["false", "true"]


@pytest.mark.parametrize(
    "number", [0, 1, 999, 9999, 12345, 12355, 7_000_000_000, 1_500_000, 999_999, 13_020_000_000, 0.5, 12345.6]
)
def test_short_quantities_are_written_as_in_the_shell(number: float) -> None:
    (source,) = [content for path, content in assets() if path == "assets/models-cells.js"]
    code = f"var mmkb = {{}}; {source.decode()}; console.log(mmkb.short({number}))"
    done = subprocess.run([program("node"), "-e", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == short_quantity(number)
