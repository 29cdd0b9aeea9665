// What stands in a cell of the list of models: values of several sizes folded into one, as the shell folds them.
"use strict";

(function () {
  var SUFFIXES = [["T", 1e12], ["B", 1e9], ["M", 1e6], ["k", 1e3]];
  var ABSENT = { undisclosed: "undisclosed", "not-applicable": "n/a", "not-stated": "not stated" };
  var MODALITIES = ["input", "output", "modality", "modalities"];
  var ORDERED = ["quantity", "integer", "number", "date"];
  var MOST = 3;
  var WHOLE = new Intl.NumberFormat("en-US");

  // A number as people write it: 7B, 1.5T, 128k; below ten thousand in full.
  mmkb.short = function (number) {
    if (Math.abs(number) < 10000) return Number.isInteger(number) ? String(number) : String(Number(number.toPrecision(6)));
    var size = Math.abs(number), rounded = Number(size.toExponential(3)), step = Math.pow(10, Math.floor(Math.log10(rounded)) - 3);
    // A draw goes to the even digit, as Python rounds.
    if (rounded - size === step / 2 && (rounded / step) % 2) rounded -= step;
    var suffix = SUFFIXES.find(function (pair) { return rounded >= pair[1]; });
    return (number < 0 ? "-" : "") + String(Number((rounded / suffix[1]).toPrecision(12))) + suffix[0];
  };

  function written(value, field) {
    if (field.type === "bool") return value ? "yes" : "no";
    if (typeof value !== "number") return String(value);
    if (field.type === "quantity" && [undefined, "parameters", "samples", "items", "users"].includes(field.unit)) return mmkb.short(value);
    if (Number.isInteger(value)) return value >= 1e7 ? mmkb.short(value) : WHOLE.format(value);
    return String(value);
  }

  function distinct(values) { return Array.from(new Set(values)); }

  // The values of a field in some rows of models, each once; a list that all have stays as it is.
  mmkb.values = function (field, places) {
    var column = mmkb.data.table("models")[field.path] || [];
    var found = places.map(function (at) { return column[at]; }).filter(function (value) { return value !== null && value !== undefined; });
    if (!field.many) {
      found = distinct(found);
      if (ORDERED.includes(field.type)) found.sort(function (one, other) { return one < other ? -1 : one > other ? 1 : 0; });
      return found;
    }
    var lists = distinct(found.map(function (list) { return JSON.stringify(list); })).map(JSON.parse);
    return lists.length === 1 ? lists[0] : distinct([].concat.apply([], lists));
  };

  // What people read of them.
  mmkb.text = function (field, values, places) {
    var texts = values.map(function (value) { return written(value, field); });
    if (texts.length > MOST && !field.many && ORDERED.includes(field.type)) return texts[0] + " – " + texts[texts.length - 1];
    if (texts.length) return texts.join(MODALITIES.includes(field.name) ? "+" : ", ");
    var words = distinct(places.map(function (at) { return mmkb.absence(field, at); }).filter(Boolean));
    return words.map(function (word) { return ABSENT[word]; }).join(", ");
  };

  var absences = null;
  mmkb.absence = function (field, at) {
    if (!absences) {
      var table = mmkb.data.table("absences");
      absences = new Map(table.rid.map(function (rid, place) { return [rid + " " + table.field[place], table.word[place]]; }));
    }
    return absences.get(mmkb.data.table("models").rid[at] + " " + field.path);
  };

  // Where facts of the list stand: by row and field the places, the strongest first; and who is contradicted.
  var learnt = null, supported = null, disputed = null, weak = new Map(), partial = new Set();
  mmkb.learn = function (found) {
    learnt = found;
    found.states.rid.forEach(function (rid, at) { weak.set(rid + " " + found.states.field[at], found.states.state[at]); });
    found.partial.rid.forEach(function (rid, at) { partial.add(rid + " " + found.partial.field[at]); });
  };
  mmkb.places = function (field, at) {
    var places = learnt.places;
    supported = supported || grouped(learnt.supports, learnt.supports.place);
    return (supported.get(mmkb.data.table("models").rid[at] + " " + field.path) || []).map(function (number) {
      var place = { state: places.read[number] ? "read" : places.inferred[number] ? "inferred" : "cited" };
      for (var name in places) place[name] = places[name][number];
      return place;
    });
  };
  function grouped(table, values) {
    var found = new Map();
    table.rid.forEach(function (rid, at) {
      var key = rid + " " + table.field[at];
      if (found.has(key)) found.get(key).push(values[at]);
      else found.set(key, [values[at]]);
    });
    return found;
  }
  mmkb.rivals = function (field, at) {
    if (!disputed) {
      var table = mmkb.data.table("rival_values");
      disputed = grouped(table, table.value.map(function (value, place) { return table.number[place] === null ? value : mmkb.short(table.number[place]); }));
    }
    return disputed.get(mmkb.data.table("models").rid[at] + " " + field.path) || [];
  };

  // The marks behind a cell, in the order of the shell: a list that is not whole, the weakest state of the facts, a source that disagrees.
  mmkb.marks = function (field, places) {
    var rids = mmkb.data.table("models").rid, facts = places.map(function (at) { return rids[at] + " " + field.path; });
    var states = facts.map(function (fact) { return weak.get(fact); });
    return [
      facts.some(function (fact) { return partial.has(fact); }) && " …",
      states.includes("cited") ? "°" : states.includes("inferred") && "≈",
      places.some(function (at) { return mmkb.rivals(field, at).length; }) && "≠",
    ].filter(Boolean);
  };
})();
