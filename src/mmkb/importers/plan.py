"""What an import comes to: records to write, and what is said of every value of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from mmkb.corpus.files import content
from mmkb.corpus.yaml_text import MAX_BYTES, StrictYamlError
from mmkb.errors import UsageError
from mmkb.importers.known import Known
from mmkb.importers.sheet import Sheet
from mmkb.rows.documents import document

Outcome = Literal["added", "same", "disputed", "differs", "left out"]
OUTCOMES: tuple[Outcome, ...] = ("added", "same", "disputed", "differs", "left out")


class Said(NamedTuple):
    """What became of one value: the record and field, the value of the file, the one on record, and why."""

    record: str | None
    field: str
    outcome: Outcome
    value: str
    recorded: str | None = None
    why: str | None = None


class Plan:
    """Everything that one import writes and says; nothing is written before it is whole."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.said: list[Said] = []
        self._sheets: dict[tuple[str, str], Sheet] = {}

    def say(
        self,
        record: str | None,
        field: str,
        outcome: Outcome,
        value: object,
        recorded: object = None,
        why: str | None = None,
    ) -> None:
        """Note what became of a value."""
        known = None if recorded is None else shown(recorded)
        self.said.append(Said(record, field, outcome, shown(value), known, why))

    def sheet(self, folder: str, id_: str, new: dict[str, Any] | None = None) -> Sheet:
        """Return the record `id_` to write on; `new` is what it begins with where it is not on record.

        One in a layer below is amended; of results, which nothing is added to that way, a copy takes its place.

        Raises UsageError where its file is of another folder of data, or is no YAML.
        """
        if (folder, id_) in self._sheets:
            return self._sheets[folder, id_]
        found = document(self.known.index, folder, id_)
        path = Path(self.known.index.folder.data, folder, f"{id_}.yaml")
        try:
            text = content(path, MAX_BYTES) if path.exists() else None
            if text is not None and found is None:
                raise UsageError(f"{path} is not read", f"mmkb check {path} says why")
            below = found is not None and text is None
            made = Sheet(folder, found or new or {"id": id_}, text, amends=below and folder != "results")
            made.changed = found is None
        except (OSError, StrictYamlError):
            raise UsageError(f"{path} cannot be read", f"mmkb check {path} says why") from None
        self._sheets[folder, id_] = made
        return made

    def texts(self, *, but: Sheet | None = None) -> dict[str, str]:
        """Return the new texts by path below the data folder, `but` one; raises UsageError for one that would be no record."""
        return {sheet.path: sheet.text() for sheet in self._sheets.values() if sheet.changed and sheet is not but}

    def counts(self) -> dict[Outcome, int]:
        """Return how many values were added, were the same, and so on."""
        counted = Counter(said.outcome for said in self.said)
        return {outcome: counted[outcome] for outcome in OUTCOMES}


def shown(value: object) -> str:
    """Return a value as people read it in one line."""
    if isinstance(value, dict):
        return " ".join(f"{key}:{shown(inner)}" for key, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(shown, value))
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
