"""A small invented data folder, and helpers that write and open such folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mmkb.corpus.folder import DataFolder
from mmkb.index.index import Index

EVIDENCE = "evidence:\n  - {source: ash-2023-heron, at: Table 1, read: 2026-11-22, supports: [%s]}\n"

RECORDS: dict[str, str] = {
    "models/heron.yaml": """\
id: heron
name: Heron
aliases: [Grey Heron, アオサギ]
summary: A bird that describes ponds.
type: multimodal-llm
family: wader
developer: [Pond Lab, Reed Institute]
released: 2023-05-10
paper: ash-2023-heron
input: [text, image]
output: [text]
context: 4096
license: free
connector: [mlp]
vision: {encoder: [iris], resolution: 336, tokens: 576}
training:
  stages:
    - {name: alignment, vision_encoder: frozen, connector: full, backbone: frozen, data: [pond-100k]}
    - {name: instruction, vision_encoder: frozen, connector: full, backbone: full, method: [lora], samples: 558k}
openness:
  weights: {base: open, tuned: open}
  data: {tuned: open}
  code: {training: open}
variants:
  - {id: heron-7b, params: 7B, backbone: wren-7b, aliases: [pond/heron-small]}
  - {id: heron-70b, params: 70B, backbone: wren-70b, released: 2023-06}
evidence:
  - source: ash-2023-heron
    at: Table 1
    read: 2026-11-22
    supports: [type, developer, released, paper, input, output, context, license, connector, vision, params, backbone]
  - {source: ash-2023-heron, supports: [training]}
  - source: repo-pond-heron
    at: "README.md, line 3"
    read: 2026-11-23
    supports: [openness.weights.base, openness.weights.tuned, openness.data.tuned, openness.code.training]
    note: seen in the repository
disputes:
  - {field: context, value: 2048, source: moss-2024-birds, at: "§2", because: version, variants: [heron-70b]}
  - {field: vision.tokens, value: 256, source: moss-2024-birds, because: counts after pooling}
""",
    "models/kite.yaml": """\
id: kite
name: Kite
summary: Watches films from above.
type: multimodal-llm
family: raptor
developer: [Sky Works]
released: 2024
input: [text, image, video]
output: [text, image]
license: capped
backbone: wren-7b
connector: [q-former, linear]
openness:
  weights: {base: partial, tuned: open}
variants:
  - {id: kite-s, name: Kite small, params: 3B}
  - {id: kite-l, name: Kite large, params: 13B, active_params: 4B}
evidence:
  - source: moss-2024-birds
    at: Figure 1
    supports: [type, developer, released, input, output, license, backbone, connector, params, active_params]
  - {source: moss-2024-birds, at: "§4.5", supports: [openness]}
""",
    "models/oracle-bird.yaml": """\
id: oracle-bird
name: Oracle Bird
type: multimodal-llm
developer: [Hidden Nest]
released: 2024-03-14
input: [text, image]
output: [text]
params: undisclosed
context: 128k
license: undisclosed
openness:
  weights: {tuned: closed}
  access: {api: partial}
price: {input: 2.5, output: 10}
evidence:
  - {source: moss-2024-birds, at: p. 7, read: 2026-11-24, supports: [type, developer, released, input, output, params]}
  - source: moss-2024-birds
    at: p. 7
    read: 2026-11-24
    supports: [context, license, openness.weights.tuned, openness.access.api, price]
""",
    "models/wren.yaml": """\
id: wren
name: Wren
aliases: [LittleWren]
type: language-model
family: songbird
developer: [Reed Institute]
released: 2022-11
paper: ash-2022-wren
input: [text]
output: [text]
license: free
openness:
  weights: {base: open}
variants:
  - {id: wren-7b, params: 7B, attention: {mechanism: mha, layers: 32, heads: 32, kv_heads: 32}}
  - {id: wren-70b, params: 70B, attention: {mechanism: gqa, layers: 80, heads: 64, kv_heads: 8}}
evidence:
  - source: ash-2022-wren
    at: Table 1
    read: 2026-11-22
    supports: [type, developer, released, paper, input, output, license, openness, params, attention]
disputes:
  - field: attention.mechanism
    value: gqa
    source: moss-2024-birds
    at: "§4.5"
    variants: [wren-7b]
    because: lumps both sizes together
""",
    "models/iris.yaml": """\
id: iris
name: Iris
aliases: [Iris-L/14]
summary: An eye for pictures.
type: vision-encoder
released: 2021-02
input: [image]
output: [embedding]
params: 300M
license: free
backbone: not-applicable
openness: {weights: {base: open}}
evidence:
  - source: ash-2023-heron
    at: Table 2
    read: 2026-11-22
    supports: [type, released, input, output, params, license, backbone, openness]
""",
    "attention/mha.yaml": "id: mha\nname: Multi-head attention\naliases: [マルチヘッド]\nrole: mechanism\nintroduced: 2017-06\n"
    + EVIDENCE % "role, introduced",
    "attention/gqa.yaml": "id: gqa\nname: Grouped queries\nrole: mechanism\nintroduced: 2023-05\ngeneralizes: [mha]\n"
    + EVIDENCE % "role, introduced, generalizes",
    "tuning/lora.yaml": "id: lora\nname: LoRA\nfamily: parameter-efficient\ntrains: added\n"
    + EVIDENCE % "family, trains",
    "datasets/pond-100k.yaml": "id: pond-100k\nname: Pond 100k\n"
    "purpose: [alignment, instruction]\nmodalities: [text, image]\n"
    "size: 100k\nunit: pictures\nmade_by: [people, oracle-bird]\nlicense: study-only\n"
    + EVIDENCE
    % "purpose, modalities, size, unit, made_by, license",
    "licenses/free.yaml": "id: free\nname: Free Licence\nosi: true\ncommercial: 'yes'\n" + EVIDENCE % "osi, commercial",
    "licenses/capped.yaml": "id: capped\nname: Capped Licence\nosi: false\ncommercial: conditional\nuser_cap: 700M\n"
    "limits: [no training of rivals]\n" + EVIDENCE % "osi, commercial, user_cap, limits",
    "licenses/study-only.yaml": "id: study-only\nname: Study Only\ncommercial: 'no'\n" + EVIDENCE % "commercial",
    "sources/ash-2023-heron.yaml": "id: ash-2023-heron\ntype: paper\ntitle: Herons Look Twice\n"
    "authors: ['Ash, Ada', 'Moss, Bo']\n"
    "year: 2023\ndate: 2023-05-01\narxiv: '2305.01234'\n",
    "sources/ash-2022-wren.yaml": "id: ash-2022-wren\ntype: paper\ntitle: Small Birds, Long Songs\nauthors: ['Ash, Ada']\n"
    "year: 2022\ndoi: 10.5555/wren.1\n",
    "sources/moss-2024-birds.yaml": "id: moss-2024-birds\ntype: report\ntitle: A Survey of Birds\n"
    "authors: ['Moss, Bo']\nyear: 2024\nurl: https://birds.invalid/survey\n",
    "sources/repo-pond-heron.yaml": "id: repo-pond-heron\ntype: repository\ntitle: Heron code\nauthors: [Pond Lab]\nyear: 2023\n"
    "repository: pond/heron\nrevision: abc1234\n",
    "benchmarks/pecks.yaml": """\
id: pecks
name: Pecks
aliases: [Pecking Order]
area: [perception]
modalities: [text, image]
released: 2023-01
size: 1.5k
caveat: It shows birds only, so it says little about fish.
instruments:
  - {id: pecks-val, split: val, metric: accuracy, direction: higher, unit: "%", minimum: 0, maximum: 100}
  - {id: pecks-error, metric: error rate, direction: lower, minimum: 0, maximum: 1}
evidence:
  - {source: moss-2024-birds, at: Table 3, supports: [modalities, released, size]}
""",
    "results/ash-2023-heron.yaml": """\
id: ash-2023-heron
source: ash-2023-heron
groups:
  - at: Table 3
    read: 2026-11-22
    measured_by: self
    protocol: {setting: zero-shot, shots: 0}
    rows:
      - {model: heron-7b, instrument: pecks-val, value: "62.4%"}
      - {model: heron-70b, instrument: pecks-val, value: 71.5 ± 0.2, protocol: {shots: 5, judge: a person}}
  - at: Table 4
    measured_by: third-party
    rows:
      - {model: kite, instrument: pecks-val, value: "55.0", measured_by: other-developer}
      - {model: oracle-bird, instrument: pecks-error, value: "0.25"}
""",
    "claims/moss-2024-birds.yaml": """\
id: moss-2024-birds
source: moss-2024-birds
claims:
  - id: moss-2024-c1
    statement: Every wren groups its queries.
    at: "§4.5"
    read: 2026-11-22
    about: [wren, gqa]
    topic: attention
    verdict: over-general
    checked: 2026-11-22
    checks: [{source: ash-2022-wren, at: Table 1, says: The small one does not.}]
  - {id: moss-2024-c2, statement: Herons see well., at: p. 3, about: [heron-7b], verdict: unchecked}
""",
    "risks/noise.yaml": "id: noise\nname: Noise\narea: environment\nabout: [kite]\n",
    "developers/pond-lab.yaml": "id: pond-lab\nname: Pond Lab\naliases: [Reed Institute]\ncountry: [Finland]\n"
    + EVIDENCE % "country",
    "developers/sky-works.yaml": "id: sky-works\nname: Sky Works\naliases: [Hidden Nest]\ncountry: [Japan, Finland]\n"
    + EVIDENCE % "country",
    "surveys/moss.yaml": "id: moss\nname: Birds surveyed\npaper: moss-2024-birds\nmodels: [heron, kite-s]\n"
    + EVIDENCE % "models",
    "cards/feather.yaml": "id: feather\nname: Feather\nmaker: Pond Lab\nreleased: 2021\nmemory: 25769803776\n"
    + EVIDENCE % "maker, released, memory",
    "rules/quiet-hours.yaml": """\
id: quiet-hours
name: Pond Act, quiet hours
summary: Keep quiet at night.
law: moss-2024-birds
article: Article 3(1)
effect: duty
binds: [provider, anyone]
applies: 2025-08-02
exempt: [owls]
risks: [noise]
evidence:
  - {source: moss-2024-birds, at: Article 3(1), read: 2026-11-22, supports: [summary, binds, applies, exempt]}
""",
    "glossary/plumage.yaml": """\
id: plumage
name: Plumage
aliases: [feathers]
japanese: [羽毛]
summary: What keeps a bird warm. It is tuned to the season.
method: lora
risk: noise
used_by: models input:video
evidence:
  - {source: moss-2024-birds, at: p. 2, read: 2026-11-22, supports: [summary]}
""",
    "questions/q1.yaml": "id: q1\nname: Which birds\nquestion: Which birds can be kept at home?\nclaims: [moss-2024-c1]\n"
    "tables: [open-birds]\n",
    "tables/open-birds.yaml": "id: open-birds\nname: Open birds\nkind: models\nquery: input:image access:open\n"
    "columns: [name, params, license]\nsort: [-params]\ncaption: Birds whose weights can be had.\n"
    "source: moss-2024-birds\nat: Table 1\n",
}
"""Two open multimodal models with variants, a proprietary one, a backbone, an encoder, and one of everything else."""

_open: list[Index] = []


def write(folder: Path, files: Mapping[str, str | bytes] = RECORDS) -> Path:
    """Write `files`, by path below `folder`, and return the folder."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def open_index(path: Path) -> Index:
    """Return the index of the data folder `path`; it is closed after the test."""
    index = Index(DataFolder(path, "a test"))
    _open.append(index)
    return index


def apart(folder: Path) -> Iterator[Index]:
    """Yield the index of the records in `folder`, kept there too, for the tests of one module."""
    data = write(folder / "data")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        opened = Index(DataFolder(data, "a test"))
    yield opened
    opened.close()


def close_all() -> None:
    """Close what `open_index` opened."""
    while _open:
        _open.pop().connection.close()
