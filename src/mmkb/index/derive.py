"""Fields that no record states: access class, effective commercial use, the sources behind a row, what is read."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from mmkb.index.backlinks import countries, surveys
from mmkb.index.chains import OF_DATA, licence_chains
from mmkb.index.reported import reported
from mmkb.schema.kinds import EVIDENCED, PARTS

HAD = ("open", "partial")


def derive(connection: sqlite3.Connection) -> None:
    """Fill the derived columns of the rows in `todo`, and of all models built on them; every record is linked."""
    reported(connection)
    connection.executescript(
        """
        UPDATE models SET modality = (SELECT nullif(json_group_array(value), '[]') FROM
          (SELECT DISTINCT value FROM
            (SELECT value FROM json_each(models.input) UNION ALL SELECT value FROM json_each(models.output))))
          WHERE rid IN todo;
        INSERT OR IGNORE INTO "models.modality"
          SELECT j.value, m.rid FROM todo JOIN models m USING (rid), json_each(m.modality) j;
        """
    )
    countries(connection)
    surveys(connection)
    licence_chains(connection)
    _access(connection)
    for kind in EVIDENCED:
        _evidence(connection, kind)


def access_class(
    weights: Iterable[str | None],
    api: str | None,
    product: str | None,
    *,
    licence: bool | None,
    everything_open: bool,
) -> str:
    """Return the access class, a word of `ACCESS`.

    `weights` are the grades of the weights that make up the model, `api` and `product` those of the ways to use it;
    `licence` is True when the licence allows every use, False when it or that of a part limits use, None when it is not
    recorded; `everything_open` says that data, code and parts are open as well. Unknown grades claim nothing.
    """
    grades = [grade for grade in weights if grade]
    if not grades:
        return "unknown-access"
    if any(grade in HAD for grade in grades):
        if "open" not in grades or licence is False:
            return "restricted-weights"
        if licence is None:
            return "unlicensed-weights"
        return "open-source" if everything_open else "open-weights"
    if api in HAD:
        return "api-only"
    return "product-only" if product in HAD else "unreleased"


def _access(connection: sqlite3.Connection) -> None:
    rows = connection.execute(
        """
        SELECT m.rid, "openness.weights.base", "openness.weights.tuned", "openness.access.api", "openness.access.product",
               l.rid IS NOT NULL, l.commercial, l.limits, l.user_cap, l.osi,
               EXISTS (SELECT 1 FROM chain c WHERE c.rid = m.rid
                 AND c.role NOT IN (?, ?) AND c.commercial IN ('no', 'conditional'))
        FROM chained CROSS JOIN models m USING (rid) LEFT JOIN licenses l ON l.id = m.license
        """,
        OF_DATA,
    ).fetchall()
    whole = _open_throughout(connection)
    for rid, base, tuned, api, product, licensed, commercial, limits, cap, osi, bound in rows:
        free = commercial == "yes" and not cap and bool(osi or not limits)  # an OSI-approved licence limits no use
        allows_all = False if bound else None if not licensed or commercial is None else free
        name = access_class((base, tuned), api, product, licence=allows_all, everything_open=rid in whole)
        connection.execute("UPDATE models SET access = ? WHERE rid = ?", (name, rid))


def _open_throughout(connection: sqlite3.Connection) -> set[int]:
    """Return those of the chained models and of their parts whose weights, data and code are open, and so is all inside.

    Pre-training data must be stated to be open; where tuned weights are given, so must tuning data. A part that is kept
    secret or has no record is not open.
    """
    fields = json.dumps([*PARTS])
    below = """
        WITH RECURSIVE below (rid) AS (
          SELECT rid FROM chained UNION
          SELECT refs.target FROM below CROSS JOIN refs USING (rid)
            WHERE field IN (SELECT value FROM json_each(:fields)) AND target IS NOT NULL)
        """
    found = connection.execute(
        f"""
        {below} SELECT rid FROM below CROSS JOIN models USING (rid)
        WHERE "openness.data.base" = 'open' AND "openness.code.training" = 'open'
          AND coalesce("openness.weights.base", 'open') = 'open' AND coalesce("openness.weights.tuned", 'open') = 'open'
          AND ("openness.data.tuned" = 'open' OR "openness.data.tuned" IS NULL AND "openness.weights.tuned" IS NULL)
        """,
        {"fields": fields},
    )
    whole = {rid for (rid,) in found}
    parts = connection.execute(
        f"""
        {below} SELECT rid, target FROM below CROSS JOIN refs USING (rid) WHERE field IN (SELECT value FROM json_each(:fields))
        UNION SELECT rid, NULL FROM below CROSS JOIN facts USING (rid)
          WHERE status = 'undisclosed' AND field IN (SELECT value FROM json_each(:fields))
        """,
        {"fields": fields},
    ).fetchall()
    users: dict[int | None, list[int]] = defaultdict(list)
    for rid, part in parts:
        users[part].append(rid)
    closed = [part for part in users if part not in whole]
    while closed:
        for rid in users.get(closed.pop(), ()):
            if rid in whole:
                whole.discard(rid)
                closed.append(rid)
    return whole


def _evidence(connection: sqlite3.Connection, kind: str) -> None:
    connection.executescript(
        f"""
        UPDATE {kind} SET
          source = (SELECT nullif(json_group_array(source), '[]') FROM
                     (SELECT DISTINCT source FROM evidence WHERE evidence.rid = {kind}.rid ORDER BY source)),
          disputed = (SELECT nullif(json_group_array(field), '[]') FROM
                       (SELECT DISTINCT field FROM rivals WHERE rivals.rid = {kind}.rid ORDER BY field)),
          read = (SELECT min(state = 'read') FROM facts WHERE facts.rid = {kind}.rid)
          WHERE rid IN todo;
        INSERT OR IGNORE INTO "{kind}.disputed"
          SELECT field, rid FROM todo JOIN rivals USING (rid) JOIN {kind} USING (rid);
        CREATE TEMP TABLE sourced AS
          SELECT rid, evidence.source FROM todo JOIN evidence USING (rid) WHERE rid IN (SELECT rid FROM {kind})
          UNION SELECT rid, rivals.source FROM todo JOIN rivals USING (rid) WHERE rid IN (SELECT rid FROM {kind});
        INSERT INTO refs SELECT e.rid, 'source', e.source, 'sources', s.rid
          FROM sourced e JOIN sources s ON s.id = e.source ORDER BY e.rid, e.source;
        INSERT OR IGNORE INTO "{kind}.source"
          SELECT n.folded, e.rid FROM sourced e JOIN sources s ON s.id = e.source JOIN names n ON n.rid = s.rid;
        DROP TABLE sourced;
        """
    )
