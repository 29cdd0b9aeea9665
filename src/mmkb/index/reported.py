"""Derived fields of what a source reports: the benchmark behind a result, and whether somebody has read a row."""

from __future__ import annotations

import sqlite3


def reported(connection: sqlite3.Connection) -> None:
    """Fill the derived columns of the results and claims in `todo`; what they refer to is there and linked."""
    connection.executescript(
        """
        UPDATE results SET benchmark = (SELECT benchmark FROM instruments WHERE instruments.id = results.instrument)
          WHERE rid IN todo;
        INSERT INTO refs SELECT DISTINCT r.rid, 'benchmark', r.benchmark, 'benchmarks', b.target
          FROM todo JOIN results r USING (rid) JOIN refs i ON i.rid = r.rid AND i.field = 'instrument'
            JOIN refs b ON b.rid = i.target AND b.field = 'benchmark' ORDER BY r.rid, b.target;
        INSERT OR IGNORE INTO "results.benchmark"
          SELECT b.value, r.rid FROM todo JOIN results r USING (rid)
            JOIN refs ON refs.rid = r.rid AND refs.field = 'instrument'
            JOIN "instruments.benchmark" b ON b.rid = refs.target;
        """
    )
    for kind in ("results", "claims"):
        connection.execute(
            f"UPDATE {kind} SET read = EXISTS (SELECT 1 FROM evidence e WHERE e.rid = {kind}.rid AND e.read IS NOT NULL) "
            "WHERE rid IN todo"
        )
