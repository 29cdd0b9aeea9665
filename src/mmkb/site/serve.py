"""Showing the pages to a browser on this machine, and to nobody else."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from mmkb.errors import UsageError

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Serves files quietly; a name of another machine is refused, so that no page of the web can read these through it."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        name = self.headers.get("Host", "").rpartition(":")[0]
        if name not in (HOST, "localhost"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "these pages are for this machine alone")
            return None
        return super().send_head()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 as the class above has it
        pass


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of the files in `folder` on a port of the loopback interface; 0 takes a free one. Raises UsageError."""
    try:
        return ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(folder)))
    except OSError as problem:
        raise UsageError(f"port {port} cannot be used: {problem.strerror}", "name another one by --port") from problem


def address(running: ThreadingHTTPServer) -> str:
    """Return where the pages are."""
    return f"http://{HOST}:{running.server_address[1]}/"
