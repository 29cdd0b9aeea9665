"""What one file or a large folder can cost: parses, findings, comparisons and bytes are counted, not seconds."""

from __future__ import annotations

import os
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from yaml.events import Event

import kb
from mmkb.corpus import corpus, locate, read, yaml_text
from mmkb.corpus.check import RULES, check
from mmkb.corpus.corpus import Corpus
from mmkb.corpus.files import content, sweep
from mmkb.corpus.finding import MOST
from mmkb.corpus.format import layout
from mmkb.corpus.read import ReadFile, read_file
from mmkb.corpus.rules.cycles import on_cycles
from mmkb.corpus.rules.references import dangling
from mmkb.corpus.rules.rule import Rule
from mmkb.corpus.strict_yaml import MAX_PROBLEMS, load
from mmkb.corpus.yaml_text import MAX_BYTES, StrictYamlError
from mmkb.errors import DataError
from mmkb.schema.symbols import FORMULAS

HEAD = "id: m\nname: M\n"


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were parsed to locate something in them."""
    seen: list[str] = []

    def counting(text: str) -> Iterator[Event]:
        seen.append(text)
        return yaml_text.events(text)

    monkeypatch.setattr(locate, "events", counting)
    return seen


@pytest.mark.parametrize(
    ("text", "code", "first"),
    [
        (HEAD + "".join(f"key{number}: 1\n" for number in range(2000)), "MM101", 3),
        (HEAD + "aliases: [" + "\n1," * 2000 + "]\n", "MM103", 4),
        (HEAD + "aliases: [" + "\n~," * 2000 + "]\n", "MM103", 4),
    ],
)
def test_many_mistakes_of_a_file_are_located_by_one_parse(
    text: str, code: str, first: int, parses: list[str], tmp_path: Path
) -> None:
    found = read_file(kb.write(tmp_path, {"models/m.yaml": text}), "models/m.yaml").findings
    assert len(parses) == 1
    assert [(finding.code, finding.line) for finding in found] == [(code, first + n) for n in range(MOST + 1)]
    assert found[-1].message == f"{2000 - MOST} more of these in this file"
    assert [finding.message for finding in check(tmp_path)] == [finding.message for finding in found]
    assert len(kb.open_index(tmp_path).rows("SELECT * FROM problems")) == MOST + 1


def test_no_more_names_are_compared_than_findings_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words: list[str] = []

    def near(word: str, names: list[str]) -> list[str]:
        words.append(word)
        return []

    monkeypatch.setattr(read, "near", near)
    text = HEAD + "".join(f"key{number}: 1\n" for number in range(2000))
    read_file(kb.write(tmp_path, {"models/m.yaml": text}), "models/m.yaml")
    assert len(words) == MOST


def test_findings_of_rules_are_located_by_one_parse_and_bounded(parses: list[str], tmp_path: Path) -> None:
    about = "".join(f"\n  gone{number}," for number in range(300))
    text = f"id: r\nname: R\narea: environment\nabout: [{about}]\naliases: [R]\nsources: [nowhere]\n"
    text = text.replace("sources: [nowhere]\n", "evidence: [{source: nowhere, supports: [nothing]}]\n")
    found = check(kb.write(tmp_path, {"risks/r.yaml": text}))
    assert len(parses) == 1
    assert Counter(finding.code for finding in found)["MM201"] == MOST + 1
    assert {"MM302"} < {finding.code for finding in found}
    assert "201 more of these in this file" in [finding.message for finding in found]


def test_reading_stops_after_a_thousand_problems() -> None:
    with pytest.raises(StrictYamlError) as caught:
        load(b"a:\n" * 5000)
    assert len(caught.value.problems) == MAX_PROBLEMS
    with pytest.raises(StrictYamlError) as caught:
        load(b"".join(b"b%d:\t1\n" % number for number in range(5000)))
    assert len(caught.value.problems) == MAX_PROBLEMS


def socket_at(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


NO_FILES: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "pipe": (lambda path: os.mkfifo(path), "MM106", "it is no regular file"),
    "socket": (socket_at, "MM106", "it is no regular file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "MM106", "it is no regular file"),
    "kernel": (lambda path: path.symlink_to("/proc/kmsg"), "MM006", "holds no YAML document"),
    "loop": (lambda path: path.symlink_to(path.name), "MM106", "Too many levels of symbolic links"),
    "dangling": (lambda path: path.symlink_to("nowhere"), "MM106", "No such file or directory"),
    "long": (lambda path: sparse(path, 20 << 30), "MM008", "it has 21474836480 bytes, more than 4194304"),
    "too long by one": (lambda path: sparse(path, MAX_BYTES + 1), "MM008", "it has 4194305 bytes"),
}


def sparse(path: Path, size: int) -> None:
    path.touch()
    os.truncate(path, size)


@pytest.mark.parametrize("make, code, says", NO_FILES.values(), ids=NO_FILES)  # noqa: PT006 one case is one tuple
def test_what_is_no_short_regular_file_is_a_finding(
    make: Callable[[Path], None], code: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb.write(tmp_path / "d", {"models/a.yaml": "id: a\nname: A\n"})
    monkeypatch.chdir(tmp_path / "d/models")  # the path of a socket is short
    make(Path("m.yaml"))
    opened: list[object] = []
    really = os.open

    def opening(path: str, flags: int, *rest: int) -> int:
        opened.append(path)
        return really(path, flags, *rest)

    monkeypatch.setattr(os, "open", opening)
    (found,) = check(tmp_path / "d")
    assert (found.path, found.line, found.code) == ("models/m.yaml", 1, code)
    assert says in found.message
    assert len([path for path in opened if str(path).endswith("m.yaml")]) == (code == "MM006")
    index = kb.open_index(tmp_path / "d")
    assert index.rows("SELECT id FROM models") == [("a",)]
    assert index.rows("SELECT path, code FROM problems") == [("models/m.yaml", code)]


def test_a_file_that_is_exchanged_for_a_pipe_meanwhile_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    regular = kb.write(tmp_path, {"file": "x"}) / "file"
    monkeypatch.setattr(os, "stat", lambda path: os.lstat(regular))
    with pytest.raises(OSError, match="no regular file"):
        content(tmp_path / "pipe", 9)


def test_a_name_that_is_not_utf_8_is_a_finding(tmp_path: Path) -> None:
    kb.write(tmp_path, {"models/m.yaml": HEAD})
    (tmp_path / os.fsdecode(b"models/\xff.yaml")).write_text(HEAD)
    (found,) = check(tmp_path)
    assert (found.code, found.path) == ("MM105", r"models/b'\xff.yaml'")
    assert "its name is not UTF-8" in str(found)
    assert len(kb.open_index(tmp_path).notes) == 1


def test_a_folder_that_cannot_be_listed_is_a_finding(tmp_path: Path) -> None:
    kb.write(tmp_path, {"risks/r.yaml": "id: r\nname: R\narea: environment\n"})
    (tmp_path / "models").symlink_to("models")
    (found,) = check(tmp_path)
    assert (found.path, found.code) == ("models", "MM106")
    assert "symbolic links" in found.message
    (note,) = kb.open_index(tmp_path).notes
    assert "models:1:1: MM106" in note


def test_a_folder_without_permission_is_a_finding_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may list any folder, so the refusal is made up."""
    kb.write(tmp_path, {"models/m.yaml": HEAD, "ledger/l.ndjson": "", "licenses/l.yaml": "id: l\nname: L\n"})
    really = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith(("models", "ledger")):
            raise PermissionError(13, "Permission denied")
        return really(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert list(sweep(tmp_path)) == ["licenses/l.yaml", "models"]
    said = [
        ("ledger", "MM106", "cannot be read: Permission denied"),
        ("models", "MM106", "cannot be read: Permission denied"),
    ]
    assert [(one.path, one.code, one.message) for one in check(tmp_path)] == said
    assert [(one.path, one.code, one.message) for one in layout(str(tmp_path)).findings] == said[1:]
    assert [(one.path, one.code, one.message) for one in layout(str(tmp_path), ["models"]).findings] == said[1:]
    (note,) = kb.open_index(tmp_path).notes
    assert note.startswith("2 files were left out; the first: ledger:1:1: MM106 cannot be read: Permission denied")
    (tmp_path / "licenses/l.yaml").unlink()
    with pytest.raises(DataError, match="cannot be read: ledger: Permission denied"):
        kb.open_index(tmp_path)


def test_suggestions_are_bounded_however_many_references_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def near(word: str, names: dict[str, object]) -> list[str]:
        compared.append(len(names))
        return ["x"]

    monkeypatch.setattr(corpus, "near", near)
    records = [
        ReadFile(f"models/m{n}.yaml", "models", {"id": f"m{n}", "name": "M", "base": f"n{n}"}) for n in range(100)
    ]
    found = list(dangling(Corpus(records, comparisons=1000)))
    assert len(found) == 100
    assert sum(compared) == 1000
    assert [one.hint for one in found] == ["did you mean 'x'?"] * 10 + ["write the record"] * 90


class Counting(dict[str, list[str]]):
    """A graph that counts how often its edges are looked at."""

    steps = 0

    def __getitem__(self, node: str) -> list[str]:
        self.steps += 1
        return super().__getitem__(node)


def test_a_chain_of_models_is_walked_once() -> None:
    chain = Counting({str(n): [str(n + 1)] for n in range(10_000)})
    assert on_cycles(chain) == set()
    assert chain.steps <= 3 * len(chain)
    ring = Counting(chain | {"10000": ["0"]})
    assert on_cycles(ring) == set(ring)
    assert ring.steps <= 3 * len(ring)


@pytest.mark.parametrize(
    ("text", "crowded"),
    [
        (HEAD + "aliases: [{0}]\n", "aliases: {1} items, more than 100"),
        (HEAD + "variants: [{{id: v, aliases: [{0}]}}]\n", "variants.0.aliases: {1} items, more than 100"),
        (HEAD + "variants: [{2}]\n", "variants: {1} items, more than 200"),
    ],
)
def test_what_is_linked_to_others_again_and_again_is_bounded(text: str, crowded: str, tmp_path: Path) -> None:
    most = 200 if "200" in crowded else 100
    for count in (most, most + 1):
        names, ids = ", ".join(f"n{n}" for n in range(count)), ", ".join(f"{{id: v{n}}}" for n in range(count))
        file = read_file(kb.write(tmp_path, {"models/m.yaml": text.format(names, count, ids)}), "models/m.yaml")
        expected = [] if count == most else [("MM107", 3, crowded.format(names, count))]
        assert [(finding.code, finding.line, finding.message) for finding in file.findings] == expected


FORMULA = dict.fromkeys(FORMULAS["attention"], "O(n·ζ)")


def chain(count: int) -> list[ReadFile]:
    """Records in which much is wrong: each model names the one before, a missing licence, and what all others say."""
    found = []
    for n in range(count):
        model: dict[str, Any] = {
            "id": f"m{n}",
            "name": f"M{n}",
            "aliases": ["The same"],
            "summary": "This sentence stands under every model.",
            "released": f"{2099 - n % 100}",
            "base": f"m{n - 1}" if n else f"m{count - 1}",
            "license": f"gone{n}",
            "paper": f"s{n}",
            "attention": {"mechanism": "mha", "heads": 8, "kv_heads": 3, "head_dim": 7, "hidden": 9},
            "vision": {"encoder": ["m0"]},
            "input": ["text"],
            "openness": {"weights": {"base": "open"}},
            "evidence": [{"source": "s0", "supports": ["context"], "read": "2026-01-01"}],
            "variants": [{"id": f"m{n}-{size}", "params": f"{size}B"} for size in (1, 2)],
        }
        source = {"id": f"s{n}", "type": "paper", "title": "T", "authors": ["A"], "year": 1999, "arxiv": "2305.01234"}
        row = {"model": f"m{n}", "instrument": "i", "value": "1.5"}
        results = {
            "id": f"s{n}",
            "source": f"s{n}",
            "groups": [{"at": "Table 1", "measured_by": "self", "rows": [row, row]}],
        }
        term = {"id": f"t{n}", "name": "T", "japanese": ["同じ"], "summary": "One sentence."}
        found += [
            ReadFile(f"attention/a{n}.yaml", "attention", {"id": f"a{n}", "name": "A", **FORMULA}),
            ReadFile(f"models/m{n}.yaml", "models", model),
            ReadFile(f"glossary/t{n}.yaml", "glossary", term),
            ReadFile(f"sources/s{n}.yaml", "sources", source),
            ReadFile(f"results/s{n}.yaml", "results", results),
        ]
    return found


def calls_of(rule: Rule, records: list[ReadFile]) -> tuple[int, int]:
    """Return how many calls a rule takes, those of C among them, and how many findings it has."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    every = Corpus(records, comparisons=0)
    sys.setprofile(count)
    try:
        found = list(rule.check(every))
    finally:
        sys.setprofile(None)
    return calls, len(found)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_takes_twice_as_long_for_twice_as_many_records(rule: Rule) -> None:
    calls_of(rule, chain(1))  # what is computed once for good
    few, _ = calls_of(rule, chain(100))
    many, _ = calls_of(rule, chain(200))
    assert few > 100
    assert many < 2.2 * few


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_takes_twice_as_long_for_twice_as_much_evidence_of_a_record(rule: Rule) -> None:
    def record(pieces: int) -> list[ReadFile]:
        model = {
            "id": "m",
            "name": "M",
            "variants": [{"id": f"m-{n}b", "params": f"{n}B"} for n in range(1, 40)],
            "evidence": [
                {"source": "s", "at": f"config-{n}B/config.json", "supports": ["params"]} for n in range(pieces)
            ],
        }
        return [ReadFile("models/m.yaml", "models", model)]

    calls_of(rule, record(1))
    few, _ = calls_of(rule, record(50))
    many, _ = calls_of(rule, record(100))
    assert many < 2.2 * few


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_takes_twice_as_long_for_twice_as_many_prints_of_one_number(rule: Rule) -> None:
    def printed(times: int) -> list[ReadFile]:
        row = {"model": "m", "instrument": "i", "value": "77.7"}
        by = {"s": "self", "t": "other-developer"}
        return [
            ReadFile(
                f"results/{source}.yaml",
                "results",
                {
                    "id": source,
                    "source": source,
                    "groups": [
                        {
                            "at": "Table 1",
                            "measured_by": measurer,
                            "rows": [{**row, "version": f"{source}{n}"} for n in range(times)],
                        }
                    ],
                },
            )
            for source, measurer in by.items()
        ]

    calls_of(rule, printed(1))
    few, _ = calls_of(rule, printed(200))
    many, _ = calls_of(rule, printed(400))
    assert many < 2.2 * few
