"""Reading one path of several layers: a record replaces what is below, or amends it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mmkb.corpus.amend import Merged
from mmkb.corpus.files import sweep
from mmkb.corpus.finding import Finding
from mmkb.corpus.locate import located_in
from mmkb.corpus.read import ReadFile, faults, read_file
from mmkb.progress import watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Together:
    """What the layers have at one path: the record, None where none is valid, and the findings, each with its layer."""

    path: str
    merged: Merged | None
    findings: tuple[tuple[int, Finding], ...]


def read_layers(folders: Sequence[Path], lowest: Iterable[ReadFile] | None = None) -> dict[str, Together]:
    """Return what the data folders of layers have by path; `lowest` has the files of the lowest where they need not be read."""
    written: dict[str, list[tuple[int, ReadFile]]] = defaultdict(list)
    for layer, folder in enumerate(folders):
        known = lowest if layer == 0 else None
        for file in _read(folder) if known is None else known:
            written[file.path].append((layer, file))
    return {path: together(folders, path, written[path]) for path in sorted(written)}


def _read(folder: Path) -> Iterator[ReadFile]:
    paths = sweep(folder)
    return (read_file(folder, path) for path in watched(paths, len(paths), str))


def together(folders: Sequence[str | Path], path: str, files: Iterable[tuple[int, ReadFile]]) -> Together:
    """Return what `files` say, all of them at `path` in their layer and given with its number, the lowest first.

    A file that is not valid is left out, so that what is below it stands. `folders` are the data folders of the layers.
    """
    folder = path.partition("/")[0]
    merged: Merged | None = None
    findings: list[tuple[int, Finding]] = []
    for layer, file in files:
        if file.document is not None:
            merged = Merged.begin(folder, layer, file.document)
        elif file.amendment is None or merged is None:
            findings += [(layer, finding) for finding in file.findings]
        else:
            above = merged.plus(layer, file.amendment)
            wrong = [_placed(above, layer, finding) for finding in faults(path, folder, above.document)]
            findings += [(layer, finding) for finding in located_in(os.path.join(folders[layer], path), wrong)]  # noqa: PTH118
            merged = merged if wrong else above.settled(merged)
    return Together(path, merged, tuple(findings))


def _placed(merged: Merged, layer: int, finding: Finding) -> Finding:
    """Return a finding on the record with its place in the file of the layer that amends it."""
    source = merged.source(finding.place or ())
    return replace(finding, place=source.place if source.layer == layer else ())
