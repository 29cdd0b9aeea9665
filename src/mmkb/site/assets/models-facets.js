// The facets beside the list of models. A facet says nothing of its own: it reads and writes the query's text.
"use strict";

(function () {
  var SIZES = ["..1B", "1B..4B", "4B..9B", "9B..20B", "20B..100B", "100B.."];
  var ENDS = [0, 1e9, 4e9, 9e9, 20e9, 100e9, Infinity];
  var FEW = 7;
  var FACETS = [
    ["input", "takes"], ["output", "makes"], ["access", "access"], ["commercial", "commercial use"], ["license", "licence"],
    ["params", "size"], ["released", "year"], ["type", "type"], ["developer", "developer"], ["backbone", "language model"],
    ["vision.encoder", "vision encoder"], ["connector", "connector"], ["attention.mechanism", "attention"],
  ];

  function written(item) {
    if (item.range) return (item.low ? item.low.value : "") + ".." + (item.high ? item.high.value : "");
    return item.value;
  }
  function said(value) { return /^(?![=<>])(?:(?!\.\.)[^\s(),"])+$/.test(value) ? value : mmkb.quote(value); }
  function item(facet, value) { return facet.path === "params" && value.includes("..") ? value : said(value); }

  // The terms at the top of a query that are a facet's, with the values that they name.
  function terms(text, facet) {
    var tree = mmkb.parse(text), tops = tree.is === "and" ? tree.children : [tree];
    return tops.filter(function (node) {
      var field = node.is === "term" && mmkb.fields("models").get(node.field);
      return field && field.path === facet.path && (node.op === ":" || node.op === "!=");
    }).map(function (node) { return { op: node.op, span: node.span, values: node.items.map(written) }; });
  }

  // The query with a value of a facet put in (":" is, "!=" is not) or taken out (null).
  function changed(text, facet, value, op) {
    var found = terms(text, facet), rest = text, other;
    found.slice().reverse().forEach(function (term) {
      if (!term.values.includes(value)) return;
      var kept = term.values.filter(function (one) { return one !== value; });
      var made = kept.length ? facet.name + term.op + kept.map(function (one) { return item(facet, one); }).join(",") : "";
      rest = rest.slice(0, term.span[0]) + made + rest.slice(term.span[1]);
    });
    rest = rest.replace(/\s+/g, " ").trim();
    if (!op) return rest;
    if (rest && mmkb.parse(rest).is === "or") rest = "(" + rest + ")";
    other = rest ? terms(rest, facet).find(function (term) { return term.op === op; }) : null;
    if (other) return rest.slice(0, other.span[1]) + "," + item(facet, value) + rest.slice(other.span[1]);
    return (rest + " " + facet.name + op + item(facet, value)).trim();
  }

  function without(text, facet) {
    var rest = text;
    terms(text, facet).reverse().forEach(function (term) { rest = rest.slice(0, term.span[0]) + rest.slice(term.span[1]); });
    return rest.trim();
  }

  // The value by which a row of models counts for a facet; several, or none.
  function counted(facet, at) {
    var table = mmkb.data.table("models"), raw = (table[facet.path] || [])[at];
    if (raw === null || raw === undefined) return [mmkb.absence(facet, at) || "unknown"];
    if (facet.path === "released") return [raw.slice(0, 4)];
    if (facet.path === "params") return SIZES.filter(function (_, size) { return raw >= ENDS[size] && raw <= ENDS[size + 1]; });
    return (Array.isArray(raw) ? raw : [raw]).map(function (value) { return facet.target === "models" ? family(value) : value; });
  }

  var families = null;
  function family(id) {
    if (!families) {
      var table = mmkb.data.table("models");
      families = new Map();
      var named = table.family || [];
      table.id.forEach(function (one, at) { families.set(one, named[at]).set(table.release[at], named[at]); });
    }
    return families.get(id) || id;
  }

  function counts(facet, places) {
    var table = mmkb.data.table("models"), found = new Map();
    places.forEach(function (at) {
      counted(facet, at).forEach(function (value) {
        if (!found.has(value)) found.set(value, new Set());
        found.get(value).add(table.release[at]);
      });
    });
    var rows;
    Object.keys(facet.groups).forEach(function (group) {
      var records = new Set();
      facet.groups[group].forEach(function (one) { (found.get(one) || new Set()).forEach(function (record) { records.add(record); }); });
      if (records.size) found.set(group, records);
    });
    rows = Array.from(found, function (pair) { return [pair[0], pair[1].size]; });
    if (facet.path === "params") rows.sort(function (one, other) { return SIZES.indexOf(one[0]) - SIZES.indexOf(other[0]); });
    else if (facet.path === "released") rows.sort(function (one, other) { return one[0] < other[0] ? 1 : -1; });
    else rows.sort(function (one, other) { return other[1] - one[1] || (one[0] < other[0] ? -1 : 1); });
    return rows;
  }

  // Draw the facets for a query that found `places`; `go` is called with the query that a click asks for.
  mmkb.facets = async function (box, text, places, go) {
    var open = new Set(Array.from(box.querySelectorAll("details[open]"), function (one) { return one.dataset.facet; }));
    var drawn = [];
    for (var number = 0; number < FACETS.length; number++) {
      var facet = mmkb.fields("models").get(FACETS[number][0]), chosen = terms(text, facet);
      var among = chosen.length ? await mmkb.ask("models", without(text, facet)) : places;
      drawn.push(draw(facet, FACETS[number][1], chosen, counts(facet, among), text, go, number < 3 || open.has(facet.path) || chosen.length > 0, open.has("+" + facet.path)));
    }
    var focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.key : null;
    box.replaceChildren.apply(box, drawn);
    if (focused) box.querySelectorAll("[data-key]").forEach(function (one) { if (one.dataset.key === focused) one.focus(); });
  };

  function draw(facet, title, chosen, rows, text, go, isOpen, isWhole) {
    var make = mmkb.make, state = new Map();
    chosen.forEach(function (term) { term.values.forEach(function (value) { state.set(value, term.op); }); });
    state.forEach(function (_, value) { if (!rows.some(function (row) { return row[0] === value; })) rows.unshift([value, 0]); });
    var whole = facet.path === "released" || facet.path === "params" ? rows.length : FEW;
    var shown = [], others = []; // what is chosen is always in sight
    rows.forEach(function (row, at) {
      (at < whole || state.has(row[0]) ? shown : others).push(option(facet, row[0], row[1], state.get(row[0]), text, go));
    });
    var list = make.apply(null, ["ul", {}].concat(shown));
    var more = others.length ? make("details", { "data-facet": "+" + facet.path }, make("summary", {}, others.length + " more"),
      make.apply(null, ["ul", {}].concat(others))) : "";
    if (more && isWhole) more.open = true;
    var box = make("details", { "data-facet": facet.path, class: "facet" }, make("summary", {}, title), list, more);
    box.open = isOpen;
    return box;
  }

  function option(facet, value, count, op, text, go) {
    var make = mmkb.make;
    var is = make("button", { type: "button", class: "is", "aria-pressed": op === ":", "data-key": facet.path + ":" + value },
      make("span", { class: "value" }, value), make("span", { class: "count" }, String(count)));
    is.addEventListener("click", function () { go(changed(text, facet, value, op === ":" ? null : ":")); });
    if (["unknown", "undisclosed", "not-applicable", "not-stated"].includes(value)) return make("li", { class: "why" }, is);
    var not = make("button", { type: "button", class: "not", "aria-pressed": op === "!=", "aria-label": "not " + value, title: "known, and not " + value,
      "data-key": facet.path + "!=" + value }, "≠");
    not.addEventListener("click", function () { go(changed(text, facet, value, op === "!=" ? null : "!=")); });
    return make("li", {}, is, not);
  }

  mmkb.changed = changed;
})();
