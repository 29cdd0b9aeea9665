"""`--online`: what is fetched, from a server on the loopback in the place of the real ones, and what is not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import kb
from mmkb.cli.main import main
from mmkb.corpus.strict_yaml import load
from mmkb.importers import fetch

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CSL = {
    "type": "article-journal", "title": "Finch: Small Birds See Well", "author": [{"family": "Doe", "given": "Jane"}],
    "issued": {"date-parts": [[2026, 3, 1]]}, "DOI": "10.48550/ARXIV.2603.01234", "publisher": "arXiv",
    "URL": "https://arxiv.org/abs/2603.01234",
}  # fmt: skip
CARD = "---\nlicense: free\npipeline_tag: text-generation\n---\n# Teal 7B\n"
CONFIG = json.dumps(
    {"model_type": "qwen2", "num_hidden_layers": 28, "num_attention_heads": 28, "num_key_value_heads": 4}
)
Answer = tuple[int, dict[str, str], bytes]
Run = Callable[[str], tuple[int, str]]


class Server:
    """Answers of a server by path, and the requests that it got."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {
            "/10.48550/arXiv.2603.01234": (302, {"Location": "/agency/2603"}, b""),
            "/agency/2603": (200, {}, json.dumps(CSL).encode()),
            "/10.5555/grey": (200, {}, json.dumps({**CSL, "DOI": "10.5555/grey", "title": "Grey"}).encode()),
            "/pond/teal/resolve/main/README.md": (307, {"Location": "/cache/README.md"}, b""),
            "/cache/README.md": (200, {"X-Repo-Commit": COMMIT}, CARD.encode()),
            "/pond/teal/resolve/main/config.json": (200, {"X-Repo-Commit": COMMIT}, CONFIG.encode()),
            "/pond/teal/resolve/v1/config.json": (200, {"X-Repo-Commit": COMMIT}, CONFIG.encode()),
            "/10.5555/elsewhere": (302, {"Location": "http://localhost:9/"}, b""),
            "/10.5555/file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/10.5555/round": (302, {"Location": "/10.5555/round"}, b""),
            "/10.5555/down": (503, {}, b""),
            "/10.5555/html": (200, {}, b"<html>"),
            "/10.5555/bytes": (200, {}, b"\xff\xfe"),
            "/10.5555/control": (200, {}, b"{\x07}"),
            "/10.5555/large": (200, {}, b" " * ((16 << 20) + 1)),
            "/10.5555/nobody": (200, {}, b'{"title": "Birds", "issued": {"date-parts": [[2020]]}}'),
            "/pond/gated/resolve/main/README.md": (401, {}, b""),
        }  # fmt: skip
        self.asked: list[tuple[str, str]] = []


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    served = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, str(self.headers["Accept"])))
            code, headers, body = served.answers.get(self.path, (404, {}, b""))
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("no_proxy", "*")
    address = f"http://127.0.0.1:{http.server_port}/"
    monkeypatch.setattr(fetch, "_BASES", {"doi": address, "hf": address})
    yield served
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = kb.write(tmp_path / "data", {**kb.RECORDS, "attention/gqa.yaml": "id: gqa\nname: GQA\n"})
    monkeypatch.setenv("MMKB_DATA", str(folder))
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(line: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(line.split())
        said = capsys.readouterr()
        return int(str(ended.value.code or 0)), said.out + said.err

    return call


def test_a_paper_becomes_a_source(data: Path, run: Run, server: Server) -> None:
    assert run("new sources doe-2026-finch --from arxiv:2603.01234v2 --online")[0] == 0
    found = load((data / "sources/doe-2026-finch.yaml").read_bytes())
    assert found == {
        "id": "doe-2026-finch", "type": "paper", "title": CSL["title"], "authors": ["Doe, Jane"], "year": 2026,
        "date": "2026-03-01", "arxiv": "2603.01234", "url": "https://arxiv.org/abs/2603.01234",
    }  # fmt: skip
    assert {accept for _, accept in server.asked} == {"application/vnd.citationstyles.csl+json"}


def test_a_repository_becomes_a_model_with_its_revision(data: Path, run: Run, server: Server) -> None:
    code, said = run("new models teal --from hf:pond/teal --from doi:10.5555/grey --online")
    assert code == 0, said
    found = load((data / "models/teal.yaml").read_bytes())
    assert isinstance(found, dict)
    assert (found["name"], found["license"], found["attention"]["kv_heads"], found["paper"]) == (
        "Teal 7B",
        "free",
        4,
        "doe-2026-grey",
    )
    source = load((data / "sources/hf-pond-teal.yaml").read_bytes())
    assert isinstance(source, dict)
    assert source["revision"] == COMMIT[:12]
    assert run("check")[0] == 0
    assert ("/pond/teal/resolve/main/model.safetensors.index.json", "*/*") in server.asked


def test_import_fetches_too(data: Path, run: Run, server: Server) -> None:
    assert "1 added" in run("import doi:10.5555/grey --online")[1]
    code, said = run("import hf:pond/teal@v1 --into teal --online")
    assert code == 0, said
    assert load((data / "sources/hf-pond-teal.yaml").read_bytes())["revision"] == "v1"  # type: ignore[index]
    assert not any("/main/" in path for path, _ in server.asked)


def test_what_is_on_record_is_not_asked_for(data: Path, run: Run, server: Server) -> None:
    assert run("new models x --from arxiv:2305.01234 --online")[0] == 0
    assert server.asked == []
    assert (data / "models/x.yaml").exists()


@pytest.mark.parametrize(
    "line", ["new models x --from arxiv:2603.01234", "import arxiv:2603.01234", "import hf:pond/teal --into x"]
)
def test_without_the_option_nothing_is_asked(line: str, run: Run, server: Server, data: Path) -> None:
    before = sorted(data.rglob("*"))
    code, said = run(line)
    assert (code, server.asked, sorted(data.rglob("*"))) == (1, [], before)
    assert "nothing is fetched\nsave " in said


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        ("doi:10.5555/none", 1, "is not known to doi.org\ncurl -LH"),
        ("doi:10.5555/elsewhere", 1, "it leads to http://localhost:9/, which is not asked"),
        ("doi:10.5555/file", 1, "is refused: 302"),
        ("doi:10.5555/round", 1, "doi:10.5555/round is refused"),
        ("doi:10.5555/down", 1, "is refused: 503"),
        ("doi:10.5555/html", 2, "doi:10.5555/html:1: is a web page"),
        ("doi:10.5555/bytes", 2, "doi:10.5555/bytes:1: byte 0xff is not UTF-8"),
        ("doi:10.5555/control", 2, "doi:10.5555/control:1:2: U+0007 is no text"),
        ("doi:10.5555/large", 2, "the answer has more than 16777216 bytes"),
        ("doi:10.5555/nobody", 2, "is without authors"),
        (
            "hf:pond/none",
            1,
            "has neither card nor configuration on the Hub, or is no public repository\nsave README.md",
        ),
        ("hf:pond/gated", 1, "is refused: 401"),
    ],
)
def test_what_cannot_be_had_is_said_and_nothing_written(given: str, code: int, says: str, data: Path, run: Run) -> None:
    before = sorted(data.rglob("*"))
    found, said = run(f"new models x --from {given} --online")
    assert (found, sorted(data.rglob("*"))) == (code, before)
    assert says in said


@pytest.mark.parametrize("line", ["new models x --from hf:pond/teal --online", "import arxiv:2603.01234 --online"])
def test_without_a_network_it_is_said_what_to_do(
    line: str, data: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "_BASES", dict.fromkeys(("doi", "hf"), "http://127.0.0.1:1/"))
    before = sorted(data.rglob("*"))
    code, said = run(line)
    assert (code, sorted(data.rglob("*"))) == (1, before)
    assert "cannot be fetched: " in said
    assert "\nsave " in said


def test_an_answer_that_never_ends_is_left(
    run: Run, server: Server, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    monkeypatch.setattr(fetch, "_MOST_SECONDS", -1)
    assert "the answer takes too long" in run("import doi:10.5555/grey --online")[1]
    assert not (data / "sources/doe-2026-grey.yaml").exists()


@pytest.mark.parametrize(
    ("begun", "then", "is_followed"),
    [
        ("https://doi.org/10.1/a", "https://api.crossref.org/works/10.1/a", True),
        ("https://doi.org/10.1/a", "https://doi.org/10.1/b", True),
        ("https://doi.org/10.1/a", "http://api.crossref.org/works/10.1/a", False),
        ("https://doi.org/10.1/a", "http://doi.org/10.1/a", False),
        ("https://doi.org/10.1/a", "https://birds.invalid/a", False),
        ("https://doi.org/10.1/a", "https://doi.org:8443/a", False),
        ("https://doi.org/10.1/a", "https://doi.org@birds.invalid/a", False),
        ("https://huggingface.co/a", "https://huggingface.co/api/resolve-cache/a", True),
        ("https://huggingface.co/a", "https://api.crossref.org/a", False),
        ("https://huggingface.co/a", "ftp://huggingface.co/a", False),
    ],
)
def test_redirects_stay_on_https_and_where_they_belong(
    begun: str, then: str, is_followed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert fetch._BASES["doi"] == "https://doi.org/"
    assert fetch.followed(urlsplit(begun), urlsplit(then)) is is_followed
