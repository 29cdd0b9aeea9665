"""One line of results in bulk: what it says, brought to the names on record, or why it cannot be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from hashlib import blake2b
from typing import Any

from mmkb.corpus.ledger import json_of, wrong_in
from mmkb.importers.draft import Measured
from mmkb.importers.known import Known, scaled
from mmkb.importers.parse import PRINTED
from mmkb.rows.results import PROTOCOL, values_of
from mmkb.schema.benchmark import LedgerRow

MEASURE = ("benchmark", "metric", "most")
"""What a line may say instead of an instrument: a benchmark and a metric; and the highest value of its scale."""
KEYS = frozenset((*LedgerRow.model_fields, *PROTOCOL, *MEASURE))


class RefusedError(Exception):
    """A line that does not become a row, with the reason."""


class Lines:
    """Reads lines for one import.

    `keys` are what the file calls the keys; `said` is what holds where a line says nothing: model, source, measured_by.
    """

    def __init__(self, known: Known, keys: Mapping[str, str], said: Mapping[str, str]) -> None:
        self._names = {theirs: ours for ours, theirs in keys.items()}
        self._said = said
        self._seen: dict[bytes, str] = {}
        self._loaded: set[str] = set()
        self._known = known
        self._model = cache(lambda name: known.record("models", name))
        self._source = cache(known.source_called)
        self._instrument = cache(known.measuring)

    def row(self, line: bytes, at: str) -> dict[str, Any]:
        """Return the row of a ledger that a line says; raises RefusedError."""
        try:
            said = json_of(line, exact=True).items()
        except ValueError as problem:
            raise RefusedError(str(problem)) from None
        given: dict[str, Any] = {self._names.get(key, key): item for key, item in said if item is not None}
        if unknown := given.keys() - KEYS:
            raise RefusedError(f"unknown key {min(unknown)!r}")
        given = dict(self._said) | given
        protocol = {**_mapping(given), **{key: given[key] for key in PROTOCOL if key in given}}
        instrument, value = self._measured(given)
        row: dict[str, Any] = {
            "model": self._on_record("model", given, self._model),
            "instrument": instrument,
            "value": value,
            "measured_by": given.get("measured_by", "third-party"),
            "source": self._on_record("source", given, self._source),
            "at": given.get("at", at),
            **{
                key: given[key]
                for key in ("printed_as", "version", "copied_from", "superseded_by", "primary", "because")
                if key in given
            },
            **({"protocol": protocol} if protocol else {}),
        }
        if wrong := wrong_in(row):
            raise RefusedError(wrong)
        return row

    def recorded(self, row: Mapping[str, Any]) -> str | None:
        """Return the value on record of the same model, instrument and protocol in the same source."""
        if row["source"] not in self._loaded:
            self._loaded.add(row["source"])
            for model, instrument, printed, *protocol in values_of(self._known.index, row["source"]):
                self._seen.setdefault(_key(row["source"], model, instrument, protocol), printed)
        return self._seen.get(_key_of(row))

    def note(self, row: Mapping[str, Any]) -> None:
        """Count a row as being on record."""
        self.recorded(row)
        self._seen.setdefault(_key_of(row), row["value"])

    def _on_record(self, key: str, given: Mapping[str, Any], look: Any) -> str:  # noqa: ANN401 a cached function
        name = given.get(key)
        if not isinstance(name, str):
            raise RefusedError(f"{key} is missing" if name is None else f"{key} is no text")
        found: str | None = look(name)
        if found is None:
            raise RefusedError(f"no {key} on record is called {name!r}")
        return found

    def _measured(self, given: Mapping[str, Any]) -> tuple[str, str]:
        """Return the instrument and the value on its scale."""
        value, metric = given.get("value"), given.get("metric", "")
        name = given.get("instrument", given.get("benchmark"))
        if value is None or name is None:
            raise RefusedError(f"{'value' if value is None else 'instrument'} is missing")
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise RefusedError("value is neither a text nor a number")
        if not isinstance(name, str) or not isinstance(metric, str):
            raise RefusedError("instrument, benchmark and metric are texts")
        names = (f"{name} {metric}", name) if metric else (name,)
        found = self._instrument(names, metric)
        if isinstance(found, str):
            raise RefusedError(found)
        if not PRINTED.fullmatch(str(value).strip()):
            raise RefusedError(f"{value!r} is no number")
        brought = scaled(Measured(names, str(value), "", metric=metric, most=_most(given.get("most"))), found)
        if isinstance(brought, str):
            raise RefusedError(brought)
        return brought


def _mapping(given: Mapping[str, Any]) -> dict[str, Any]:
    protocol = given.get("protocol", {})
    if not isinstance(protocol, dict):
        raise RefusedError("protocol is no object")
    return protocol


def _most(given: object) -> float | None:
    try:
        return None if given is None else float(Decimal(str(given)))
    except InvalidOperation:
        raise RefusedError("most is no number") from None


def _key_of(row: Mapping[str, Any]) -> bytes:
    protocol = row.get("protocol", {})
    return _key(row["source"], row["model"], row["instrument"], [protocol.get(name) for name in PROTOCOL])


def _key(source: str, model: str, instrument: str, protocol: list[Any]) -> bytes:
    """Return what tells results apart, in as few bytes as a million of them need."""
    told = [int(part) if isinstance(part, bool) else part for part in protocol]
    return blake2b(json.dumps([source, model, instrument, *told]).encode(), digest_size=16).digest()
