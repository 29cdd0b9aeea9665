// Conditions asked of tables of columns, and regular expressions that read a text once.
"use strict";

(function () {
  var ORDERS = {
    "=": function (one, other) { return one === other; },
    ">=": function (one, other) { return one >= other; },
    ">": function (one, other) { return one > other; },
    "<=": function (one, other) { return one <= other; },
    "<": function (one, other) { return one < other; },
  };

  // A function of the number of a row that says whether the condition holds for it.
  function compiled(condition, table) {
    var column = table[condition.column] || [];
    switch (condition.is) {
      case "all": {
        var parts = condition.parts.map(function (part) { return compiled(part, table); });
        return function (at) { return parts.every(function (part) { return part(at); }); };
      }
      case "either": {
        var some = condition.parts.map(function (part) { return compiled(part, table); });
        return function (at) { return some.some(function (part) { return part(at); }); };
      }
      case "otherwise": {
        var part = compiled(condition.part, table);
        return function (at) { return !part(at); };
      }
      case "known": return function (at) { return column[at] !== null && column[at] !== undefined; };
      case "oneOf": return function (at) { return condition.values.has(column[at]); };
      case "compare": {
        var order = ORDERS[condition.op], value = condition.value;
        return function (at) { return column[at] !== null && column[at] !== undefined && order(column[at], value); };
      }
      case "contains": return function (at) {
        var text = column[at];
        return typeof text === "string" && (condition.folded ? text : mmkb.data.fold(text)).includes(condition.text);
      };
      case "matches": return function (at) { return typeof column[at] === "string" && condition.pattern.foundIn(column[at]); };
    }
    var other = mmkb.data.table(condition.table), holds = compiled(condition.inner, other), key = other[condition.key], found = new Set();
    for (var at = 0; at < key.length; at++) if (key[at] !== null && holds(at)) found.add(key[at]);
    return function (at) { return found.has(column[at]); };
  }

  // The places, in the table of its kind, of the rows that a query finds. Throws QueryError; Missing for what is not loaded.
  mmkb.find = function (kind, text) {
    var table = mmkb.data.table(kind), holds = compiled(mmkb.resolve(kind, text), table), found = [];
    for (var at = 0; at < table.rid.length; at++) if (holds(at)) found.push(at);
    return found;
  };

  // The same, once all tables are loaded that the query speaks of.
  mmkb.ask = async function (kind, text) {
    for (;;) {
      try {
        return mmkb.find(kind, text);
      } catch (problem) {
        if (!(problem instanceof mmkb.data.Missing)) throw problem;
        await mmkb.data.load(problem.group);
      }
    }
  };

  // A regular expression of Python's, as a set of places in it where the reading may be (Thompson 1968): it cannot hang.
  var GROUP = /\((?:\?:|\?P<\w+>)?(?!\?)/y, REPEAT = /(?:([*+?])|\{(?!\})([0-9]*)(,?)([0-9]*)\})\??(?!\+)/y, ASSERTION = /[\^$]|\\[AZbB]/y;
  var ATOM = /\\(?:x..|u.{4}|U.{8}|0[0-7]{0,2}|[0-3][0-7]{2}|[^1-9])|\[\^?\]?(?:\\[^]|[^\]\\])*\]|[^\\()|*+?]/uy;
  var MAX_STATES = 500, LETTER = /[\p{L}\p{N}_]/u;

  function Pattern(item) {
    this.item = item;
    this.text = item.value;
    this.at = 0;
    this.states = [{ ways: [] }];
    this.small = this.take(/\(\?i\)/y) !== null;
    var build = this.alternatives();
    if (this.at < this.text.length) throw this.fault("'" + this.text.slice(this.at, this.at + 3) + "' is not understood here");
    this.start = build(0);
  }

  Pattern.prototype = {
    foundIn: function (text) {
      var characters = Array.from(text), places = new Set([this.start]);
      for (var at = 0; at <= characters.length; at++) {
        var closed = this.closed(places, characters, at);
        if (closed.has(0)) return true;
        places = new Set([this.start]);
        for (var place of closed) {
          var state = this.states[place];
          if (state.atom && at < characters.length && state.atom.test(characters[at])) places.add(state.ways[0]);
        }
      }
      return false;
    },

    closed: function (places, characters, at) {
      var found = new Set(), waiting = Array.from(places);
      while (waiting.length) {
        var place = waiting.pop(), state = this.states[place];
        if (found.has(place)) continue;
        found.add(place);
        if (!state.atom && (!state.assertion || asserted(state.assertion, characters, at))) waiting.push.apply(waiting, state.ways);
      }
      return found;
    },

    alternatives: function () {
      var self = this, several = [this.sequence()];
      while (this.take(/\|/y)) several.push(this.sequence());
      if (several.length === 1) return several[0];
      return function (end) { return self.add({ ways: several.map(function (build) { return build(end); }) }); };
    },

    sequence: function () {
      var parts = [], part;
      while ((part = this.part())) parts.push(this.repeated(part));
      return function (end) { return parts.reduceRight(function (found, build) { return build(found); }, end); };
    },

    part: function () {
      var self = this, found;
      if (this.take(GROUP)) {
        var inside = this.alternatives();
        if (!this.take(/\)/y)) throw this.fault("a parenthesis is never closed");
        return inside;
      }
      if ((found = this.take(ASSERTION))) return function (end) { return self.add({ ways: [end], assertion: found[0] }); };
      if (!(found = this.take(ATOM))) return null;
      var atom = this.character(found[0]);
      return function (end) { return self.add({ ways: [end], atom: atom }); };
    },

    repeated: function (part) {
      var self = this, repeat = this.take(REPEAT);
      if (!repeat) return part;
      var least = repeat[1] ? Number(repeat[1] === "+") : Number(repeat[2] || 0);
      var most = repeat[1] ? (repeat[1] === "?" ? 1 : null) : repeat[3] ? (repeat[4] ? Number(repeat[4]) : null) : least;
      return function (end) {
        var at;
        if (most === null) {
          at = self.add({ ways: [end] });
          self.states[at].ways.push(part(at));
          end = at;
        }
        for (at = least; at < (most || least); at++) end = self.add({ ways: [end, part(end)] });
        for (at = 0; at < least; at++) end = part(end);
        return end;
      };
    },

    add: function (state) {
      if (this.states.length >= MAX_STATES) throw this.fault("it has more than " + MAX_STATES + " places where something can stand");
      return this.states.push(state) - 1;
    },

    take: function (pattern) {
      pattern.lastIndex = this.at;
      var found = pattern.exec(this.text);
      if (found) this.at += found[0].length;
      return found;
    },

    // One character of the pattern as JavaScript reads it.
    character: function (atom) {
      var inside = atom[0] === "[" && atom.length > 1, source = atom;
      if (atom === "[") throw this.fault("a set of characters is never closed");
      if (inside) {
        var negated = atom[1] === "^", body = atom.slice(negated ? 2 : 1, -1);
        source = (negated ? "[^" : "[") + body.replace(/\\(?:x..|u.{4}|U.{8}|[^])|[\[\]]/gu, function (one) { return one.length > 1 ? escaped(one, true) : "\\" + one; }) + "]";
      } else source = atom === "." ? "[^\\n]" : atom[0] === "\\" ? escaped(atom, false) : atom.replace(/[\[\]{}$^]/, "\\$&");
      try {
        return new RegExp("^(?:" + source + ")$", this.small ? "iu" : "u");
      } catch (problem) {
        throw this.fault(String(problem.message));
      }
    },

    fault: function (why) {
      return new mmkb.QueryError("'" + this.text + "' is no regular expression that can be used: " + why, this.item.span, "mmkb help query says what can");
    },
  };

  function escaped(one, within) {
    var classes = { d: "\\p{Nd}", D: "\\P{Nd}", w: "\\p{L}\\p{N}_", s: "\\s\\x1c-\\x1f\\x85", S: "\\S" };
    if (Object.hasOwn(classes, one[1])) return within || /[DS]/.test(one[1]) ? classes[one[1]] : "[" + classes[one[1]] + "]";
    if (one[1] === "W" && !within) return "[^\\p{L}\\p{N}_]";
    if (one[1] === "U") return "\\u{" + one.slice(2).replace(/^0+(?=.)/, "") + "}";
    if (/^\\[0-7]/.test(one)) return "\\u{" + parseInt(one.slice(1), 8).toString(16) + "}";
    if (one[1] === "a") return "\\x07";
    if (/[A-Za-z]/.test(one[1])) return one;
    return "\\u{" + one.codePointAt(1).toString(16) + "}";
  }

  function asserted(assertion, characters, at) {
    var last = characters.length, edge = function (place) { return place >= 0 && place < last && LETTER.test(characters[place]); };
    switch (assertion) {
      case "^": case "\\A": return at === 0;
      case "\\Z": return at === last;
      case "$": return at === last || (at === last - 1 && characters[at] === "\n");
    }
    return (edge(at - 1) !== edge(at)) === (assertion === "\\b");
  }

  mmkb.Pattern = Pattern;
})();
