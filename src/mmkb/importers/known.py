"""What is on record of the things that a file names: models, licences, instruments, sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from mmkb.importers.draft import Measured
from mmkb.importers.reference import slug
from mmkb.index.index import Index
from mmkb.rows.documents import documents
from mmkb.rows.records import with_id, with_name
from mmkb.schema.text import fold
from mmkb.schema.unfold import flatten, variants

_LICENSES = {
    "llama2": "llama-2-community", "llama3": "llama-3-community", "llama3.1": "llama-3.1-community",
    "llama3.2": "llama-3.2-community", "llama3.3": "llama-3.3-community", "llama4": "llama-4-community", "gemma": "gemma-terms",
}  # fmt: skip
"""What the Hugging Face Hub calls licences that have other names here."""
_METRICS = {
    "acc": ("accuracy",),
    "accuracy": ("accuracy",),
    "exact_match": ("exact match", "accuracy"),
    "f1": ("f1",),
    "anls": ("anls",),
    "bleu": ("bleu",),
    "wer": ("word error rate", "wer"),
    "pass@1": ("pass@1",),
}
"""What measures that result files name are called in records."""


class Known:
    """Looks names up in an index; each of its answers is one record or nothing."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def record(self, kind: str, name: str) -> str | None:
        """Return the id of the one record or variant of `kind` that `name` means, or None."""
        found = {
            id_ for of, _, id_ in [*with_id(self.index, fold(name)), *with_name(self.index, fold(name))] if of == kind
        }
        return found.pop() if len(found) == 1 else None

    def home(self, id_: str) -> str | None:
        """Return the release that a model's id belongs to, or None where no model has the id."""
        return next((record for kind, record, _ in with_id(self.index, id_) if kind == "models"), None)

    def license(self, name: str) -> str | None:
        """Return the licence that a card names."""
        plain = name.strip().lower()
        return next(
            (id_ for one in (_LICENSES.get(plain, plain), slug(plain), name) if (id_ := self.record("licenses", one))),
            None,
        )

    def encoder(self, shape: Mapping[str, Any]) -> str | None:
        """Return the only encoder on record of a family with this resolution and patch."""
        found = {
            row["id"]
            for model in self._all("models")
            if model.get("family") == shape["family"]
            for row in map(flatten, variants(model))
            if (row.get("vision.resolution"), row.get("vision.patch")) == (shape["resolution"], shape["patch"])
        }
        return found.pop() if len(found) == 1 else None

    def source(self, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the source on record with the same arXiv id, DOI, id, or title and year."""
        title = slug(str(wanted["title"]))
        for key in ("arxiv", "doi", "id"):
            if key in wanted and (found := self.sources.get((key, str(wanted[key]).lower()))):
                return found
        found = self.sources.get(("title", title))
        return found if found and abs(found["year"] - wanted["year"]) <= 1 else None

    def source_called(self, name: str) -> str | None:
        """Return the id of the source that has this id, arXiv id or DOI."""
        found = (self.sources.get((key, name.lower())) for key in ("id", "arxiv", "doi"))
        return next((source["id"] for source in found if source), None)

    def at_address(self, url: str) -> dict[str, Any] | None:
        """Return the source that stands at an address, or below it."""
        return self.sources.get(("url", url.rstrip("/").lower()))

    def instrument(self, measured: Measured) -> tuple[str, str] | str:
        """Return the instrument of a result and the value on its scale, or why there is none."""
        found = self.measuring(measured.instruments, measured.metric)
        return found if isinstance(found, str) else scaled(measured, found)

    def measuring(self, names: tuple[str, ...], metric: str) -> dict[str, Any] | str:
        """Return the instrument that has one of these names, the surest first, and measures so; or why there is none."""
        for number, name in enumerate(names):
            found = self.instruments.get(name) or self.instruments.get(slug(name))
            if found is None:
                continue
            exact = number < len(names) - 1 and metric and metric in name
            if metric and not exact and not _same_measure(metric, found["metric"]):
                return f"{found['id']} measures {found['metric']}, the file {metric}"
            return found
        return f"no instrument on record is called {names[-1]!r}"

    @cached_property
    def sources(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The sources by key and value of what identifies one."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for source in self._all("sources"):
            for key in ("arxiv", "doi", "id", "url"):
                if key in source:
                    found.setdefault((key, str(source[key]).rstrip("/").lower()), source)
            found.setdefault(("title", slug(source["title"])), source)
        return found

    @cached_property
    def instruments(self) -> dict[str, dict[str, Any]]:
        """The instruments by every name; a benchmark's own names mean its only instrument."""
        found: dict[str, dict[str, Any]] = {}
        for benchmark in self._all("benchmarks"):
            own = benchmark.get("instruments", [])
            for instrument in own:
                for name in (instrument["id"], instrument.get("name"), *instrument.get("aliases", ())):
                    if name:
                        found.setdefault(slug(name), instrument)
                if "hub" in instrument:
                    found[instrument["hub"]] = instrument
            if len(own) == 1:
                for name in (benchmark["id"], benchmark["name"], *benchmark.get("aliases", ())):
                    found.setdefault(slug(name), own[0])
        return found

    def _all(self, folder: str) -> Iterator[dict[str, Any]]:
        yield from documents(self.index, folder, _records(self.index, folder)).values()


def _records(index: Index, folder: str) -> Sequence[str]:
    return index.ids(folder)


def _same_measure(said: str, recorded: str) -> bool:
    plain = recorded.lower()
    return said.lower() == plain or any(word in plain for word in _METRICS.get(said.lower(), ()))


def scaled(measured: Measured, instrument: Mapping[str, Any]) -> tuple[str, str] | str:
    """Return the value as the instrument's scale has it: a fraction becomes a percentage where the file says that it is one."""
    try:
        number = Decimal(measured.value)
    except InvalidOperation:
        return str(instrument["id"]), measured.value
    if instrument.get("maximum") == 100 and 0 < number < 1 and measured.most is None:
        return f"is {measured.value} a fraction, or of {instrument.get('unit', 'a hundred')}?"
    if instrument.get("maximum") == 100 and measured.most == 1:
        return str(instrument["id"]), format((number * 100).normalize(), "f")
    if instrument.get("maximum") == 1 and measured.most == 100:
        return f"{instrument['id']} goes to 1, the file's values go to 100"
    return str(instrument["id"]), measured.value
