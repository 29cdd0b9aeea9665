"""Fields of models that records of other kinds give them: the countries of their developers, the surveys that cover them."""

from __future__ import annotations

import sqlite3


def countries(connection: sqlite3.Connection) -> None:
    """Write for every model the countries of its developers, which it calls by name."""
    connection.executescript(
        """
        CREATE TEMP TABLE seats AS
          SELECT DISTINCT name, value AS country FROM names JOIN "developers.country" USING (rid) WHERE kind = 'developers';
        DELETE FROM "models.country" WHERE rid IN todo;
        INSERT OR IGNORE INTO "models.country"
          SELECT country, m.rid FROM todo JOIN "models.developer" m USING (rid) JOIN seats ON seats.name = m.value;
        UPDATE models SET country = (SELECT nullif(json_group_array(value), '[]') FROM
          (SELECT value FROM "models.country" c WHERE c.rid = models.rid ORDER BY value)) WHERE rid IN todo;
        DROP TABLE seats
        """
    )


def surveys(connection: sqlite3.Connection) -> None:
    """Write for every model the surveys that name it: for the models of `todo`, and for those that its surveys name."""
    connection.executescript(
        """
        CREATE TEMP TABLE surveyed AS
          SELECT rid FROM todo JOIN models USING (rid) UNION
          SELECT target FROM todo JOIN surveys USING (rid) JOIN refs USING (rid) WHERE field = 'models' AND target IS NOT NULL;
        DELETE FROM refs WHERE field = 'covered_by' AND rid IN surveyed;
        DELETE FROM "models.covered_by" WHERE rid IN surveyed;
        INSERT INTO refs SELECT v.rid, 'covered_by', s.id, 'surveys', s.rid
          FROM surveyed v JOIN refs r ON r.target = v.rid AND r.field = 'models' JOIN surveys s ON s.rid = r.rid
          ORDER BY v.rid, s.id;
        INSERT OR IGNORE INTO "models.covered_by"
          SELECT n.folded, v.rid FROM surveyed v JOIN refs r USING (rid) JOIN names n ON n.rid = r.target
          WHERE r.field = 'covered_by';
        UPDATE models SET covered_by = (SELECT nullif(json_group_array(value), '[]') FROM
          (SELECT DISTINCT value FROM refs WHERE refs.rid = models.rid AND field = 'covered_by' ORDER BY value))
          WHERE rid IN surveyed;
        DROP TABLE surveyed
        """
    )
