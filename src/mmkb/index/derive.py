"""Fields that no record states: access class, effective commercial use, the sources behind a row, what is read."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

HAD = ("open", "partial")


def derive(connection: sqlite3.Connection) -> None:
    """Fill the derived columns; every record is in place and linked."""
    connection.executescript(
        """
        UPDATE results SET benchmark = (SELECT benchmark FROM instruments WHERE instruments.id = results.instrument);
        INSERT OR IGNORE INTO "results.benchmark"
          SELECT b.value, r.rid FROM results r JOIN "refs" ON refs.rid = r.rid AND refs.field = 'instrument'
            JOIN "instruments.benchmark" b ON b.rid = refs.target;
        """
    )
    _access(connection)
    _commercial(connection)
    for kind in ("models", "attention", "tuning", "benchmarks", "datasets", "licenses", "risks"):
        _evidence(connection, kind)
    for kind in ("results", "claims"):
        connection.execute(
            f"UPDATE {kind} SET read = EXISTS (SELECT 1 FROM evidence e WHERE e.rid = {kind}.rid AND e.read IS NOT NULL)"
        )


def access_class(
    weights: Iterable[str | None], api: str | None, *, licence: bool | None, everything_open: bool
) -> str | None:
    """Return the access class, or the coarser `open` or `proprietary` when the finer one is not known.

    `weights` are the grades of the weights that make up the model, `api` that of the interface; `licence` is True
    when the licence allows every use, False when it limits use, None when it is not recorded; `everything_open` says
    that training data and training code are open as well. Unknown grades claim nothing.
    """
    grades = [grade for grade in weights if grade]
    if any(grade in HAD for grade in grades):
        if "open" not in grades or licence is False:
            return "restricted-weights"
        if licence is None:
            return "open"
        return "open-source" if everything_open else "open-weights"
    if not grades:
        return None
    if api is None:
        return "proprietary"
    return "api-only" if api in HAD else "unreleased"


def _access(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        """
        SELECT m.rid, "openness.weights.base", "openness.weights.tuned", "openness.access.api",
               l.rid IS NOT NULL, l.commercial, l.limits, l.user_cap,
               "openness.data.base", "openness.data.tuned", "openness.code.training"
        FROM models m LEFT JOIN licenses l ON l.id = m.license
        """
    ).fetchall()
    for rid, base, tuned, api, licensed, commercial, limits, cap, data_base, data_tuned, code in rows:
        allows_all = None if not licensed or commercial is None else commercial == "yes" and not limits and not cap
        data = [grade for grade in (data_base, data_tuned) if grade]
        everything = bool(data) and set(data) == {"open"} and code == "open"
        name = access_class((base, tuned), api, licence=allows_all, everything_open=everything)
        connection.execute("UPDATE models SET access = ? WHERE rid = ?", (name, rid))


def _commercial(connection: sqlite3.Connection) -> None:
    """Write the strictest commercial term along the chain of parts; a part that is not known leaves it unknown."""
    terms = dict(
        connection.execute(
            "SELECT m.rid, l.commercial FROM models m LEFT JOIN licenses l ON l.id = m.license"
        ).fetchall()
    )
    parts: dict[int, list[int | None]] = defaultdict(list)
    for rid, _, target in connection.execute(
        "SELECT refs.rid, field, target FROM refs JOIN models ON models.rid = refs.rid"
        " WHERE target_kind = 'models' AND field IN ('base', 'backbone', 'vision.encoder', 'other_encoders', 'generators')"
    ):
        parts[rid].append(target)
    memo: dict[int | None, str | None] = {None: None}
    for rid in terms:
        connection.execute("UPDATE models SET commercial = ? WHERE rid = ?", (_strictest(rid, terms, parts, memo), rid))


def _strictest(
    rid: int | None,
    terms: dict[int, str | None],
    parts: dict[int, list[int | None]],
    memo: dict[int | None, str | None],
) -> str | None:
    if rid in memo:
        return memo[rid]
    assert rid is not None
    memo[rid] = None  # a cycle is a data error: its part stays unknown
    chain = {terms.get(rid), *(_strictest(part, terms, parts, memo) for part in parts[rid])}
    memo[rid] = "no" if "no" in chain else None if None in chain else "conditional" if "conditional" in chain else "yes"
    return memo[rid]


def _evidence(connection: sqlite3.Connection, kind: str) -> None:
    connection.executescript(
        f"""
        UPDATE {kind} SET
          source = (SELECT json_group_array(source) FROM
                     (SELECT DISTINCT source FROM evidence WHERE evidence.rid = {kind}.rid ORDER BY source)),
          disputed = (SELECT json_group_array(field) FROM
                       (SELECT DISTINCT field FROM disputes WHERE disputes.rid = {kind}.rid ORDER BY field)),
          read = (SELECT min(read) FROM facts WHERE facts.rid = {kind}.rid);
        UPDATE {kind} SET source = NULL WHERE source = '[]';
        UPDATE {kind} SET disputed = NULL WHERE disputed = '[]';
        INSERT OR IGNORE INTO "{kind}.disputed" SELECT field, rid FROM disputes WHERE rid IN (SELECT rid FROM {kind});
        INSERT OR IGNORE INTO "{kind}.source"
          SELECT n.folded, e.rid FROM (SELECT rid, source FROM evidence UNION SELECT rid, source FROM disputes) e
            JOIN sources s ON s.id = e.source JOIN names n ON n.rid = s.rid WHERE e.rid IN (SELECT rid FROM {kind});
        """
    )
