"""Laying out the files of a data folder."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from mmkb.corpus.emit import formatted
from mmkb.corpus.files import content, content_below, sweep
from mmkb.corpus.finding import Finding, bounded
from mmkb.corpus.read import unreadable
from mmkb.corpus.strict_yaml import load
from mmkb.corpus.yaml_text import MAX_BYTES, StrictYamlError
from mmkb.progress import watched

LAYOUT = "MM701"


@dataclass(slots=True)
class Layout:
    """What formatting finds: texts before and after by path, of the files that change, and why others cannot be formatted."""

    changed: dict[str, tuple[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def layout(data: str, paths: Collection[str] = ()) -> Layout:
    """Return what formatting the records of the folder `data` comes to; `paths` narrow it to some files and folders below."""
    found = Layout()
    files = list(files_in(data, paths))
    for path in watched(files, len(files), str):
        try:
            raw = content_below(data, path, MAX_BYTES)
            after = formatted(raw, path.partition("/")[0])
            if load(after.encode()) != load(raw):
                raise AssertionError(f"formatting {path} would change what it says")
        except OSError as problem:
            found.findings.append(unreadable(path, problem))
        except StrictYamlError as error:
            wrong = (Finding(path, one.line, one.column, one.code, one.message) for one in error.problems)
            found.findings += bounded(wrong)
        else:
            if after.encode() != raw:
                found.changed[path] = raw.decode(), after
    return found


def edited(data: str, changed: Mapping[str, tuple[str, str]]) -> str | None:
    """Return a file that no longer says what it said when it was laid out, if there is one."""
    for path, (before, _) in changed.items():
        try:
            now = content(os.path.join(data, path), MAX_BYTES)  # noqa: PTH118 `data` is text
        except OSError:
            return path
        if now != before.encode():
            return path
    return None


def misplaced(path: str, before: str, after: str, folder: str = "") -> Finding:
    """Return the finding that a file is not laid out, at the first line that changes; people call its folder `folder`."""
    olds, news = before.split("\n"), after.split("\n")
    line = next((number for number, (old, new) in enumerate(zip(olds, news, strict=False), 1) if old != new), len(olds))
    return Finding(path, line, 1, LAYOUT, "is not in canonical layout", f"mmkb fmt {folder}{path}")


def files_in(data: str, paths: Collection[str] = ()) -> Iterator[str]:
    """Yield the files of records in the folder `data`, and a kind's folder that cannot be listed.

    `paths` narrow them to some files and folders below.
    """
    for path in sweep(data):
        named = not paths or "." in paths or path in paths or path.partition("/")[0] in paths
        if named and (path.endswith(".yaml") or "/" not in path):  # what cannot be listed: reading it says why
            yield path
