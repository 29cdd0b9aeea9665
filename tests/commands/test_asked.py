"""A query or a command that a record keeps is one that can be asked; `mmkb check` says so of every place that holds one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import kb
from mmkb.commands.asked import _KEPT, RULES
from mmkb.commands.check import answer
from mmkb.corpus.folder import DataFolder
from mmkb.schema.fields import catalogue

TERM = "id: t\nname: T\njapanese: [あ]\nsummary: A term.\nused_by: {}\n"
TABLE = "id: t\nname: T\nkind: {}\nquery: {}\n"
QUESTION = "id: rq1\nname: Q\nquestion: What?\nanswer: ['{}']\nshows: ['{}']\nqueries: ['{}']\n"
SOUND = ("{{count models access:open}}", "stats models type:multimodal-llm --by connector", "models params:7B..")


def asking(answer: str = SOUND[0], shows: str = SOUND[1], queries: str = SOUND[2]) -> str:
    return QUESTION.format(answer.format(), shows, queries)


@pytest.mark.parametrize(
    ("path", "text", "line", "says"),
    [
        ("glossary/t.yaml", TERM.format("'models (a'"), 5, "parenthesis"),
        ("glossary/t.yaml", TERM.format("models attention:gqa"), 0, ""),
        ("glossary/t.yaml", TERM.format("models"), 0, ""),
        ("tables/t.yaml", TABLE.format("models", "'type:'"), 4, "type"),
        ("tables/t.yaml", TABLE.format("modles", "''"), 3, "'modles'"),
        ("tables/t.yaml", TABLE.format("models", "type:multimodal-llm"), 0, ""),
        ("questions/rq1.yaml", asking(), 0, ""),
        ("questions/rq1.yaml", asking(answer="{{count modles}}"), 4, "'modles'"),
        ("questions/rq1.yaml", asking(answer="{{count models (}}"), 4, "parenthesis"),
        ("questions/rq1.yaml", asking(answer="{{share models a of )}}"), 4, "parenthesis"),
        ("questions/rq1.yaml", asking(answer="{{behind 2024 a:b c:}}"), 4, "c"),
        ("questions/rq1.yaml", asking(answer="{{pairs ahead lora full}}"), 0, ""),
        ("questions/rq1.yaml", asking(shows="modles"), 5, "no command called 'modles'"),
        ("questions/rq1.yaml", asking(shows="models --bogus"), 5, "not what `mmkb models` takes"),
        ("questions/rq1.yaml", asking(shows="ask rq1"), 5, "no command that shows a table"),
        ("questions/rq1.yaml", asking(shows="check"), 5, "no command that shows a table"),
        ("questions/rq1.yaml", asking(shows=""), 5, "no command called ''"),
        ("questions/rq1.yaml", asking(queries='models "a'), 6, "quotation"),
        ("questions/rq1.yaml", asking(queries="models (a"), 6, "parenthesis"),
        ("questions/rq1.yaml", asking(queries="models --limit many"), 6, "--limit takes a whole number"),
        ("questions/rq1.yaml", asking(queries="compare access:open access:"), 6, "access"),
        ("questions/rq1.yaml", asking(queries="compare mha gqa"), 0, ""),
        ("questions/rq1.yaml", asking(queries="leaderboard mmmu-val --query (a"), 6, "parenthesis"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_found(path: str, text: str, line: int, says: str, tmp_path: Path) -> None:
    data = kb.write(tmp_path / "data", {path: text})
    table = answer(DataFolder(data, "a test"), ignore=["MM2", "MM3", "MM5"] if not line else ["MM3", "MM5"])
    assert not isinstance(table, str)
    found = [(row[1].value, row[3].value, str(row[4].value)) for row in table.rows]
    if line:
        assert [(at, code) for at, code, _ in found] == [(line, "MM207")]
        assert says in found[0][2]
    else:
        assert found == []


def test_every_place_that_holds_one_is_looked_at() -> None:
    speak = re.compile(r"\b([Cc]ommands?|[Qq]uery(?! heads)|braces)\b")
    holding = {
        (kind, field.path) for kind, fields in catalogue().items() for field in fields if speak.search(field.help)
    }
    assert holding == {
        ("glossary", "used_by"),
        ("tables", "query"),
        ("questions", "answer"),
        ("questions", "shows"),
        ("questions", "queries"),
    }
    assert {kind for kind, _ in holding} == {*_KEPT}


def test_it_is_a_rule_like_the_others(tmp_path: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    assert RULES["MM207"].explanation.startswith("Keep queries")
    assert run("check", "--explain", "mm207")[1].startswith("MM207 query or command that cannot be asked\n\nKeep")
    term = TERM.format("'models (a'")
    waived = term + "waivers: [{rule: MM207, because: a test of it}]\n"
    data = kb.write(tmp_path / "data", {"glossary/t.yaml": waived})
    assert run("check", "--data", str(data), "--select", "MM207") == (0, "", "mmkb: no findings\n")
    kb.write(data, {"glossary/t.yaml": term})
    code, out, _ = run("check", "--data", str(data), "--select", "MM207")
    assert code == 1
    assert "t.yaml:5:1: MM207 this cannot be asked: " in out
