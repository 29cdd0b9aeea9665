"""What an index is made from: the records of one folder, or those of several layers read as one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import closing

from mmkb.corpus.amend import Merged
from mmkb.corpus.files import Stat, ledgers, sweep
from mmkb.corpus.finding import Finding
from mmkb.corpus.folder import DataFolder
from mmkb.corpus.layered import together
from mmkb.corpus.read import ReadFile
from mmkb.corpus.read_many import read_many
from mmkb.index.build import Catalogue
from mmkb.index.bulk import Bulk, is_ledger, records_among
from mmkb.index.seal import connect, identity
from mmkb.index.stored import Stored
from mmkb.index.tables import link, quoted, type_of
from mmkb.schema.derived import layer_field
from mmkb.schema.field import LAYER, Field
from mmkb.schema.fields import catalogue
from mmkb.schema.kinds import KINDS


class Source:
    """The records of one folder."""

    below: str | None = None
    """The index of what lies below, when a copy of it is where the index begins."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder

    def begin(self, connection: sqlite3.Connection) -> None:
        """Make a copy of the index below one that this source continues."""

    def meta(self) -> dict[str, str]:
        """Return what the index notes of its source, beside the folder."""
        return {}

    def catalogue(self) -> Catalogue:
        """Return the fields of the index."""
        return catalogue()

    def touched(self, gone: Collection[str]) -> Collection[str]:
        """Return the files in which something else may be found when those of `gone` have changed or are no more."""
        return gone

    def places(self, gone: Collection[str]) -> Collection[str]:
        """Return the paths of the records that stand, or stood, in the files `gone`."""
        return gone

    def records(
        self, files: Mapping[str, Stat], gone: Collection[str], findings: list[Finding]
    ) -> Iterator[Stored | Bulk]:
        """Yield the valid records and the ledgers at the places of `gone`, in order; what is wrong goes into `findings`."""
        return self._read([path for path in files if path in gone], findings)

    def everything(
        self, files: Mapping[str, Stat], same: Collection[str], old: sqlite3.Connection | None, findings: list[Finding]
    ) -> Generator[Stored | Bulk, None, None]:
        """Yield all valid records and all ledgers in order; the records of the files `same` are taken from the index `old`."""
        fresh = self._read([path for path in files if path not in same], findings)
        waiting = next(fresh, None)
        for path in files:
            if old is not None and path in same:
                for (text,) in old.execute("SELECT json FROM documents WHERE path = ?", (path,)):
                    yield Stored(path, path.partition("/")[0], json.loads(text))
            elif waiting is not None and waiting.path == path:
                yield waiting
                waiting = next(fresh, None)

    def _read(self, paths: list[str], findings: list[Finding]) -> Iterator[Stored | Bulk]:
        files = read_many(self.folder.data, records_among(paths))
        for path in paths:
            if is_ledger(path):
                yield Bulk(path, {0: self.folder.data}, findings)
                continue
            file = next(files)
            findings.extend(file.findings)
            if file.document is not None:
                yield Stored(file.path, file.folder, file.document)


class Layers(Source):
    """The records of several layers: `below` is the index of the lowest, None where it cannot be kept."""

    def __init__(self, folder: DataFolder, below: str | None) -> None:
        super().__init__(folder)
        self.below = below
        self.names = [layer.name for layer in folder.layers]

    def meta(self) -> dict[str, str]:
        """Return what tells whether the layer below is still the same, and the names of the layers."""
        return {"below": identity(self.below) if self.below else "", "layers": json.dumps(self.names)}

    def catalogue(self) -> Catalogue:
        """Return the fields of the index: every kind has one for the layers of its rows."""
        return {kind: (*fields, *self._layer_of(kind)) for kind, fields in catalogue().items()}

    def begin(self, connection: sqlite3.Connection) -> None:
        """Make a copy of the index below an index of layers: every row in it is of the lowest."""
        connection.execute("DELETE FROM files")
        for kind, fields in catalogue().items():
            for field in self._layer_of(kind):
                table, links = quoted(kind), quoted(link(field))
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(LAYER)} TEXT")
                connection.execute(
                    f"CREATE TABLE {links} (value {type_of(field)}, rid INT, PRIMARY KEY (value, rid)) WITHOUT ROWID"
                )
                connection.execute("INSERT INTO fields VALUES (?, ?, ?)", (kind, len(list(fields)), field.to_json()))
                connection.execute(f"UPDATE {table} SET {quoted(LAYER)} = ?", (json.dumps(self.names[:1]),))
                connection.execute(f"INSERT INTO {links} SELECT ?, rid FROM {table}", (self.names[0],))

    def touched(self, gone: Collection[str]) -> Collection[str]:
        """Return the files of all layers at the same places: one above amends what another has."""
        return {f"{name}/{path}" for path in self.places(gone) for name in self.names[1:]} | set(gone)

    def places(self, gone: Collection[str]) -> Collection[str]:
        """Return the paths below the layers' folders, which a record has in all of them."""
        return sorted({path.partition("/")[2] for path in gone})

    def records(
        self, files: Mapping[str, Stat], gone: Collection[str], findings: list[Finding]
    ) -> Iterator[Stored | Bulk]:
        """Yield the records at the places of `gone` as the layers write them together, and the ledgers there."""
        places = self.places(gone)
        yield from self._together(files, places, self._lowest(places), findings)

    def everything(
        self,
        files: Mapping[str, Stat],
        same: Collection[str],  # noqa: ARG002 what the kept index has is merged already
        old: sqlite3.Connection | None,  # noqa: ARG002
        findings: list[Finding],
    ) -> Generator[Stored | Bulk, None, None]:
        """Yield all records, those of the lowest layer from its own index, and all ledgers."""
        if self.below is not None:
            with closing(connect(self.below)) as lowest:
                findings += [Finding(*row) for row in lowest.execute("SELECT * FROM problems")]
                paths = [path for (path,) in lowest.execute("SELECT path FROM documents")]
        else:
            paths = list(sweep(self.folder.layers[0].data) | ledgers(self.folder.layers[0].data))
        lowest_, above = self._lowest(paths), self.places(files)
        if self.below is None:
            findings += [finding for file in lowest_.values() for finding in file.findings]
        yield from self._together(files, sorted({*paths, *above}), lowest_, findings)

    def _layer_of(self, kind: str) -> tuple[Field, ...]:
        return (layer_field(kind, self.names),) if kind in KINDS else ()

    def _lowest(self, paths: Iterable[str]) -> dict[str, ReadFile]:
        """Return the records that the lowest layer has at some paths."""
        if self.below is None:
            data = self.folder.layers[0].data
            there = sweep(data)
            return {file.path: file for file in read_many(data, [path for path in paths if path in there])}
        with closing(connect(self.below)) as lowest:
            found = lowest.execute(
                "SELECT path, kind, json FROM documents WHERE path IN (SELECT value FROM json_each(?))",
                (json.dumps(list(paths)),),
            )
            return {path: ReadFile(path, kind, json.loads(text)) for path, kind, text in found}

    def _together(
        self, files: Mapping[str, Stat], places: Iterable[str], lowest: Mapping[str, ReadFile], findings: list[Finding]
    ) -> Iterator[Stored | Bulk]:
        _, *upper = self.folder.layers
        folders = [layer.data for layer in self.folder.layers]
        places = list(places)
        written = {path: [(0, lowest[path])] if path in lowest else [] for path in records_among(places)}
        for number, layer in enumerate(upper, start=1):
            for file in read_many(layer.data, [path for path in written if f"{layer.name}/{path}" in files]):
                written[file.path].append((number, file))
        for path in places:
            if is_ledger(path):
                yield from self._ledger(path, files, findings)
                continue
            found = together(folders, path, written[path])
            findings += [_labelled(finding, self.names[layer]) for layer, finding in found.findings if layer]
            if found.merged is not None:
                yield Stored(path, found.merged.kind, found.merged.document, self.names, _several(found.merged))

    def _ledger(self, path: str, files: Mapping[str, Stat], findings: list[Finding]) -> Iterator[Bulk]:
        """Yield the ledger at a path, with all layers that have it."""
        lowest, *upper = self.folder.layers
        there = {n: layer.data for n, layer in enumerate(upper, start=1) if f"{layer.name}/{path}" in files}
        if path in ledgers(lowest.data):
            there[0] = lowest.data
        if there:
            yield Bulk(path, there, findings, self.names)


def _several(merged: Merged) -> Merged | None:
    """Return how layers wrote a record, None where it is the lowest as it stands."""
    return None if merged.layers == (0,) else merged


def _labelled(finding: Finding, layer: str) -> Finding:
    return Finding(f"{layer}/{finding.path}", finding.line, finding.column, finding.code, finding.message)
