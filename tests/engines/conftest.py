"""The tables of the birds for every engine that is installed here."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmkb.index.index import Index

pytest.importorskip("ibis", reason="needs the extra mmkb[engines]")

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def quiet(*_: object) -> None:
    """Show no progress."""


@pytest.fixture(scope="session")
def tables(birds: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of Parquet files."""
    from mmkb.engines import folder

    place = tmp_path_factory.mktemp("tables") / "tables"
    folder.write(birds, place, quiet, force=False)
    return place


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of its own on the loopback, which is empty."""
    binaries = _BINARIES[-1] if _BINARIES else None
    if binaries is None or not (binaries / "initdb").exists():
        pytest.skip("PostgreSQL's server is not installed; CI installs it")
    as_whom: list[str] = []
    place = Path(tempfile.mkdtemp(prefix="mmkb-server-"))  # the server's user may not enter pytest's own folders
    if os.getuid() == 0:  # the server refuses to run as root
        as_whom = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        shutil.chown(place, "nobody", "nogroup")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, log = place / "data", place / "log"

    def control(*words: str) -> None:
        subprocess.run([*as_whom, *words], check=True, capture_output=True, cwd=place, timeout=120)

    control(str(binaries / "initdb"), "-D", str(data), "-U", "birds", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -k {place} -h 127.0.0.1 -c fsync=off"
    control(str(binaries / "pg_ctl"), "-D", str(data), "-l", str(log), "-o", options, "-w", "start")
    yield f"postgresql://birds@127.0.0.1:{port}/postgres"
    control(str(binaries / "pg_ctl"), "-D", str(data), "-m", "fast", "-w", "stop")
    shutil.rmtree(place)


@pytest.fixture(scope="session")
def address(birds: Index, server: str) -> str:
    """The address of a PostgreSQL server that holds the tables."""
    from mmkb.engines import postgres

    postgres.write(birds, server, quiet)
    return server
