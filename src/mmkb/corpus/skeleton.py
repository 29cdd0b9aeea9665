"""A record to begin with: what must be there, and as comments the fields that matter most, each with its help."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from types import MappingProxyType

from pydantic.fields import FieldInfo

from mmkb.corpus.order import places
from mmkb.corpus.read import AMENDS
from mmkb.corpus.scalar_text import quoted_where_needed
from mmkb.schema.fields import RECORDS
from mmkb.schema.kinds import KINDS, Kind

_WIDTH = 100
_NOTHING: Mapping[str, str] = MappingProxyType({})
_MATTER = frozenset({"aliases", "summary", "type", "paper", "url", "arxiv", "doi"})
"""Fields worth filling in beside those that a listing shows."""
_EVIDENCE = """\
# Where the facts stand. Add `read: DAY` only where you opened the source there and saw the value.
# evidence:
#   - {source: ID, at: Table 1, supports: [FIELD, FIELD]}
"""
_DISPUTE = """\
# What a source says otherwise.
# disputes:
#   - {field: FIELD, value: VALUE, source: ID, at: Table 1, because: version}
"""


def skeleton(
    kind: Kind, id_: str, *, amends: bool, filled: Mapping[str, str] = _NOTHING, likely: Mapping[str, str] = _NOTHING
) -> str:
    """Return the text of a new record, or of one that amends the record of that id in a layer below, in canonical layout.

    `filled` has the text of each field that has a value already, `likely` what to show of others in place of an example.
    A required field that nobody can guess has no value yet: checking says so at its line.
    """
    fields = RECORDS[kind.folder].model_fields
    lines = [f"{AMENDS if amends else 'id'}: {id_}"]
    for name in places(RECORDS[kind.folder]):
        info = fields.get(name)
        if info is None or name == "id":
            continue
        if name in filled:
            lines.append(filled[name].rstrip("\n"))
        elif info.is_required() and not amends:
            lines += [*_help(info), _required(name, id_)]
        elif name in _MATTER or name in kind.columns or (amends and info.is_required()):
            lines += [*_help(info), f"# {name}: {likely.get(name) or _example(info)}".rstrip()]
    text = "\n".join(lines) + "\n"
    if "evidence" in fields and "evidence" not in filled:
        text += _EVIDENCE
    return text + _DISPUTE if amends and "disputes" in fields else text


def without_example(comments: list[str], folder: str, name: str) -> list[str]:
    """Return the comments on lines of a record without those by which its skeleton shows the field `name`."""
    info = RECORDS[folder].model_fields[name]
    begins = {"evidence": _EVIDENCE, "disputes": _DISPUTE}.get(name, "").splitlines() or [*_help(info), f"# {name}:"]
    for start in range(len(comments) - len(begins) + 1):
        *above, last = comments[start : start + len(begins)]
        if above == begins[:-1] and last.startswith(begins[-1]):
            return comments[:start] + comments[start + len(begins) :]
    return comments


def _required(name: str, id_: str) -> str:
    if name == "name":
        return f"name: {quoted_where_needed(id_, flow=False)}"
    return f"source: {id_}" if name == "source" else f"{name}:"


def _help(info: FieldInfo) -> list[str]:
    return [f"# {line}" for line in wrap(info.description or "", _WIDTH - 2)]


def _example(info: FieldInfo) -> str:
    if not info.examples:
        return ""
    value = info.examples[0]
    if isinstance(value, list):
        return f"[{', '.join(quoted_where_needed(str(item), flow=True) for item in value)}]"
    return str(value).lower() if isinstance(value, bool) else quoted_where_needed(str(value), flow=False)


def kinds_of_files() -> tuple[str, ...]:
    """Return the kinds whose records are files of their own."""
    return tuple(name for name, kind in KINDS.items() if kind.folder == name)
