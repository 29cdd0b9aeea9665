"""A record on its way into the index: as it is kept, and as the rows that unfold from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mmkb.corpus.amend import Merged


@dataclass(frozen=True, slots=True)
class Stored:
    """A valid record as the index keeps it; where there are layers, with their `names` and how they wrote it together."""

    path: str
    folder: str
    document: Mapping[str, Any]
    names: Sequence[str] = ()
    merged: Merged | None = None

    def layer(self, *place: str | int) -> str | None:
        """Return the name of the layer that wrote what stands at a place, None for the lowest or the only one."""
        return self._upper(self.merged.source(place).layer) if self.merged else None

    def layer_of(self, id_: str, path: str) -> str | None:
        """Return the name of the layer that wrote the value of a row at `path`, None for the lowest or the only one."""
        return self._upper(self.merged.layer_of(id_, path)) if self.merged else None

    def layers(self, kind: str, leaves: Mapping[str, Any]) -> list[str]:
        """Return the names of the layers that wrote a row: those of the record, or that of one dispute."""
        if self.merged is None:
            return [self.names[0]]
        if kind == "disputes":
            number = int(leaves["id"].rpartition(".")[2])
            return [self.names[self.merged.source(("disputes", number - 1)).layer]]
        return [self.names[layer] for layer in self.merged.layers]

    def _upper(self, layer: int) -> str | None:
        return self.names[layer] if layer else None


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A record with its rows, by kind and leaves, and with the names of each row."""

    record: Stored
    rows: list[tuple[str, dict[str, Any]]]
    names: list[list[tuple[str, str]]]

    @property
    def path(self) -> str:
        """Where the record lies below the data folder."""
        return self.record.path

    @property
    def used(self) -> int:
        """How many numbers the record takes: as many as it has of rows, of names or of places, whatever is most."""
        places = len(self.record.document.get("evidence", ()))
        return max(len(self.rows), places, sum(map(len, self.names)))
