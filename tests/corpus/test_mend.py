"""Mending: what can mean one thing only, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from mmkb.corpus.check import check, corpus_of
from mmkb.corpus.emit import formatted
from mmkb.corpus.mend import Mended, mend
from mmkb.corpus.strict_yaml import load
from mmkb.suggest import slip_of

ALL = "all of it"


def mended(folder: Path, *paths: str, only: str = ALL) -> Mended:
    return mend(str(folder), corpus_of([folder]), lambda code: only in (ALL, code), paths)


def write(tmp_path: Path, text: str, path: str = "models/duck.yaml") -> Path:
    return kb.write(tmp_path, {**LAID_OUT, path: text})


LAID_OUT = {path: formatted(text.encode(), path.partition("/")[0]) for path, text in kb.RECORDS.items()}
HEAD = "id: duck\nname: Duck\n"
PIECE = "  - {source: ash-2022-wren, at: Table 1, "
THREE = f"{HEAD}released: 2024\nparams: 7B\ncontext: 4k\nevidence:\n"
FOUR_K = f"{HEAD}context: 4k\nevidence:\n"
BROKEN: list[tuple[str, str, str, list[tuple[int, str, str]]]] = [
    ("a word by case", f"{HEAD}input: [Text, IMAGE]\n", f"{HEAD}input: [text, image]\n",
     [(3, "MM103", "input.0: 'Text' is 'text' now"), (3, "MM103", "input.1: 'IMAGE' is 'image' now")]),
    ("a word by its joiner", f"{HEAD}type: multimodal_LLM\n", f"{HEAD}type: multimodal-llm\n",
     [(3, "MM103", "type: 'multimodal_LLM' is 'multimodal-llm' now")]),
    ("a word with a slip", f"{HEAD}input: [text, imgae] # both\n", f"{HEAD}input: [text, image] # both\n",
     [(3, "MM103", "input.1: 'imgae' is 'image' now")]),
    ("a key", f"{HEAD}Context: 4k\n", f"{HEAD}context: 4k\n", [(3, "MM101", "key 'Context' is 'context' now")]),
    ("a key with a slip, and a word below it", f"{HEAD}atention:\n  mechanism: mha\n  kv-heads: 8\n",
     f"{HEAD}attention:\n  mechanism: mha\n  kv_heads: 8\n",
     [(3, "MM101", "key 'atention' is 'attention' now"), (5, "MM101", "key 'kv-heads' is 'kv_heads' now")]),
    ("a name for an id", f"{HEAD}paper: 10.5555/wren.1\nbackbone: Grey Heron\nlicense: Free Licence\n",
     f"{HEAD}paper: ash-2022-wren\nlicense: free\nbackbone: heron\n",
     [(3, "MM201", "paper: '10.5555/wren.1' is 'ash-2022-wren' now"), (4, "MM201", "backbone: 'Grey Heron' is 'heron' now"),
      (5, "MM201", "license: 'Free Licence' is 'free' now")]),
    ("the same evidence twice",
     f"{FOUR_K}{PIECE}supports: [context]}}\n{PIECE}supports: [context]}}\n",
     f"{FOUR_K}{PIECE}supports: [context]}}\n",
     [(6, "MM311", "context stood with this source and place already")]),
    ("the weaker of two goes",
     f"{FOUR_K}{PIECE}supports: [context]}}\n{PIECE}supports: [context], read: 2026-01-02}}\n",
     f"{FOUR_K}{PIECE}supports: [context], read: 2026-01-02}}\n",
     [(5, "MM311", "context stood with this source and place already")]),
    ("a part of it",
     f"{HEAD}params: 7B\ncontext: 4k\nevidence:\n{PIECE}supports: [context]}}\n{PIECE}supports: [params, context]}}\n",
     f"{HEAD}params: 7B\ncontext: 4k\nevidence:\n{PIECE}supports: [params, context]}}\n",
     [(6, "MM311", "context stood with this source and place already")]),
    ("fields move apart",
     f"{THREE}{PIECE}supports: [context, released]}}\n{PIECE}supports: [params, context]}}\n",
     f"{THREE}{PIECE}supports: [context, released]}}\n{PIECE}supports: [params]}}\n",
     [(8, "MM311", "context stood with this source and place already")]),
    ("the layout", "name:   Duck\nid: duck\n", HEAD, [(1, "MM701", "is in canonical layout now")]),
    ("an amendment", "amends: heron\ninput: [Text]\n", "amends: heron\ninput: [text]\n",
     [(2, "MM103", "input.0: 'Text' is 'text' now")]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "said"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_what_is_mended(before: str, after: str, said: list[tuple[int, str, str]], tmp_path: Path) -> None:
    path = "models/heron.yaml" if before.startswith("amends") else "models/duck.yaml"
    folder = write(tmp_path, before, path)
    found = mended(folder)
    assert found.changed == {path: (before, after)}
    assert [(one.line, one.code, one.message) for one in found.findings] == said
    (folder / path).write_text(after, encoding="utf-8")
    assert mended(folder).changed == {}, "once is enough"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}input: [txt]\ntype: llm\n",  # short, and a part of a word
        f"{HEAD}training: {{stages: [{{connector: tained}}]}}\n",  # trained or untrained?
        f"{HEAD}context: 4k\nContext: 5k\n",  # the key is there
        f"{HEAD}backbone: grebe\n",  # nobody is called so
        f"{FOUR_K}{PIECE}supports: [context], read: 2026-01-02}}\n{PIECE}supports: [context], read: 2026-01-03}}\n",  # which?
        f"{FOUR_K}{PIECE}supports: [context], note: a}}\n{PIECE}supports: [context], note: b}}\n",
        f"{FOUR_K}{PIECE}supports: [context]}} # mine\n{PIECE}supports: [context]}} # why\n",
        f"{FOUR_K}{PIECE}supports: [context]}}\n  - {{source: ash-2022-wren, at: Table 2, supports: [context]}}\n",
    ],
)
def test_what_needs_a_decision_stays(text: str, tmp_path: Path) -> None:
    found = mended(write(tmp_path, text))
    assert [one for one in found.findings if one.code != "MM701"] == []
    for before, after in found.changed.values():
        assert load(before.encode()) == load(after.encode())


def test_the_evidence_of_one_size_is_not_that_of_all(tmp_path: Path) -> None:
    sizes = "context: 4k\nvariants:\n  - {id: duck-s}\n  - {id: duck-l}\nevidence:\n"
    one, all_ = f"{PIECE}supports: [context], variants: [duck-s]}}\n", f"{PIECE}supports: [context]}}\n"
    folder = write(tmp_path, f"{HEAD}{sizes}{one}{PIECE}supports: [context], variants: [duck-l]}}\n")
    assert mended(folder).changed == {}
    (folder / "models/duck.yaml").write_text(f"{HEAD}{sizes}{all_}{one}", encoding="utf-8")
    ((_, after),) = mended(folder).changed.values()
    assert after == f"{HEAD}{sizes}{all_}"


def test_a_name_of_two_records_and_the_id_of_a_broken_one_stay(tmp_path: Path) -> None:
    both = {f"models/{id_}.yaml": f"id: {id_}\nname: Grebe\n" for id_ in ("grebe-1", "grebe-2")}
    broken = {
        "models/crane.yaml": "id: crane\nnam: Crane\n",
        "models/other.yaml": "id: other\nname: Other\naliases: [crane]\n",
    }
    folder = kb.write(
        tmp_path, {**LAID_OUT, **both, **broken, "models/duck.yaml": f"{HEAD}backbone: Grebe\nbase: crane\n"}
    )
    assert mended(folder, "models/duck.yaml").changed == {}


@pytest.mark.parametrize("text", ["id: [\n", "id: duck\nid: duck\n", "id: &a duck\n", "\tid: duck\n"])
def test_what_is_no_record_is_not_written(text: str, tmp_path: Path) -> None:
    assert mended(write(tmp_path, text)).changed == {}


@pytest.mark.parametrize("code", ["MM101", "MM103", "MM201", "MM311"])
def test_only_what_is_wanted(code: str, tmp_path: Path) -> None:
    twice = f"evidence:\n{PIECE}supports: [params]}}\n{PIECE}supports: [params]}}\n"
    slips = "" if code == "MM311" else "Context: 4k\ninput: [Text]\n"
    folder = write(tmp_path, f'{HEAD}paper: "2305.01234"\nparams: 7B\n{slips}{twice}')
    assert {one.code for one in mended(folder, only=code).findings} == {code}
    assert mended(folder, "sources").changed == {}


@given(st.sampled_from(sorted(kb.RECORDS)), st.data())
@settings(max_examples=60, deadline=None)
def test_a_slip_is_mended_to_what_was_or_stays(
    tmp_path_factory: pytest.TempPathFactory, path: str, data: st.DataObject
) -> None:
    """A letter that is lost somewhere in a laid-out record: what is mended of it says what the record said before."""
    whole = LAID_OUT[path]
    places = [place for place, letter in enumerate(whole) if letter.isalpha()]
    place = data.draw(st.sampled_from(places))
    slipped = whole[:place] + whole[place + 1 :]
    folder = kb.write(tmp_path_factory.mktemp("slips"), {**LAID_OUT, path: slipped})
    words = [one for one in mended(folder, path).findings if one.code in ("MM101", "MM103")]
    if words:
        ((_, after),) = mended(folder, path).changed.values()
        assert load(after.encode()) == load(whole.encode())


@pytest.mark.parametrize(
    ("word", "names", "found"),
    [
        ("Image", ["image", "images"], "image"),
        ("kv-heads", ["kv_heads"], "kv_heads"),
        ("imgae", ["image", "video"], "image"),
        ("contex", ["context"], "context"),
        ("trainedd", ["trained", "untrained"], "trained"),
        ("tained", ["trained", "tainted"], None),
        ("txet", ["text"], None),
        ("conte", ["context"], None),
        ("a b", ["a-b", "a_b"], None),
        ("", ["image"], None),
    ],
)
def test_a_slip_of_one_word(word: str, names: list[str], found: str | None) -> None:
    assert slip_of(word, names) == found


def test_the_birds_need_no_mending(tmp_path: Path) -> None:
    folder = kb.write(tmp_path, LAID_OUT)
    assert mended(folder).changed == {}
    assert all(finding.code != "MM311" for finding in check(folder))
