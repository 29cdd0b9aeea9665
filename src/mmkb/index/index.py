"""An open index: the catalogue it carries and the rows it holds. Reading it needs neither YAML nor the record classes."""

from __future__ import annotations

import sqlite3

from mmkb.errors import KbError, UsageError
from mmkb.index.open import distrust, open_index, replaced
from mmkb.index.seal import DAMAGED
from mmkb.schema.field import Fields
from mmkb.schema.kinds import KINDS
from mmkb.schema.text import fold

TYPE_CHECKING = False  # a plain read does not pay for the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Any, Concatenate, ParamSpec, TypeVar

    from mmkb.corpus.folder import DataFolder
    from mmkb.index.pattern import Pattern

    Asked = ParamSpec("Asked")
    Answer = TypeVar("Answer")

STEPS = 20_000_000
"""So many steps of SQLite, or of a regular expression, a statement may always take: a second or two."""

STEPS_A_ROW = 4_000
"""For each row of the index it may take so many more."""

_LOOK = 10_000  # steps between two looks at how many are left
_FOLD = 25  # what a call of ours costs, in steps of SQLite
_MATCH = 40  # and what a step of a regular expression does


class Index:
    """The knowledge base of one data folder, opened for reading.

    `notes` are what the user should know: files left out, a cache that cannot be written. The connection is closed with
    the index, at the latest when nothing refers to it any more.
    """

    elsewhere: Callable[[str, Any], tuple[str, tuple[object, ...]]] | None = None
    """What another engine finds of a kind by a condition, as SQL with parameters; None where the index itself is asked."""

    _closed = True  # until it is open, for an index that could not be opened

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        try:
            self._open()
        except Exception as surprise:
            self._open_anew(surprise)

    def _open(self) -> None:
        opened = open_index(self.folder)
        self.notes = opened.notes
        self.connection = opened.connection
        self._closed = False
        self.begin()

    def begin(self) -> None:
        """Make the open connection ready for questions."""
        ((rows,),) = self.connection.execute("SELECT value FROM meta WHERE key = 'rows'")
        self.work = _Work(STEPS + STEPS_A_ROW * int(rows))
        self.connection.create_function("fold", 1, self.work.fold, deterministic=True)
        self.connection.create_function("matches", 2, self.work.matches, deterministic=True)
        self._fields: dict[str, Fields] = {}
        self._families: frozenset[str] | None = None

    def _open_anew(self, surprise: Exception) -> None:
        """Build the index anew when damage is behind the surprise; raise that otherwise.

        Damage can look like a mistake of the user's: a name that is not found, a field that does not exist.
        """
        damaged = distrust()
        if not damaged and (isinstance(surprise, KbError) or not replaced()):
            raise surprise
        self.close()
        self._open()
        if damaged:
            self.notes = tuple(dict.fromkeys((DAMAGED, *self.notes)))

    def ask(
        self, answer: Callable[Concatenate[Index, Asked], Answer], *words: Asked.args, **named: Asked.kwargs
    ) -> Answer:
        """Return `answer(index, …)`; where damage of the index is behind a surprise, from one that is built anew."""
        try:
            return answer(self, *words, **named)
        except Exception as surprise:
            self._open_anew(surprise)
            return answer(self, *words, **named)

    def close(self) -> None:
        """Close the index; a second time does nothing."""
        if not self._closed:
            self._closed = True
            self.connection.close()

    def __del__(self) -> None:
        self.close()

    def fields(self, kind: str) -> Fields:
        """Return the fields of `kind`."""
        if kind not in self._fields:
            found = self.rows("SELECT json FROM fields WHERE kind = ? ORDER BY position", (kind,))
            self._fields[kind] = Fields.from_json(text for (text,) in found)
        return self._fields[kind]

    def kinds(self) -> list[str]:
        """Return every kind of row: those that people list, and the parts of records (`claims:checks`)."""
        return [kind for (kind,) in self.rows("SELECT DISTINCT kind FROM fields")]

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a statement; raises UsageError when it takes more steps than one question may, or for no text."""
        self.work.begin()
        self.connection.set_progress_handler(self.work.look, _LOOK)
        try:
            return self.connection.execute(sql, parameters).fetchall()
        except sqlite3.OperationalError as problem:
            # What is raised inside a statement, a Ctrl-C too, arrives here as a failure of SQLite's.
            raise self.work.raised or (KeyboardInterrupt() if _broken_off(problem) else _bounded(problem)) from None
        except UnicodeEncodeError as problem:  # lone surrogates, which only Python's own texts and JSON can hold
            raise UsageError(f"{problem.object!a} is not text", "write it in UTF-8") from None
        finally:
            self.connection.set_progress_handler(None, 0)

    def need_documents(self, ids: Collection[str]) -> None:
        """Do nothing: all records are here. A part of an index fetches those of these ids."""

    def ids(self, kind: str) -> list[str]:
        """Return the ids of a kind's rows and records, in order."""
        found = self.rows(
            "SELECT id FROM rows WHERE kind = ? UNION SELECT record FROM rows WHERE kind = ?", (kind, kind)
        )
        return [id_ for (id_,) in found]

    def knows(self, kind: str | None, name: str) -> bool:
        """Return whether a record of `kind` (None or `*`: of any kind) answers to `name`."""
        wanted = {"kind": kind or "*", "name": fold(name)}
        return bool(self.rows(_KNOWN, wanted)) or (kind in (None, "*", "models") and wanted["name"] in self.families())

    def called(self, name: str) -> list[str]:
        """Return the ids of all that is called by a name."""
        return [id_ for (id_,) in self.rows(_CALLED, {"name": fold(name)})]

    def refers(self, field: str, name: str) -> bool:
        """Return whether some record refers by `field` to `name`, which need not be on record."""
        return bool(self.rows("SELECT 1 FROM refs WHERE field = ? AND value = ? LIMIT 1", (field, name)))

    def measuring(self, name: str) -> list[tuple[str, str | None, str | None, bool]]:
        """Return the instruments that are called so, then those of the benchmark: id, unit, metric, whether so called."""
        return self.rows(_MEASURING, {"name": fold(name)})

    def families(self) -> frozenset[str]:
        """Return the families of models, folded."""
        if self._families is None:
            found = self.rows("SELECT DISTINCT family FROM models WHERE family IS NOT NULL")
            self._families = frozenset(fold(family) for (family,) in found)
        return self._families

    def names(self, kind: str | None) -> list[str]:
        """Return the ids, then the other names by which a record of `kind` (None or `*`: of any kind) is found."""
        found = self.rows(
            f"SELECT DISTINCT name FROM ({_NAMES}) WHERE name IS NOT NULL ORDER BY position", {"kind": kind or "*"}
        )
        return [name for (name,) in found]


class _Work:
    """What one statement may cost, and what was raised in it. It knows no connection, so that nothing keeps that open."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.begin()

    def begin(self) -> None:
        """Start a statement."""
        self.left = self.steps
        self.raised: BaseException | None = None
        self.machines: dict[str, Pattern] = {}

    def look(self) -> bool:
        """Return whether the statement must stop; called every `_LOOK` steps."""
        self._spend(_LOOK)
        return self.raised is not None

    def fold(self, text: str | None) -> str | None:
        """Return `text` in the form in which text is compared."""
        self.left -= _FOLD
        return None if text is None else fold(text)

    def matches(self, pattern: str, text: str | None) -> bool:
        """Return whether a pattern, which the query's compiler has checked, matches somewhere in `text`."""
        from mmkb.index.pattern import Pattern

        if text is None:
            return False
        try:
            machine = self.machines.get(pattern) or self.machines.setdefault(pattern, Pattern(pattern))
            before = machine.work
            found = machine.found_in(text)
            self._spend(_MATCH * (machine.work - before))
        except Exception as problem:
            self.raised = problem
        if self.raised is not None:
            raise self.raised
        return found

    def _spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            hint = "ask for less: fewer values, shorter patterns, a narrower query"
            self.raised = UsageError("the question takes too much work", hint)


def _bounded(problem: sqlite3.OperationalError) -> Exception:
    """Return the problem as the user's, where it is a bound of SQLite's on columns."""
    return UsageError(f"the question names too much: {problem}", "name less") if "columns" in str(problem) else problem


def _broken_off(problem: sqlite3.OperationalError) -> bool:
    return problem.sqlite_errorname == "SQLITE_INTERRUPT" or str(problem) == "user-defined function raised exception"


# Ids are their own folded form, and both statements find them by an index.
_KNOWN = """
SELECT 1 FROM rows WHERE id = :name AND :kind IN (kind, '*') AND kind NOT IN ('stages', 'results', 'disputes')
UNION ALL SELECT 1 FROM rows WHERE record = :name AND :kind IN (kind, '*')
UNION ALL SELECT 1 FROM names WHERE folded = :name AND :kind IN (kind, '*') AND kind NOT IN ('stages', 'results', 'disputes')
LIMIT 1
"""

_CALLED = """
SELECT rows.id FROM names JOIN rows USING (rid) WHERE names.folded = :name
UNION SELECT rows.record FROM names JOIN rows USING (rid) WHERE names.folded = :name AND names.whole
UNION SELECT rows.id FROM models JOIN rows USING (rid) WHERE fold(models.family) = :name
UNION SELECT rows.record FROM models JOIN rows USING (rid) WHERE fold(models.family) = :name
"""

_MEASURING = """
SELECT id, unit, metric, id = :name AS named FROM instruments
WHERE rid IN (SELECT rid FROM names WHERE folded = :name)
  OR rid IN (SELECT rid FROM "instruments.benchmark" WHERE value = :name) ORDER BY NOT named, rid
"""

_NAMES = """
SELECT id AS name, kind, 1 AS position FROM rows WHERE :kind IN (kind, '*') AND kind NOT IN ('stages', 'results', 'disputes')
UNION ALL SELECT record, kind, 1 FROM rows WHERE :kind IN (kind, '*')
UNION ALL SELECT family, 'models', 2 FROM models WHERE family IS NOT NULL AND :kind IN ('models', '*')
UNION ALL SELECT name, kind, 3 FROM names WHERE :kind IN (kind, '*') AND kind NOT IN ('stages', 'results', 'disputes')
"""


def kinds_with_rows(index: Index) -> Iterable[tuple[str, int]]:
    """Return every kind with the number of its records (of rows, where rows unfold from a list)."""
    for kind in KINDS:
        what = "record" if kind in ("models", "benchmarks") else "id"
        ((count,),) = index.rows(f"SELECT count(DISTINCT {what}) FROM rows WHERE kind = ?", (kind,))
        yield kind, count
