"""Writing the pages where they are wanted, and showing them to a browser on this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mmkb.commands.site import Site
from mmkb.site.folder import Progress, write
from mmkb.site.serve import address, server


def deliver(
    site: Site, say: Callable[[str], None] = lambda _: None, progress: Progress = lambda _, __, ___: None
) -> None:
    """Write the pages, and serve them until Ctrl-C where that is asked for; people are told by `say`. Raises UsageError."""
    if site.output is None:
        with tempfile.TemporaryDirectory(prefix="mmkb-site-") as folder:
            write(site, Path(folder), progress)
            _serve(Path(folder), site.port or 0, say)
        return
    target = Path(site.output)
    write(site, target, progress)
    say(f"wrote {target}")
    if site.port is not None:
        _serve(target, site.port, say)


def _serve(folder: Path, port: int, say: Callable[[str], None]) -> None:
    with server(folder, port) as running, suppress(KeyboardInterrupt):
        say(f"the pages are at {address(running)}; Ctrl-C ends it")
        running.serve_forever()
