"""What users asked that was once answered wrongly or not at all: each kind has an answer here, as a pipe shows it.

What grows with the records is a pattern. The transcripts in `tests/console` have more of them.
"""

from __future__ import annotations

import json
import re
import shlex

import pytest
from rich.cells import cell_len

from cli.test_terminal import on_terminal, run
from mmkb.commands.registry import command

NOTHING = r"^mmkb: nothing matches"


@pytest.fixture(scope="module", autouse=True)
def _index_of_the_shell(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build the index first, where all tests look for it: a terminal shows the progress of a build."""
    run("mmkb models -n 1", XDG_CACHE_HOME=str(tmp_path_factory.getbasetemp() / "cache"))


def answer(asked: str) -> str:
    return run(f"{{ {asked}; }} 2>&1").stdout


@pytest.mark.parametrize(
    ("asked", "wanted", "unwanted"),
    [
        pytest.param(
            "mmkb models modality:video,audio -c id,input,output -f tsv",
            [r"^gemini-3\t", r"^whisper\S*\t"],
            [r"^(?!id\t)(?!.*(video|audio)).+$"],
            id="a modality is taken or made",
        ),
        pytest.param(
            "mmkb benchmarks modality:video -c id,modalities -f tsv; mmkb datasets modality:video -c id,modalities -f tsv",
            [r"^egoschema\t", r"^howto100m\t"],
            [r"^(?!id\t)(?!.*video).+$"],
            id="and shown by benchmarks and data sets",
        ),
        pytest.param(
            "mmkb stats models --by access -f tsv",
            [rf"^{leaf}\t\d+$" for leaf in ("open-source", "unlicensed-weights", "unreleased", "unknown-access")],
            [r"^open\t", r"^proprietary\t"],
            id="a class of access has no name of a group",
        ),
        pytest.param(
            "mmkb models id:vl-mamba,codi-2,lion,x-llm,stablellava,kosmos-1,mm1,pali,llama-2-34b not access:unreleased",
            [NOTHING],
            [],
            id="what nobody can get is on neither side",
        ),
        pytest.param(
            "mmkb ask rq3 -f markdown",
            [r"Of the open ones \d+ come under limits of use, \d+ without a known\s+licence"],
            [],
            id="restricted is told apart from open",
        ),
        pytest.param(
            "mmkb models 'access:open-source (not data.base:open or has:backbone not backbone.data.base:open)' --variants",
            [NOTHING],
            [],
            id="unknown data are not open source",
        ),
        pytest.param(
            "mmkb lineage detgpt",
            [r"connector from: minigpt-4-vicuna-7b"],
            [r"connector: "],
            id="a lineage says whose connector it is",
        ),
        pytest.param(
            "mmkb openness llama-2-7b -f markdown",
            [r"\| 14 dimensions \| \d+(\.5)? of \d+ open \| \d+ of the 14 are known; what is partial counts half \|"],
            [],
            id="a count of parts says of how many and what half is",
        ),
        pytest.param(
            "mmkb show llama-2 --only facts -f markdown",
            [
                r"^\| field \| value \| sources \\\[n\\\] \|",
                r"^sources \S+: the numbers in the table of sources",
                r"^\| paper \| touvron-2023-llama-2≈ \| \d+",
            ],
            [],
            id="numbers of evidence have a heading",
        ),
        pytest.param(
            "mmkb compare llava-1.5-7b qwen-vl-chat --only scores -f markdown",
            [r"only one of the two states condition: evaluated by the authors of ALLaVA", r"^\| vqav2 \| 78\.5"],
            [r"stated for one alone"],
            id="what keeps two scores apart is said in words",
        ),
        pytest.param(
            "for q in medical domain:documents task:grounding domain:driving country:Japan languages:ja; do "
            'mmkb models "$q" -n 1 -f tsv -c id; done',
            [r"(?s)(^id\n\S+\n(mmkb: .*\n)?){6}"],
            [NOTHING, r"error"],
            id="domain, task, country and language of a model",
        ),
        pytest.param(
            "mmkb finetune llama-3-8b --card a100-80gb --train-tokens 10M --price 2 -f tsv",
            [
                r"^model\tmethod\ttrainable\tmemory\t.*\thours\tprice\tremark$",
                *(rf"^llama-3-8b\t{how}\t[\d.]+\t[\d.]+\t.*\t0\.\d+\t\d\.\d+\t?$" for how in ("full", "lora", "qlora")),
            ],
            [],
            id="what tuning costs, in full and by adapters",
        ),
        pytest.param(
            "mmkb models normalization:RMSNorm -c id -f tsv -n 3; mmkb show rmsnorm --only facts -f markdown",
            [
                r"^(mistral|llama|qwen|gemma|glm|deepseek|phi|smol|kimi|olmo|falcon|ministral|mimo)\S*$",
                r"\| used_by \| models normalization:RMSNorm",
            ],
            [NOTHING],
            id="who uses what a term names",
        ),
        pytest.param(
            'mmkb rules "AI Act" -c id,exempt,threshold -f tsv',
            [
                r"^ai-act-gpai-documentation\t.*open-source licence",
                r"^ai-act-systemic-classification\t.*10\^?25",
                r"^ai-act-gpai-downstream\t",
            ],
            [],
            id="exemptions, thresholds and duties downstream",
        ),
    ],
)
def test_what_is_answered(asked: str, wanted: list[str], unwanted: list[str]) -> None:
    said = answer(asked)
    assert [words for words in wanted if not re.search(words, said, re.MULTILINE)] == [], said
    assert [words for words in unwanted if re.search(words, said, re.MULTILINE)] == [], said


def test_a_dispute_about_a_stage_marks_it_in_every_form() -> None:
    """The abstract of mPLUG-Owl says of its second stage what its other pages deny."""
    rows = json.loads(answer("mmkb table training-stages --json 2> /dev/null"))["rows"]
    (stage,) = (row for row in rows if (row["model"], row["order"]) == ("mplug-owl", 2))
    assert stage["marks"]["disputed"] == ["connector"]
    assert re.search(
        r"^\| mplug-owl \| 2 \|.*\| frozen≠ \|", answer("mmkb table training-stages -f markdown"), re.MULTILINE
    )


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        pytest.param(
            ["mmkb models input:video commercial:yes backbone.params:..13B access:open"],
            [r" backbone\.", r" commercial +params ", r"^minicpm-v-2\.6 .* yes +7B", r"^internvl2 .* yes +\d\S*[MB]"],
            id="open video models for business, by the size of their language model",
        ),
        pytest.param(
            ["mmkb show llava-13b", "mmkb show llava-13b --only licence"],
            [
                r"commercial use +no, by its own llama-1-research",
                r"^base +llama-13b +llama-1-research +no +yes",
                r"^commercial use in effect: no",
            ],
            id="the licence of LLaVA-13B in effect, and why",
        ),
        pytest.param(
            ["mmkb models 'every stages:(connector:trained backbone:untrained)'"],
            [r"^minigpt-4 ", r"^x-instructblip "],
            id="models that only train the connector",
        ),
        pytest.param(
            ["mmkb disputes field:connector source.survey:yes against.survey:yes"],
            [
                r"^minigpt-4 +connector +q-former, +linear +caffagni-",
                r"^mplug-owl +connector +resampler +q-former +caffagni-",
            ],
            id="where surveys disagree on connectors",
        ),
        pytest.param(
            ["mmkb compare access:open access:proprietary"],
            [r"^who is ahead, by year", *(rf"^{year} +\d+ +\d+ +\d+ .*-?\d" for year in (2023, 2024, 2025))],
            id="how far open models are behind, by year",
        ),
        pytest.param(
            ['mmkb rules "AI Act" applies:2025-08'],
            [r"(?s)(^2025-08-02≈ .*){9}", r" 53\(1\)\(c\) ", r" 55\(1\)\(a\) "],
            id="duties of the AI Act that bind from August 2025",
        ),
    ],
)
def test_what_a_newcomer_finds_from_the_help_alone(asked: list[str], wanted: list[str]) -> None:
    assert len(asked) <= 2
    said = ""
    for line in asked:
        name, *words = shlex.split(line)[1:]
        assert f"  {name} " in answer("mmkb --help")
        taught = [example.split()[2:] for example in command(name).examples]
        assert {word.strip("'\"") for word in " ".join(words).split()} <= {
            word.strip("'\"") for example in taught for word in example
        }
        said += on_terminal([name, *words], 160, NO_COLOR="1")
        small = on_terminal([name, *words], 80, NO_COLOR="1").splitlines()
        assert max(cell_len(found) for found in small if not found.startswith("mmkb: ")) <= 80
    assert [words for words in wanted if not re.search(words, said, re.MULTILINE)] == [], said
