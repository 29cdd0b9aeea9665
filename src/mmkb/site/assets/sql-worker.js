// SQLite beside the page, so that what takes long can be stopped. A table gets its rows when a query first names it.
"use strict";

// The text of this function runs in a worker, which a page from file:// can make of text alone.
mmkb.sqlWorker = function (unpacked, initSqlJs) {
  var MOST = 100000, opened = null;

  async function open(packed) {
    var relations = await unpacked(packed), SQL = await initSqlJs(), db = new SQL.Database();
    relations.forEach(function (relation) { db.run(relation.create); });
    return { db: db, empty: new Map(relations.map(function (relation) { return [relation.name, relation]; })) };
  }

  function fill(db, relation) {
    if (!relation.columns.length) return;
    var insert = db.prepare('INSERT INTO "' + relation.name + '" VALUES (' + relation.columns.map(function () { return "?"; }).join(", ") + ")");
    relation.columns[0].forEach(function (_, at) { insert.run(relation.columns.map(function (column) { return column[at]; })); });
    insert.free();
  }

  function prepare(db, empty, sql) {
    db.run("PRAGMA query_only = 0; SAVEPOINT filling");
    (sql.toLowerCase().match(/\w+/g) || []).forEach(function (name) {
      if (empty.has(name)) fill(db, empty.get(name));
      empty.delete(name);
    });
    db.run("RELEASE filling; PRAGMA query_only = 1");
  }

  // What the last statement that has columns found.
  function answer(db, sql) {
    var found = { columns: [], rows: [], more: false };
    for (var statement of db.iterateStatements(sql)) {
      var columns = statement.getColumnNames(), rows = [], more = false;
      while (statement.step()) {
        if ((more = rows.length === MOST)) break;
        rows.push(statement.get());
      }
      if (columns.length) found = { columns: columns, rows: rows, more: more };
    }
    return found;
  }

  onmessage = async function (event) {
    try {
      opened = opened || open(event.data.packed);
      var now = await opened;
      prepare(now.db, now.empty, event.data.sql);
      postMessage({ number: event.data.number, found: answer(now.db, event.data.sql) });
    } catch (problem) {
      postMessage({ number: event.data.number, wrong: String(problem.message || problem) });
    }
  };
};
