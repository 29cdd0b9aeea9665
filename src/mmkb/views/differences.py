"""What differs between two sets of records: records, facts, evidence, disputes, results, each as one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mmkb.errors import UsageError
from mmkb.rows.exported import Beside, Exported
from mmkb.schema.kinds import KINDS
from mmkb.schema.paths import covers
from mmkb.schema.unfold import flatten, own_rows, unfold
from mmkb.views.table import UNKNOWN, Cell, Column, Table

Document = Mapping[str, Any]
_BESIDE = ("evidence", "disputes", "waivers")
_UNSAID = frozenset({*_BESIDE, "variants", "instruments", "id", "release", "model", "order", "benchmark"})
"""What has rows of its own, or only says which row it is."""
_STAGES = "training.stages"
_NUMBERED = ("results", "stages")
_PROTOCOL = ("setting", "shots", "protocol_setting", "protocol_shots")
"""The columns of exports that tell results of one model on one instrument apart."""
_DERIVED = frozenset({"printed", "score"})
"""What follows from the value of a result."""


def differences(before: Mapping[str, Document], after: Mapping[str, Document]) -> Table:
    """Return what differs between records, given by path (`models/llama-2.yaml`): a row a difference."""
    rows = []
    for path in sorted({*before, *after}):
        kind, _, name = path.partition("/")
        record = name.removesuffix(".yaml")
        old, new = before.get(path), after.get(path)
        if old is None or new is None:
            called = str((new or old or {}).get("name") or (new or old or {}).get("title") or record)
            rows.append(
                _row(kind, record, "", "record", None if old is None else called, None if new is None else called)
            )
        elif old != new:
            rows += [_row(kind, record, *difference) for difference in _changed(kind, old, new)]
    return _table(rows)


def differences_of_exports(before: Exported, after: Exported) -> Table:
    """Return what differs between the rows of two exports of one form: a row a difference.

    Columns that one of them lacks are no difference, and a note names them. Raises UsageError where they cannot be compared.
    """
    if before.form != after.form:
        raise UsageError(f"a {before.form} and a {after.form} are two forms of export", "export both alike")
    if before.form == "file" and set(before.rows) != set(after.rows):
        raise UsageError(f"{' and '.join((*before.rows, *after.rows))} are two kinds", "export both alike")
    rows, notes = [], []
    for kind in (kind for kind in KINDS if kind in before.rows or kind in after.rows):
        olds, news = (_named(kind, export.rows.get(kind, ())) for export in (before, after))
        was_asked, is_asked = (export.columns.get(kind, []) for export in (before, after))
        columns = [name for name in was_asked if name in is_asked and name != "id"]
        if olds and news and (lacking := sorted({*was_asked} ^ {*is_asked})):
            notes.append(f"{kind}: only one of the two has {', '.join(lacking)}")
        for name in dict.fromkeys((*olds, *news)):
            old, new = olds.get(name), news.get(name)
            either = {**(new or {}), **(old or {})}
            record = name[0] or str(either.get("release") or name[1])
            of = "" if name[1] == record else name[1]
            if old is None or new is None:
                called = str(either.get("name") or of or record)
                rows.append(_row(kind, record, of, "row", called if old else None, called if new else None))
                continue
            changes = ((field, _cell(old[field]), _cell(new[field])) for field in columns)
            rows += [_row(kind, record, of, field, was, now) for field, was, now in changes if was != now]
            was_said, is_said = (
                export.beside.get((kind, row["id"]), {}) for export, row in ((before, old), (after, new))
            )
            told = columns if before.form == "file" else None
            rows += [_row(kind, record, of, *change) for change in _beside(was_said, is_said, told)]
    return _table(rows, tuple(notes))


def _beside(old: Beside, new: Beside, of: Iterable[str] | None) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield (field, before, after) for what stands beside a row in one export alone; of marks those `of` some columns."""
    told = None if of is None else set(of)
    for field in dict.fromkeys((*old, *new)):
        was, now = old.get(field, []), new.get(field, [])
        yield from ((field, text, None) for text in was if text not in now and (told is None or text in told))
        yield from ((field, None, text) for text in now if text not in was and (told is None or text in told))


def _named(kind: str, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return the rows by id; results and stages, which are numbered, by their record and what they are of."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        record, name = "", str(row["id"])
        if kind in _NUMBERED:
            record = name.rpartition(".")[0]
            said = [str(row[key]) for key in _PROTOCOL if row.get(key) is not None]
            name = " · ".join((str(row.get("model")), str(row.get("instrument") or f"stage {row.get('order')}"), *said))
        while (record, name) in found:
            name += "'"
        found[record, name] = row
    return found


def _cell(value: object) -> str | None:
    return None if value is None else _text(value)


def _table(rows: Sequence[tuple[Cell, ...]], notes: tuple[str, ...] = ()) -> Table:
    columns = tuple(
        Column(name, name, "text") for name in ("change", "kind", "record", "of", "field", "before", "after")
    )
    return Table(f"{len(rows)} differences", columns, tuple(rows), len(rows), notes=notes, kind="differences")


def _row(kind: str, record: str, of: str, field: str, before: str | None, after: str | None) -> tuple[Cell, ...]:
    change = "added" if before is None else "removed" if after is None else "changed"
    return tuple(Cell(text) if text else UNKNOWN for text in (change, kind, record, of, field, before, after))


def _changed(kind: str, old: Document, new: Document) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Yield (rows, field, before, after): a value once for all rows that have it."""
    olds, news = _rows(kind, old), _rows(kind, new)
    alike: dict[tuple[str, str | None, str | None], list[str]] = {}
    for of in dict.fromkeys((*olds, *news)):
        for field, before, after in _pairs(olds.get(of, {}), news.get(of, {})):
            alike.setdefault((field, before, after), []).append(of)
    own = {row["id"] for document in (old, new) for row in own_rows(kind, document)}
    for (field, before, after), rows in alike.items():
        yield "" if own == set(rows) else ", ".join(rows), field, before, after
    for key in _BESIDE:
        was, now = (Counter(_told(entry) for entry in document.get(key, ())) for document in (old, new))
        yield from (("", key, text, None) for text in (was - now).elements())
        yield from (("", key, None, text) for text in (now - was).elements())


def _rows(kind: str, document: Document) -> dict[str, dict[str, Any]]:
    """Return the leaves of what unfolds from a record, by what it is called; results have no name but what they measure."""
    found: dict[str, dict[str, Any]] = {}
    for of, row in unfold(kind, {key: value for key, value in document.items() if key != "disputes"}):
        name = str(row["id"])
        if of in ("results", "stages"):
            name = (
                f"{row['model']} · {row['instrument']}" if of == "results" else f"{row['model']} stage {row['order']}"
            )
        while name in found:
            name += "'"
        leaves = flatten({key: value for key, value in row.items() if key not in _UNSAID and key not in _DERIVED})
        found[name] = {path: value for path, value in leaves.items() if not covers(_STAGES, path)}
    return found


def _pairs(old: Document, new: Document) -> Iterator[tuple[str, str | None, str | None]]:
    for field in dict.fromkeys((*old, *new)):
        before, after = old.get(field), new.get(field)
        if before != after:
            yield field, None if before is None else _text(before), None if after is None else _text(after)


def _told(entry: Document) -> str:
    """Return a piece of evidence, a dispute or a waiver as one line."""
    return "; ".join(f"{key}: {_text(value)}" for key, value in entry.items())


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
