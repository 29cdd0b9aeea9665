"""Chains of licences: those of a model, of its parts and of their data, and the commercial use that is left in effect."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

from mmkb.schema.kinds import PARTS

MAKERS_WORDS = "maker's words"
DATA, DATA_TERMS = "data", "terms of data"
OF_DATA = (DATA, DATA_TERMS)
"""The roles of steps that are no models."""
_DATA = "training.stages.data"
MOST_STEPS = 128
"""A chain is not followed further: of n records in a row all chains together have n² / 2 steps."""
Step = tuple[str, str, str | None, str | None, str | None]
"""Role of a part, its id, its own licence, the commercial term in effect, the licence of its user where that covers it."""
Terms = tuple[str | None, str | None]
"""A licence and its commercial term."""
Part = tuple[int | None, Step, bool]
"""The row of a part, when it is a model; its step of the chain; whether the licence of its user covers it."""

_MAKERS = (
    "SELECT group_concat(value, char(10)) FROM (SELECT DISTINCT value FROM json_each({}.developer) ORDER BY value)"
)
_SAME_MAKERS = f"(({_MAKERS.format('m')}) = ({_MAKERS.format('o')}))"
_PUBLISHED = """o."openness.weights.encoder" IN ('open', 'partial')"""
_COVERED = f"""
m.rid IS NOT NULL AND o.license IS NOT NULL AND CASE
  WHEN m.license IS NOT NULL OR m."license_limits.commercial" IS NOT NULL
    THEN {_SAME_MAKERS} AND o."released:last" >= m."released:first"
  WHEN EXISTS (SELECT 1 FROM facts WHERE facts.rid = m.rid AND facts.field = 'license') THEN 0
  WHEN refs.field IN ('base', 'backbone') THEN {_SAME_MAKERS}
  ELSE {_SAME_MAKERS} OR {_PUBLISHED}
END
"""
"""Whether the licence of a model `o` is that of its part `m` too.

Of the same makers the newer terms hold, in place of the older licence and of what was said beside it; whoever else takes
part cannot free the others from the older terms. A part without terms of its own has those of the checkpoint in which it is
published: by its makers, or, for an encoder, by a maker who publishes the encoder's weights as well, though it keeps its
name to itself.
"""


def licence_chains(connection: sqlite3.Connection) -> None:
    """Write for every model the chain of licences of its parts and data, and the strictest commercial term in it.

    A model part whose licence is not known leaves the term unknown, unless another part forbids commercial use;
    a data set whose licence is not known does not, since how far it binds the model is open. The models are those of
    `todo` and all that are built on its rows; they go into `chained`.
    A part that its user covers (`_COVERED`) is under the licence of its user, whatever its own and its makers' words.
    """
    connection.execute(
        """
        INSERT INTO chained
          WITH RECURSIVE above (rid) AS (
            SELECT rid FROM todo UNION
            SELECT refs.rid FROM above CROSS JOIN refs ON refs.target = above.rid WHERE field IN (SELECT value FROM json_each(?)))
          SELECT rid FROM above CROSS JOIN models USING (rid)
        """,
        (json.dumps([*PARTS, _DATA]),),
    )
    connection.execute("DELETE FROM chain WHERE rid IN chained")
    parts = _parts(connection)
    for rid, id_, licence, term in connection.execute(
        "SELECT m.rid, m.id, m.license, l.commercial FROM chained CROSS JOIN models m USING (rid) "
        "LEFT JOIN licenses l ON l.id = m.license ORDER BY m.rid"
    ).fetchall():
        steps = [("model", id_, licence, term, None), *_below(rid, parts, (licence, term))]
        connection.executemany(
            "INSERT INTO chain VALUES (?, ?, ?, ?, ?, ?, ?)", ((rid, n, *step) for n, step in enumerate(steps))
        )
        connection.execute(
            "UPDATE models SET commercial = ? WHERE rid = ?",
            (strictest((role, term) for role, _, _, term, _ in steps), rid),
        )


def strictest(chain: Iterable[tuple[str, str | None]]) -> str | None:
    """Return the strictest of the commercial terms of a chain, each with its role: no, unknown (None), conditional, yes.

    Of data what is not known does not count.
    """
    terms = {term for role, term in chain if term is not None or role not in OF_DATA}
    return "no" if "no" in terms else None if None in terms else "conditional" if "conditional" in terms else "yes"


def _parts(connection: sqlite3.Connection) -> dict[int, list[Part]]:
    """Return the parts of the chained models and of those below: models, data, and limits."""
    parts: dict[int, list[Part]] = defaultdict(list)
    roles = json.dumps([*PARTS])
    connection.execute(
        """
        CREATE TEMP TABLE below AS
          WITH RECURSIVE below (rid) AS (
            SELECT rid FROM chained UNION
            SELECT refs.target FROM below CROSS JOIN refs USING (rid)
              WHERE field IN (SELECT value FROM json_each(?)) AND target IS NOT NULL)
          SELECT rid FROM below
        """,
        (roles,),
    )
    for rid, id_, term in connection.execute(
        'SELECT rid, id, "license_limits.commercial" FROM below CROSS JOIN models USING (rid) '
        'WHERE "license_limits.commercial" IS NOT NULL ORDER BY rid'
    ):
        parts[rid].append((None, (MAKERS_WORDS, id_, None, term, None), False))
    found = connection.execute(
        f"SELECT refs.rid, refs.field, refs.value, refs.target, m.license, l.commercial, {_COVERED} "
        "FROM below CROSS JOIN refs USING (rid) CROSS JOIN models o ON o.rid = refs.rid "
        "LEFT JOIN models m ON m.rid = refs.target LEFT JOIN licenses l ON l.id = m.license "
        "WHERE refs.field IN (SELECT value FROM json_each(?)) "
        "ORDER BY refs.rid, refs.field, refs.value, m.license, refs.target",
        (roles,),
    )
    for rid, field, value, target, licence, term, covered in found:
        parts[rid].append((target, (PARTS[field], value, licence, term, None), bool(covered)))
    for rid, field, inside in connection.execute(
        f"SELECT rid, field, field NOT IN ('base', 'backbone') AND o.license IS NOT NULL AND {_PUBLISHED} "
        "FROM below CROSS JOIN facts USING (rid) CROSS JOIN models o USING (rid) "
        "WHERE status = 'undisclosed' AND field IN (SELECT value FROM json_each(?)) ORDER BY rid, field",
        (roles,),
    ):
        parts[rid].append((None, (PARTS[field], "undisclosed", None, None, None), bool(inside)))
    for rid, role, value, licence, term in connection.execute(
        "SELECT DISTINCT refs.rid, d.role, refs.value, d.licence, l.commercial FROM below CROSS JOIN refs USING (rid) "
        "JOIN (SELECT rid, ? AS role, license AS licence FROM datasets "
        "UNION ALL SELECT rid, ?, terms FROM datasets WHERE terms IS NOT NULL) d "
        "ON d.rid = refs.target LEFT JOIN licenses l ON l.id = d.licence "
        "WHERE refs.field = ? ORDER BY refs.rid, refs.value, d.role, d.licence",
        (*OF_DATA, _DATA),
    ):
        parts[rid].append((None, (role, value, licence, term, None), False))
    connection.execute("DROP TABLE below")
    return parts


def _below(rid: int, parts: Mapping[int, Iterable[Part]], terms: Terms) -> Iterable[Step]:
    """Return the steps below a model that is under `terms`, each once; what is below a part follows it.

    A part is visited once under the same terms however it is met. Behind `MOST_STEPS` stands one of unknown licence for
    all that follow.
    """
    steps: dict[Step, None] = {}
    visited = {(rid, terms, False)}
    path = [(iter(parts.get(rid, ())), terms)]
    while path:
        remaining, above = path[-1]
        for target, (role, id_, own, own_term, _), covered in remaining:
            licence, term = above if covered else (own, own_term)
            step = (role, id_, own, term, licence if licence != own else None)
            if len(steps) == MOST_STEPS and step not in steps:
                return [*steps, ("more", f"more than {MOST_STEPS} parts", None, None, None)]
            steps[step] = None
            if target is not None and (target, (licence, term), covered) not in visited:
                visited.add((target, (licence, term), covered))
                inside = [part for part in parts.get(target, ()) if not (covered and part[1][0] == MAKERS_WORDS)]
                path.append((iter(inside), (licence, term)))
                break
        else:
            path.pop()
    return steps
