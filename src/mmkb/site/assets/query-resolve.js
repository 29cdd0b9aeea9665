// From the tree of a query to a condition on the rows of a table, as mmkb/query/{route,resolve,values}.py do it.
"use strict";

(function () {
  var NUMERIC = ["quantity", "integer", "number"], ORDERED = NUMERIC.concat("date");
  var OPERATORS = {
    text: ": = != ~", id: ": = != ~", ref: ": = != ~", enum: ": = !=", bool: ": = !=",
    quantity: ": .. = != < <= > >=", integer: ": .. = != < <= > >=", number: ": .. = != < <= > >=", date: ": .. = != < <= > >=",
  };
  var ARTICLES = { ref: "a reference", enum: "a word of a vocabulary", bool: "yes or no", id: "an id", text: "text" };
  var TRUTH = { yes: 1, true: 1, no: 0, false: 0 };
  var SUFFIXES = { "": 1, k: 1e3, M: 1e6, B: 1e9, T: 1e12 };
  var MAX_ITEMS = 1000;
  var ANY = { is: "all", parts: [] };

  function all(parts) { return parts.length === 1 ? parts[0] : { is: "all", parts: parts }; }
  function either(parts) { return parts.length === 1 ? parts[0] : { is: "either", parts: parts }; }
  function otherwise(part) { return { is: "otherwise", part: part }; }
  function compare(column, op, value) { return { is: "compare", column: column, op: op, value: value }; }
  function oneOf(column, values) { return { is: "oneOf", column: column, values: new Set(values) }; }
  function known(field) { return { is: "known", column: field.path }; }
  function among(column, table, key, inner) { return { is: "among", column: column, table: table, key: key, inner: inner }; }
  // Of a result: it is no slip of its source.
  var NO_SLIP = otherwise(compare("primary", "=", 0));
  function ofField(path) { return compare("field", "=", path); }

  // Fields of a kind, found by path, short name or unambiguous ending.
  function Fields(kind, entries) {
    this.all = entries.map(function (entry) { return Object.assign({ kind: kind, groups: {}, values: [] }, entry); });
    this.byPath = new Map(this.all.map(function (entry) { return [plain(entry.path), entry]; }));
    this.byName = new Map(this.all.map(function (entry) { return [plain(entry.name), entry]; }));
  }
  Fields.prototype = {
    get: function (name) {
      var exact = this.byName.get(plain(name)) || this.byPath.get(plain(name));
      if (exact || this.below(name).length) return exact || null;
      var endings = this.endingIn(name);
      return endings.length === 1 ? endings[0] : null;
    },
    endingIn: function (name) { return this.with(function (path) { return path.endsWith("." + plain(name)); }); },
    below: function (group) { return this.with(function (path) { return path.startsWith(plain(group) + "."); }); },
    with: function (holds) {
      return Array.from(this.byPath).filter(function (pair) { return holds(pair[0]); }).map(function (pair) { return pair[1]; });
    },
  };
  function plain(name) { return name.replace(/-/g, "_").toLowerCase(); }

  var catalogue = {};
  function fields(kind) {
    return (catalogue[kind] = catalogue[kind] || new Fields(kind, mmkb.data.core.fields[kind]));
  }

  // A name that leads nowhere.
  function Unresolved(kind, name, message, hint) {
    this.kind = kind;
    this.name = name;
    this.message = message || "";
    this.hint = hint || "";
  }

  function head(kind, name) {
    var parts = name.split(".");
    for (var count = Math.min(parts.length - 1, 4); count > 0; count--) {
      var found = fields(kind).get(parts.slice(0, count).join("."));
      if (found && (!found.target || found.target === "*")) {
        throw new Unresolved(kind, name, "'" + found.name + "' is no reference to one kind of record, so nothing can follow it");
      }
      if (found) return [found, parts.slice(count).join(".")];
    }
    throw new Unresolved(kind, name);
  }

  function route(kind, name) {
    for (var steps = [], found; ; steps.push(found[0]), kind = found[0].target) {
      var field = fields(kind).get(name);
      if (field) return { field: field, steps: steps, scored: "", said: false };
      if (kind === "models" && name.toLowerCase().startsWith("score.")) {
        var scored = name.slice(6);
        return { field: fields("results").get("score"), steps: steps, scored: scored, instruments: instruments(kind, scored), said: false };
      }
      if (mmkb.data.core.evidenced.includes(kind) && name.toLowerCase().startsWith("said.")) {
        var stated = fields(kind).get(name.slice(5));
        if (!stated || !stated.fact) throw new Unresolved(kind, name.slice(5));
        return { field: stated, steps: steps, scored: "", said: true };
      }
      found = head(kind, name);
      name = found[1];
    }
  }

  // The instruments of the benchmark that is called so; where an instrument is, those alone that count as it does.
  function instruments(kind, scored) {
    var folded = mmkb.data.fold(scored), table = mmkb.data.table("instruments"), names = mmkb.data.table("names");
    var rids = new Set(names.rid.filter(function (_, at) { return names.folded[at] === folded; }));
    var of = mmkb.data.table("instruments.benchmark");
    of.rid.forEach(function (rid, at) { if (of.value[at] === folded) rids.add(rid); });
    var found = [];
    table.rid.forEach(function (rid, at) {
      if (rids.has(rid)) found.push([table.id[at], table.unit[at], table.metric[at], table.id[at] === folded]);
    });
    if (!found.length && !mmkb.data.knows("benchmarks", scored)) {
      throw new Unresolved(kind, scored, "no benchmark or instrument called '" + scored + "'");
    }
    found.sort(function (one, other) { return other[3] - one[3]; });
    return found.filter(function (row) { return !found[0][3] || (row[1] === found[0][1] && row[2] === found[0][2]); })
      .map(function (row) { return row[0]; });
  }

  function relation(kind, name) {
    for (var steps = [], found; ; steps.push(found[0]), kind = found[0].target) {
      var field = fields(kind).get(name);
      if (field && field.target && field.target !== "*") return { steps: steps, kind: field.target, by: "to", path: field.path };
      if (kind === "models" && name.toLowerCase() === "variants") return { steps: steps, kind: kind, by: "variants" };
      var called = fields(kind).below(name).length ? name.slice(name.lastIndexOf(".") + 1) : name;
      var leads = field ? null : relations(kind)[plain(called)];
      if (leads) return Object.assign({ steps: steps }, leads);
      found = head(kind, name);
      name = found[1];
    }
  }

  function relations(kind) {
    var found = {}, partOf = mmkb.data.core.part_of;
    for (var other in mmkb.data.core.fields) {
      var colon = other.indexOf(":"), path = colon < 0 ? "" : other.slice(colon + 1), field;
      if ((partOf[other] || [path ? other.slice(0, colon) : ""]).includes(kind)) {
        found[path ? path.slice(path.lastIndexOf(".") + 1) : other] = { kind: other, by: "parts", path: "" };
      } else if (!path && !partOf[other] && (field = referenceTo(other, kind))) found[other] = { kind: other, by: "from", path: field };
    }
    return found;
  }

  function referenceTo(kind, target) {
    var whole = fields(kind).all.filter(function (field) { return !field.path.includes(".") && !field.derived; });
    var paths = whole.filter(function (field) { return field.target === target; });
    paths = paths.length ? paths : whole.filter(function (field) { return field.target === "*"; });
    return paths.length === 1 ? paths[0].path : "";
  }

  function referred(path, kind, inner) { return among("rid", "refs", "rid", all([ofField(path), among("target", kind, "rid", inner)])); }
  function referring(path, kind, inner) { return among("rid", "refs", "target", all([ofField(path), among("rid", kind, "rid", inner)])); }
  function through(steps, inner) {
    return steps.slice().reverse().reduce(function (found, step) { return referred(step.path, step.target, found); }, inner);
  }
  function leadingTo(leads, inner) {
    if (leads.by === "to") return referred(leads.path, leads.kind, inner);
    if (leads.by === "from") return referring(leads.path, leads.kind, inner);
    if (leads.by === "parts") return among("rid", "parts", "rid", among("part", leads.kind, "rid", inner));
    var ofKind = compare("kind", "=", leads.kind);
    return among("rid", "rows", "rid", all([ofKind, among("record", "rows", "record", all([ofKind, among("rid", leads.kind, "rid", inner)]))]));
  }

  function word(item) { return item.range ? "" : item.value.toLowerCase(); }
  function isAbsence(item) { return mmkb.data.core.absent.includes(word(item)); }
  function isUnknown(field, item) { return word(item) === "unknown" && (field.type !== "text" || field.fact || field.derived); }
  function saysWhy(item) { return isAbsence(item) || word(item) === "unknown"; }

  function Resolver(kind) { this.kind = kind; }
  Resolver.prototype = {
    query: function (node) {
      var ask = this.query.bind(this);
      switch (node.is) {
        case "everything": return ANY;
        case "and": return all(node.children.map(ask));
        case "or": return either(node.children.map(ask));
        case "not": return otherwise(ask(node.child));
        case "word": return { is: "contains", column: "words", text: mmkb.data.fold(node.text.value), folded: true };
        case "term": return this.term(node);
      }
      return this.among(node);
    },

    // That a row is known not to be so: what is unknown is not.
    otherwise: function (node) {
      var not = this.otherwise.bind(this);
      if (node.is === "and") return either(node.children.map(not));
      if (node.is === "or") return all(node.children.map(not));
      if (node.is === "not") return this.query(node.child);
      if (node.is === "among" && node.amount !== "every") {
        return this.among(Object.assign({}, node, { amount: node.amount === "some" ? "no" : "some" }));
      }
      if (node.is === "term" && !(node.items.every(saysWhy) || ["has", "disputed"].includes(node.field.toLowerCase()))) {
        var has = { is: "term", field: "has", op: ":", items: [{ value: node.field, span: node.fieldSpan }], span: node.span, fieldSpan: node.fieldSpan };
        return all([this.term(has), otherwise(this.term(node))]);
      }
      return otherwise(this.query(node));
    },

    among: function (node) {
      var leads = this.follow(relation, node.field, node.fieldSpan), rows = new Resolver(leads.kind), found;
      var inner = node.amount === "no" ? rows.otherwise(node.child) : rows.query(node.child);
      if (node.amount === "some") found = leadingTo(leads, inner);
      else found = all([leadingTo(leads, ANY), otherwise(leadingTo(leads, otherwise(inner)))]);
      return through(leads.steps, found);
    },

    follow: function (how, name, span) {
      try {
        return how(this.kind, name);
      } catch (problem) {
        if (!(problem instanceof Unresolved)) throw problem;
        var told = problem.message || "unknown field '" + problem.name + "' of " + problem.kind;
        var endings = fields(problem.kind).endingIn(problem.name).map(function (field) { return field.path; });
        if (!problem.message && endings.length) told = "'" + problem.name + "' could be " + endings.join(" or ");
        throw new mmkb.QueryError(told, span, problem.hint || "mmkb fields " + problem.kind + " lists them");
      }
    },

    term: function (term) {
      var self = this, name = plain(term.field), items = term.items;
      if (items.length > MAX_ITEMS) throw new mmkb.QueryError("too many values of '" + term.field + "'", term.span, "split it into several queries");
      if (name === "has") {
        if (term.op !== ":" && term.op !== "=") {
          throw new mmkb.QueryError("has: has no '" + term.op + "'", [term.fieldSpan[1], term.fieldSpan[1] + term.op.length], "write: not has:FIELD");
        }
        return either(items.map(function (item) { return self.has(item); }));
      }
      var where = this.follow(route, term.field, term.fieldSpan);
      var found = this.along(where, function (field) { return self.compare(field, term); }, function (field) { return self.rival(field, term); });
      if ((term.op === ":" || term.op === "=") && items.some(function (item) { return isUnknown(where.field, item); })) {
        var recorded = function (field) { return either([known(field), among("rid", "absences", "rid", ofField(field.path))]); };
        return either([found, otherwise(this.along(where, recorded, function () { return ANY; }))]);
      }
      return found;
    },

    along: function (where, compared, rival) {
      var inner = compared(where.field);
      if (where.said) inner = either([inner, among("rid", "rival_values", "rid", all([ofField(where.field.path), rival(where.field)]))]);
      if (where.scored) inner = referring("model", "results", all([oneOf("instrument", where.instruments), NO_SLIP, inner]));
      return through(where.steps, inner);
    },

    has: function (item) {
      if (item.range) throw new mmkb.QueryError("has: takes a field, not a range", item.span);
      var below = fields(this.kind).below(item.value);
      if (below.length) return either(below.map(known));
      return this.along(this.follow(route, item.value, item.span), known, function () { return ANY; });
    },

    rival: function (field, term) {
      var items = term.op === ":" || term.op === "=" ? term.items.filter(function (item) { return !saysWhy(item); }) : term.items;
      var column = NUMERIC.concat("bool").includes(field.type) ? "number" : "value";
      var found = either(items.map(function (item) { return mmkb.value(field, term.op === "!=" ? "=" : term.op, item, column, true); }));
      return term.op === "!=" ? otherwise(found) : found;
    },

    compare: function (field, term) {
      var self = this;
      if (!OPERATORS[field.type].split(" ").includes(term.op)) {
        throw new mmkb.QueryError("'" + field.name + "' is " + (ARTICLES[field.type] || "a " + field.type) + ", which has no '" + term.op + "'",
          [term.fieldSpan[1], term.fieldSpan[1] + term.op.length], "operators of " + field.name + ": " + OPERATORS[field.type]);
      }
      if (term.op === "!=") {
        return all([known(field), otherwise(either(term.items.map(function (item) { return self.item(field, "=", item); })))]);
      }
      return either(term.items.map(function (item) { return self.item(field, term.op, item); }));
    },

    item: function (field, op, item) {
      var equal = op === ":" || op === "=";
      if (isAbsence(item) && equal) return among("rid", "absences", "rid", all([ofField(field.path), compare("word", "=", word(item))]));
      if (isUnknown(field, item) && equal) return either([]);
      if (item.range && !ORDERED.includes(field.type)) {
        throw new mmkb.QueryError("'" + field.name + "' is " + (ARTICLES[field.type] || "a " + field.type) + ", which has no order", item.span, "name the values: a,b");
      }
      if (field.path === "disputed" && op !== "~") return this.disputed(field.kind, item);
      if (!field.many && field.type !== "ref") return mmkb.value(field, op, item, field.path, false);
      if (field.type === "ref" && op === "=") return mmkb.value(field, op, item, "rid", false);
      return among("rid", field.kind + "." + field.path, "rid", mmkb.value(field, op, item, "value", false));
    },

    disputed: function (kind, item) {
      var truth = TRUTH[word(item)];
      if (truth !== undefined) return truth ? { is: "known", column: "disputed" } : otherwise({ is: "known", column: "disputed" });
      var field = fields(kind).get(item.value), below = fields(kind).below(item.value);
      if (!field && !below.length) throw new mmkb.QueryError("unknown field '" + item.value + "' of " + kind, item.span);
      var path = field ? field.path : below[0].path.slice(0, item.value.length);
      return among("rid", kind + ".disputed", "rid", oneOf("value", [path].concat(fields(kind).below(path).map(function (one) { return one.path; }))));
    },
  };

  Object.assign(mmkb, { fields: fields, condition: { all: all, either: either, compare: compare, oneOf: oneOf, among: among, ofField: ofField }, NUMERIC: NUMERIC, TRUTH: TRUTH, SUFFIXES: SUFFIXES });
  // The only word as a term of the kind's date, where it is a time: as mmkb/query/times.py does it.
  var TIME = "(?:19|20)[0-9]{2}(?:-(?:[0-9]{2}(?:-[0-9]{2})?|Q[1-4]))?";
  var TIMES = new RegExp("^(?:(" + TIME + ")|(?=.{3})(" + TIME + ")?\\.\\.(" + TIME + ")?)$");
  var DATES = { year: ["released", "introduced", "year", "applies"], quarter: ["released", "introduced", "date", "applies"] };

  function timed(kind, node) {
    var parts = node.is === "and" ? node.children : [node];
    var words = parts.filter(function (part) { return part.is === "word"; });
    var found = words.length === 1 && !words[0].text.quoted && TIMES.exec(words[0].text.value);
    var field = found && DATES[found[0].includes("-") ? "quarter" : "year"].find(function (name) { return fields(kind).get(name); });
    if (!field) return node;
    var span = words[0].text.span, end = function (value) { return value ? { value: value, span: span } : null; };
    var item = end(found[1]) || { range: true, low: end(found[2]), high: end(found[3]), span: span };
    var term = { is: "term", field: field, op: ":", items: [item], span: span, fieldSpan: span };
    return parts.length > 1 ? { is: "and", children: parts.map(function (part) { return part === words[0] ? term : part; }) } : term;
  }

  mmkb.resolve = function (kind, text) { return new Resolver(kind).query(timed(kind, mmkb.parse(text))); };
})();
