"""A client of the Language Server Protocol over standard input and output, as far as an editor of YAML asks."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from consumers import node_module, program

Message = dict[str, Any]
_SECONDS = 60


def command() -> list[str]:
    """Return how yaml-language-server is started, from PATH or build/node; skips the test where it is not installed."""
    found = shutil.which("yaml-language-server")
    script = node_module("yaml-language-server") / "bin" / "yaml-language-server" if found is None else None
    return [found or program("node"), *([str(script)] if script else []), "--stdio"]


class LanguageServer:
    """yaml-language-server at work in a folder, with the settings that an editor has for it, such as `{"yaml": {…}}`."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.folder, self.settings = folder, settings
        self.process = subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.numbers, self.versions = itertools.count(1), itertools.count(1)
        self.findings: dict[str, list[Message]] = {}

    def __enter__(self) -> Self:
        place = {"uri": self.folder.as_uri(), "name": self.folder.name}
        takes = {"workspace": {"configuration": True, "workspaceFolders": True}}
        self.ask("initialize", processId=None, rootUri=place["uri"], workspaceFolders=[place], capabilities=takes)
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=self.settings)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def open(self, path: str, text: str) -> list[tuple[int, str]]:
        """Open a file of the folder with this text and return its diagnostics: line, counted from 1, and message."""
        uri = (self.folder / path).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": next(self.versions), "text": text}
        self.findings.pop(uri, None)
        self.tell("textDocument/didOpen", textDocument=document)
        self._until(lambda _: uri in self.findings)
        return sorted((one["range"]["start"]["line"] + 1, one["message"]) for one in self.findings[uri])

    def completion(self, path: str, line: int, column: int) -> dict[str, str]:
        """Return what is offered at a place, counted from 1, with the help beside it."""
        found = self.ask("textDocument/completion", **self._at(path, line, column))
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: _text(item.get("documentation", "")) for item in items}

    def hover(self, path: str, line: int, column: int) -> str:
        """Return what is shown at a place, counted from 1."""
        found = self.ask("textDocument/hover", **self._at(path, line, column))
        return _text(found["contents"]) if found else ""

    def ask(self, method: str, **params: object) -> Any:
        number = next(self.numbers)
        self._send({"id": number, "method": method, "params": params})
        return self._until(lambda message: message.get("id") == number and "method" not in message)["result"]

    def tell(self, method: str, **params: object) -> None:
        self._send({"method": method, "params": params})

    def _at(self, path: str, line: int, column: int) -> Message:
        place = {"line": line - 1, "character": column - 1}
        return {"textDocument": {"uri": (self.folder / path).as_uri()}, "position": place}

    def _send(self, message: Message) -> None:
        assert self.process.stdin
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
        self.process.stdin.flush()

    def _until(self, done: Callable[[Message], bool]) -> Message:
        """Return the first message that is waited for; what the server asks meanwhile is answered."""
        watch = threading.Timer(_SECONDS, self.process.kill)
        watch.start()
        try:
            while not done(message := self._handled()):
                pass
            return message
        finally:
            watch.cancel()

    def _handled(self) -> Message:
        message = self._next()
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self.findings[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif method is not None and "id" in message:
            asked = message["params"].get("items", []) if method == "workspace/configuration" else None
            answer = None if asked is None else [self.settings.get(item.get("section")) for item in asked]
            self._send({"id": message["id"], "result": answer})
        return message

    def _next(self) -> Message:
        assert self.process.stdout
        length = 0
        while header := self.process.stdout.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        found: Message = json.loads(self.process.stdout.read(length))
        return found


def _text(documentation: str | dict[str, str]) -> str:
    return documentation if isinstance(documentation, str) else documentation["value"]
