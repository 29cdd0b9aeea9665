// The tables that queries are asked of: handed over by scripts in data/, each loaded when it is needed.
"use strict";

(function () {
  var packed = {}, tables = {}, known = {}, refs = null, names = null;

  // What is asked of tables that are not loaded yet.
  function Missing(group) { this.group = group; }

  async function unpacked(text) {
    var letters = atob(text), bytes = new Uint8Array(letters.length);
    for (var at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  function add(whole, more) {
    if (!whole) return more;
    for (var column in more) whole[column] = whole[column].concat(more[column]);
    return whole;
  }

  // Of a list field, each value with its row: what `has any of` is asked of.
  function spread(kind, path) {
    var table = tables[kind], values = [], rids = [];
    (table[path] || []).forEach(function (list, at) {
      if (list) list.forEach(function (value) { values.push(value); rids.push(table.rid[at]); });
    });
    return { value: values, rid: rids };
  }

  var data = (mmkb.data = {
    Missing: Missing,
    core: null,

    take: function (name, text) { packed[name] = text; },
    unpacked: unpacked,

    // What a script has handed over, as it came.
    packed: function (name) { return packed[name]; },

    // What a script has handed over that is no table.
    given: function (name) { return (known[name] = known[name] || unpacked(packed[name])); },

    // Load a group of tables and answer when it can be asked.
    load: function (name) {
      known[name] = known[name] || mmkb.load("data/" + name + ".js").then(function () { return unpacked(packed[name]); }).then(function (found) {
        delete packed[name];
        if (name === "evidence") return found;
        if (name === "core") data.core = found;
        for (var table in found.tables) if (table !== "rows") tables[table] = found.tables[table];
        tables.rows = add(tables.rows, found.tables.rows);
        refs = add(refs, found.refs);
        names = add(names, found.names);
        tables.refs = refs;
        tables.names = names;
        caches = {};
        return found;
      });
      return known[name];
    },

    // A table by name, as columns; a link table of a list is made from the list.
    table: function (name) {
      if (tables[name]) return tables[name];
      var kind = name.split(".")[0];
      if (data.core.large.includes(kind) && !tables[kind]) throw new Missing(kind);
      var path = name.slice(kind.length + 1);
      return (tables[name] = spread(kind, path));
    },

    // Text as it is compared: NFKC, without case, as Python's casefold has it.
    fold: function (text) {
      var folds = data.core.folds, folded = "";
      for (var character of text.normalize("NFKC")) folded += Object.hasOwn(folds, character) ? folds[character] : character.toLowerCase();
      return folded;
    },

    // Whether a record of a kind ("*": of any) answers to a name.
    knows: function (kind, name) {
      var folded = data.fold(name), every = kind === "*";
      if (every) data.core.large.forEach(function (large) { data.table(large); });
      else data.table(kind);
      return data.called(kind).has(folded) || ((every || kind === "models") && data.families().has(folded));
    },

    // The names, folded, of the records of a kind.
    called: function (kind) {
      return cached("called " + kind, function () {
        var rows = tables.rows, found = new Set(), kinds = new Map();
        rows.rid.forEach(function (rid, at) {
          kinds.set(rid, rows.kind[at]);
          if (kind !== "*" && rows.kind[at] !== kind) return;
          if (rows.id[at] !== null && !data.core.unnamed.includes(rows.kind[at])) found.add(rows.id[at]);
          found.add(rows.record[at]);
        });
        names.rid.forEach(function (rid, at) {
          var of = kinds.get(rid);
          if ((kind === "*" || of === kind) && !data.core.unnamed.includes(of)) found.add(names.folded[at]);
        });
        return found;
      });
    },

    // What the rows and the records of a kind are called, by id.
    names: function (kind) {
      return cached("names " + kind, function () {
        var rows = tables.rows, found = new Map(), own = tables[kind] || {};
        // Of two names the later in the alphabet, as the index has them.
        var add = function (id, name) { if (name && !(found.get(id) > name)) found.set(id, name); };
        rows.rid.forEach(function (_, at) { if (rows.kind[at] === kind) add(rows.record[at], rows.name[at]); });
        (own.name ? own.id : []).forEach(function (id, at) { add(id, own.name[at]); });
        return found;
      });
    },

    families: function () {
      return cached("families", function () {
        return new Set((tables.models.family || []).filter(Boolean).map(data.fold));
      });
    },

    // The ids of all that is called by a name: rows, their records where the name is the whole record's, families.
    ids: function (name) {
      data.core.large.forEach(function (large) { data.table(large); });
      var folded = data.fold(name), rows = tables.rows, at = new Map(), found = new Set();
      rows.rid.forEach(function (rid, place) { at.set(rid, place); });
      names.rid.forEach(function (rid, place) {
        if (names.folded[place] !== folded) return;
        found.add(rows.id[at.get(rid)]);
        if (names.whole[place]) found.add(rows.record[at.get(rid)]);
      });
      tables.models.rid.forEach(function (rid, place) {
        var family = (tables.models.family || [])[place];
        if (family && data.fold(family) === folded) found.add(rows.id[at.get(rid)]).add(rows.record[at.get(rid)]);
      });
      return found;
    },
  });

  var caches = {};
  function cached(name, make) { return (caches[name] = caches[name] || make()); }
})();
