// One value of a term, by the type of its field, as a condition on a column: as mmkb/query/values.py does it.
"use strict";

(function () {
  var QUANTITY = /^([0-9]+)(?:\.([0-9]+))?(?:([kKMBT]?)|[eE]([+-]?[0-9]{1,3}))$/;
  var QUARTER = /^([0-9]{4})-Q([1-4])$/;
  var DATE = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/;
  var MOST_DIGITS = 30;

  function fault(message, item, hint) { return new mmkb.QueryError(message, item.span, hint); }

  // The number that 7B, 1.5T, 128k, -4 or 4.3e23 stands for.
  mmkb.quantity = function (item) {
    var text = item.value, sign = 1;
    while (text.startsWith("-")) { sign = -sign; text = text.slice(1); }
    text = text.replace(/([0-9])([mbt])$/, function (_, digit, small) { return digit + small.toUpperCase(); }).replace(/^10\^(?=[0-9])/, "1e");
    var match = Array.from(text).length <= MOST_DIGITS ? QUANTITY.exec(text) : null;
    var power = match ? Number(match[4] || 0) - (match[2] || "").length : 0;
    if (!match || (match[1] + (match[2] || "")).length + Math.max(power, 0) > MOST_DIGITS) {
      throw fault("'" + item.value + "' is not a quantity", item, "write a number with an optional k, M, B, T or exponent, as in 7B");
    }
    var suffix = (match[3] || "").replace("K", "k");
    if (match[4]) return sign * Number(text);
    return (sign * (Number(match[1] + (match[2] || "")) * mmkb.SUFFIXES[suffix])) / Math.pow(10, (match[2] || "").length);
  };

  // The first and the last day of 2023, 2023-Q3, 2023-07 or 2023-07-18.
  mmkb.dateSpan = function (item) {
    var quarter = QUARTER.exec(item.value);
    if (quarter) {
      var months = [-2, 0].map(function (off) { return mmkb.dateSpan({ value: quarter[1] + "-" + pad(3 * Number(quarter[2]) + off) }); });
      return [months[0][0], months[1][1]];
    }
    var match = DATE.exec(item.value);
    if (!match) throw fault("'" + item.value + "' is not a date", item, "write a year, a month or a day, as in 2023, 2023-07 or 2023-07-18");
    var year = Number(match[1]), month = match[2] && Number(match[2]), day = match[3] && Number(match[3]);
    if (year < 1900 || year > 2100) throw fault("year " + year + " is not between 1900 and 2100", item);
    if (match[2] && (month < 1 || month > 12)) throw fault("'" + item.value + "' has no month " + month, item);
    var last = month && month < 12 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : 31;
    if (match[3] && (day < 1 || day > last)) throw fault("'" + item.value + "' has no day " + day, item);
    return [match[1] + "-" + (match[2] || "01") + "-" + (match[3] || "01"), match[1] + "-" + (match[2] || "12") + "-" + (match[3] || pad(last))];
  };
  function pad(number) { return String(number).padStart(2, "0"); }

  mmkb.value = function (field, op, item, column, rival) {
    var make = mmkb.condition;
    if (field.type === "date") {
      var ends = rival ? ["first", "last"] : field.many ? [column, column] : [field.path + ":first", field.path + ":last"];
      return date(op, item, column, ends[0], ends[1]);
    }
    if (mmkb.NUMERIC.includes(field.type)) return number(op, item, column);
    if (field.type === "bool") {
      var truth = mmkb.TRUTH[item.value.toLowerCase()];
      if (truth === undefined) throw fault("'" + field.name + "' is yes or no, not '" + item.value + "'", item);
      return make.compare(column, "=", truth);
    }
    if (field.type === "enum") {
      var value = item.value.toLowerCase();
      if (Object.hasOwn(field.groups, value)) return make.oneOf(column, field.groups[value]);
      if (!field.values.includes(value)) {
        throw fault("'" + item.value + "' is not in the vocabulary of '" + field.name + "'", item,
          "one of: " + field.values.concat(Object.keys(field.groups)).join(", "));
      }
      return make.compare(column, "=", value);
    }
    if (op === "~") return { is: "matches", column: column, pattern: new mmkb.Pattern(item) };
    if (field.type === "ref") return reference(field, op, item, column, rival);
    if (op === "=") return make.compare(column, "=", item.value);
    if (field.type === "id") {
      var columns = field.path === "id" && field.kind === "models" ? [column, "release"] : [column];
      return make.either(columns.map(function (name) { return make.compare(name, "=", item.value.toLowerCase()); }));
    }
    return { is: "contains", column: column, text: mmkb.data.fold(item.value), folded: false };
  };

  function reference(field, op, item, column, rival) {
    var make = mmkb.condition, target = field.target || "*";
    if (!mmkb.data.knows(target, item.value) && !dangling(field, item.value)) {
      throw fault("no " + (target === "*" ? "record" : target) + " called '" + item.value + "'", item, "the search above finds names by their sound");
    }
    if (rival && op === "=") return make.compare(column, "=", item.value);
    if (rival) return make.oneOf(column, mmkb.data.ids(item.value));
    if (op === "=") return make.among("rid", "refs", "rid", make.all([make.ofField(field.path), make.compare("value", "=", item.value)]));
    return make.compare(column, "=", mmkb.data.fold(item.value));
  }

  function dangling(field, name) {
    var refs = mmkb.data.table("refs");
    return refs.field.some(function (path, at) { return path === field.path && refs.value[at] === name; });
  }

  function backwards(item) {
    return fault("the range " + item.low.value + ".." + item.high.value + " ends before it begins", item,
      "write " + item.high.value + ".." + item.low.value);
  }

  function number(op, item, column) {
    var make = mmkb.condition;
    if (!item.range) return make.compare(column, op === ":" ? "=" : op, mmkb.quantity(item));
    var low = item.low && mmkb.quantity(item.low), high = item.high && mmkb.quantity(item.high);
    if (item.low && item.high && low > high) throw backwards(item);
    var parts = item.low ? [make.compare(column, ">=", low)] : [];
    return make.all(item.high ? parts.concat(make.compare(column, "<=", high)) : parts);
  }

  // By precision: a date lies in a range when all the days that it may be do.
  function date(op, item, column, first, last) {
    var make = mmkb.condition;
    if (item.range) {
      var low = item.low && mmkb.dateSpan(item.low), high = item.high && mmkb.dateSpan(item.high);
      if (low && high && low[0] > high[1]) throw backwards(item);
      var parts = low ? [make.compare(first, ">=", low[0])] : [];
      return make.all(high ? parts.concat(make.compare(last, "<=", high[1])) : parts);
    }
    var span = mmkb.dateSpan(item);
    switch (op) {
      case ">=": return make.compare(first, ">=", span[0]);
      case ">": return make.compare(first, ">", span[1]);
      case "<=": return make.compare(last, "<=", span[1]);
      case "<": return make.compare(last, "<", span[0]);
      case "=": return make.compare(column, "=", item.value);
    }
    return make.all([make.compare(first, ">=", span[0]), make.compare(last, "<=", span[1])]);
  }
})();
