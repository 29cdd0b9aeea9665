"""What editors of YAML read: the JSON Schemas of records, and VS Code's settings that say which files they are for."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

from mmkb.corpus.files import content
from mmkb.corpus.ledger import unique
from mmkb.errors import UsageError
from mmkb.schema.json_schema import json_schema
from mmkb.schema.kinds import FOLDERS

SCHEMAS = ".mmkb/schemas"
"""The folder that the schemas lie in."""
_SETTINGS = ".vscode/settings.json"
_EXTENSIONS = ".vscode/extensions.json"
_MOST = 1 << 20
_REMEDY = (
    f"mend it, or write what it lacks by hand: `mmkb schema --install EMPTY-FOLDER` makes a {_SETTINGS} to copy from"
)


def editor_files(data: str) -> dict[str, str]:
    """Return the files for editors by path, for a folder whose records lie in `data`."""
    schemas = {f"{SCHEMAS}/{kind}.json": json_schema(kind) for kind in FOLDERS}
    below = PurePosixPath(*(part for part in PurePosixPath(data).parts if part not in ("..", "/")))
    mapping = {f"./{path}": f"{below / PurePosixPath(path).stem}/*.yaml" for path in schemas}
    settings = {"yaml.schemas": mapping, "yaml.format.enable": False}  # it breaks lines otherwise than `mmkb fmt`
    return {
        path: _json(value)
        for path, value in {
            _SETTINGS: settings,
            _EXTENSIONS: {"recommendations": ["redhat.vscode-yaml"]},
            **schemas,
        }.items()
    }


def merged(folder: Path, files: dict[str, str]) -> dict[str, str]:
    """Return the files for editors that `folder` lacks or has otherwise, by path.

    Settings that are there keep all that is not ours. Raises UsageError with the place where they cannot be merged: what is
    no plain JSON, such as comments, would be lost.
    """
    changed = {}
    for path, text in files.items():
        place = folder / path
        there = _read(place)
        if there is not None and not path.startswith(SCHEMAS):
            said = _object(place, there)
            both = _both(place, said, json.loads(text))
            text = there if both == said else _json(both, _indent(there))
        if text != there:
            changed[path] = text
    return changed


def _both(path: Path, there: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """Return settings with ours among them: our schemas in place of those of an earlier time; a choice that is there stays."""
    found = dict(there)
    for key, value in ours.items():
        own = found.setdefault(key, value)
        if type(own) is not type(value):
            raise UsageError(f"{path}: {key} is {json.dumps(own)[:40]}, which cannot take more", _REMEDY)
        if isinstance(own, dict):
            found[key] = {name: files for name, files in own.items() if not name.startswith(f"./{SCHEMAS}/")} | value
        elif isinstance(own, list):
            found[key] = [*own, *(item for item in value if item not in own)]
    return found


def _object(path: Path, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as problem:
        comment = re.match(r"//|/\*", text[problem.pos :])
        why = "a comment would be lost" if comment else f"not plain JSON: {problem.msg}"
        raise UsageError(f"{path}:{problem.lineno}:{problem.colno}: {why}", _REMEDY) from None
    except (ValueError, RecursionError) as problem:
        raise UsageError(f"{path}: {problem}", _REMEDY) from None
    if not isinstance(found, dict):
        raise UsageError(f"{path}:1:1: holds no object", _REMEDY)
    return found


def _read(path: Path) -> str | None:
    try:
        return content(path, _MOST).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8", _REMEDY) from None
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}", _REMEDY) from None


def _indent(text: str) -> str:
    """Return what lines of a JSON file begin with below its outermost brace."""
    found = re.search(r'\n([ \t]+)"', text)
    return found[1] if found else "  "


def _json(value: object, indent: str = "  ") -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent) + "\n"
