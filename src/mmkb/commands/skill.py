"""`mmkb skill`: the text by which an agent learns to use mmkb, made from the declarations and the field catalogue.

It follows the open Agent Skills format: a folder with SKILL.md (front matter `name` and `description`) and references.
"""

from __future__ import annotations

import re

from mmkb import __version__
from mmkb.commands.declare import Command, Parameter
from mmkb.commands.help import text
from mmkb.commands.shared import AGENTS, DATA, FORCE
from mmkb.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mmkb.index.index import Index

NAME = "mmkb"
_LANGUAGE_ENDS = "Derived fields"

_SKILL = """\
---
name: mmkb
description: >-
  Looks up multimodal and language models, benchmarks, reported scores, attention variants, tuning methods, data sets,
  licences and AI-safety rules in a knowledge base where every fact has its source, with the shell command mmkb. Use for
  questions such as which open video models may be used commercially, what a licence allows, how two models compare, how
  much memory a model needs, who reported which score, or for tables with BibTeX.
license: MIT
compatibility: Needs the command mmkb (a Python package). Works without a network.
metadata:
  version: "{version}"
---

# Asking mmkb

One command answers one question; `--json` gives types, units and marks. Results go to stdout, notes to stderr. Exit codes:
0 fine (an empty list too), 1 not found, 2 a wrong query or option (stderr says what and how to mend it), 3 no usable data.

1. Do not guess names: `mmkb search "name or words"`, `mmkb fields models`, `mmkb KIND --help`.
2. List with a query and the columns you need: `mmkb models input:video access:open -c id,params,license,commercial --json`.
   Sizes of a release share a row and a cell may hold several values; `--variants` gives each size its own row.
   `models` holds language models too: multimodal ones are `type:multimodal-llm`. A reference takes a family
   (`encoder:clip`, `backbone:llama`); `family=llama` is the models of that family themselves.
3. Read one record whole: `mmkb show llava-1.5-13b --json`; its page has sources, disputes and the licence chain.
4. Say what you found with its source: `--cite rows` adds source keys to a listing, `--explain` to a
   calculation; `mmkb cite KEY` prints the reference.

Kinds: {kinds}.

## Marks

- `null` in JSON is *unknown*, unless `marks` lists the column under `undisclosed` (its publisher keeps it back),
  `not-stated` (looked for in vain) or `not-applicable`. Unknown is neither no nor closed: say "not recorded".
- `marks.cited` (`°`): nobody has read the value at its source yet. `marks.inferred` (`≈`): concluded from what stands there;
  `mmkb show ID` has the reason. `marks.disputed` (`≠`): another source says otherwise; `mmkb show ID` prints both.
  `marks.partial` (`…`): the list is not whole, so what it lacks may still hold. Pass marks on.
- `access:open` is every model whose weights can be had, also with limits on use; `access:open-source,open-weights` leaves
  out those (`restricted-weights`) and those without a licence on record (`unlicensed-weights`). `mmkb help access` explains.
- Scores are comparable only under one protocol: use `mmkb compare` or `mmkb leaderboard`, and name the protocol.

## The query language

`and`, which a space means too, binds closer than `or`: write 'a (b or c)'.

```
{language}
```

## Recipes

Open video models for commercial use, with a language model of at most 13B; `every` leaves out models whose record names only
a family of language models, with larger sizes in it:

    mmkb models input:video access:open commercial:yes 'every backbone:(params:..13B)' -c id,license,commercial,backbone --json

Models for a field, from a country; which fields there are and how full they are (`has:FIELD`) before "which models use X":

    mmkb models country:France input:image -c id,domain,country --json
    mmkb stats models type:multimodal-llm --by encoder.family --json
    mmkb coverage models --json

What a model's licence comes to, and why (the table `licence chain`):

    mmkb show llava-1.5-13b --json

Two models side by side, scores only where they may stand side by side; two groups, by queries:

    mmkb compare llava-1.5-7b qwen-vl-chat --differing --json
    mmkb compare access:open access:proprietary --since 2024 --json

Who reported which score on a benchmark, best first:

    mmkb leaderboard mmmu-val --query access:open --json

Scores of many models beside each other (`notes` say that protocols differ). A benchmark has several instruments, one per split
or count: `score.docvqa` mixes them, `score.docvqa-test` is one; a number whose split is not said stands under the benchmark:

    mmkb instruments benchmark:docvqa,mmmu -c id,split,metric --json
    mmkb models input:image released:2025.. has:score.mmmu-val -c id,params,score.mmmu-val,score.docvqa-test --variants --json

Counts by one field or two (`--by quarter` and `--by year` of a date), of what a query finds:

    mmkb stats models input:image --by connector --by quarter --json

How a model is trained, stage by stage (`model=` takes the id alone, `model:` the family too); models that only ever train the
connector (`untrained` is frozen, or not there at all):

    mmkb stages model=llava-1.5 -c model,order,name,connector,backbone,vision_encoder,method,data --json
    mmkb models 'every stages:(connector:trained backbone:untrained vision_encoder:untrained)' --json

Which models act against a risk and how (few records say so; the risk has the methods); where a survey contradicts another
(`value` is the record's) and what any source says of a field; what other surveys cover and one does not (a survey is
found by its arXiv id too):

    mmkb models has:mitigations -c id,mitigations --json
    mmkb risks area:hallucination -c id,mitigations --json
    mmkb disputes 'source.survey:yes against.survey:yes' -c record,field,stage,value,rival,because,source,against --json
    mmkb models has:covered_by 'not covered_by:carolan' type:multimodal-llm released:..2024-03 -c id,covered_by --json
    mmkb models said.connector:q-former -c id,connector,said.connector --json

Prices: what makers and hosts ask for a million tokens, on the day of the price (`cost --help` has own hardware, too):

    mmkb cost access:open access:proprietary --serving --json

Memory of inference, the cache at 4,096 tokens, tuning by each method; `--explain` adds formula, inputs and their sources:

    mmkb memory llama-2-7b --tokens 4096 --dtype fp16,int4 --json
    mmkb kv-cache llama-2-7b llama-2-70b --tokens 4096 --json
    mmkb finetune llama-2-7b --method full,lora,qlora --card a100-80gb --train-tokens 10M --price 2 --json

What law asks, by the day from which it does (`applies:2025-08..`; `binds:` anyone, provider, deployer, gpai-provider, …;
`effect:` duty, prohibition, exemption, …); what a term means, in English or Japanese, and who uses it:

    mmkb rules 'law:"AI Act"' -c applies,article,name,effect,binds,asks,threshold,exempt --json
    mmkb show rope --json

What surveys claim, with our verdict; what the records answer to a research question (`mmkb ask` lists five):

    mmkb claims about:palm -c statement,verdict,finding --json
    mmkb ask rq2 --json

Ready-made tables, such as model-benchmark-matrix, connector-only, survey-gaps, survey-disagreements; without an id the list
of them; `-f markdown` for a README:

    mmkb table awesome-list -f markdown

A table for a paper with its bibliography: add `-f latex --paper ieee --cite paper --bib refs.bib -o table.tex` to any listing.

## More

[references/commands.md](references/commands.md) has every command, [references/fields.md](references/fields.md) every
field, [references/query.md](references/query.md) the whole language.
"""


def files(index: Index) -> Iterator[tuple[str, str]]:
    """Yield every file of the skill's folder: its path and its text."""
    from mmkb.schema.kinds import KINDS

    whole = text("query.md")
    language = "\n".join(whole[: whole.index(_LANGUAGE_ENDS)].strip().splitlines()[3:])
    language = re.sub(r"(?<=\S)\n(?=\S)", " ", language)  # where a line of the page ends means nothing to an agent
    yield "SKILL.md", _SKILL.format(version=__version__, kinds=", ".join(KINDS), language=language)
    yield "references/commands.md", _commands()
    yield "references/fields.md", _fields(index)
    yield "references/query.md", whole


def answer(index: Index, *, install: str | None = None, force: bool = False) -> str:
    """Return SKILL.md; with `install` write the whole skill as `mmkb/` into that folder and return where it is.

    Raises UsageError when a file is there already, unless `force`, or cannot be written.
    """
    if install is None and force:
        raise UsageError("--force overwrites files, and none are written", "name their folder by --install DIR")
    if install is None:
        return next(files(index))[1]
    from pathlib import Path

    from mmkb.writing import with_folders, write_files

    folder = Path(install) / NAME
    contents = {folder / name: content for name, content in files(index)}
    with with_folders(contents):
        write_files(contents, force=force)
    return f"{folder}\n"


def _commands() -> str:
    from mmkb.commands.registry import NAMES, command

    parts = ["# Commands of mmkb\n"]
    common = command("models").handed_on  # a listing has every way out
    for name in NAMES:
        declared = command(name)
        special = (parameter for parameter in declared.handed_on if parameter not in common)
        lines = [_explained(parameter) for parameter in (*declared.parameters, *special)]
        out = [f"`{parameter.called}`" for parameter in declared.handed_on if parameter in common]
        lines += [f"- as below: {', '.join(out)}"] if out else []
        examples = [f"    {example}" for example in declared.examples]
        parts.append("\n".join([f"## mmkb {name}\n", f"{declared.summary}\n", *lines, "", *examples, ""]))
    parts.append("\n".join(["## Where an answer goes\n", *map(_explained, common), ""]))
    return "\n".join(parts)


def _explained(parameter: Parameter) -> str:
    return f"- `{parameter.called}` {parameter.help}"


def _fields(index: Index) -> str:
    from mmkb.schema.kinds import KINDS

    parts = ["# Fields\n"]
    for kind in KINDS:
        lines = [
            f"- `{field.name}` ({field.type}{f', {field.unit}' if field.unit else ''}) {field.help}"
            + (f" One of: {', '.join((*field.values, *field.groups))}." if field.values else "")
            for field in index.fields(kind).all
        ]
        parts.append("\n".join([f"## {kind}\n", *lines, ""]))
    return "\n".join(parts)


COMMAND = Command(
    "skill",
    AGENTS,
    "Print the skill by which an agent learns to use mmkb, or install it with its references.",
    answer,
    returns="text",
    parameters=(
        Parameter("install", "path", "Write the folder mmkb/ into this folder of skills.", "--install", metavar="DIR"),
        FORCE,
    ),
    handed_on=(DATA,),
    examples=["mmkb skill", "mmkb skill --install .agents/skills"],
)
