// Which reported numbers of several models may stand side by side, and why others may not: as mmkb/views/scores.py decides.
"use strict";

(function () {
  var PROTOCOL = ["setting", "shots", "chain_of_thought", "samples", "frames", "judge", "tools", "seen", "detail"];
  var NAMES = { detail: "condition", chain_of_thought: "chain of thought", seen: "training images seen", samples: "answers drawn" };
  var MEASURERS = ["self", "benchmark", "third-party", "other-developer", "copied"];

  // The rows of models that an id names: one size, or all sizes of a release.
  mmkb.side = function (id) {
    var models = mmkb.data.table("models"), found = [];
    models.id.forEach(function (one, at) { if (one === id || models.release[at] === id) found.push(at); });
    return { label: id, places: found, rids: new Set(found.map(function (at) { return models.rid[at]; })) };
  };

  // The results all of whose models are among the rows of a side, in order.
  function results(side) {
    var refs = mmkb.data.table("refs"), table = mmkb.data.table("results"), inside = new Set(), outside = new Set();
    refs.rid.forEach(function (rid, at) {
      if (refs.field[at] === "model" && refs.target[at] !== null) (side.rids.has(refs.target[at]) ? inside : outside).add(rid);
    });
    var found = [];
    table.rid.forEach(function (rid, at) {
      if (!inside.has(rid) || outside.has(rid) || table.score[at] === null) return;
      var one = { rid: rid };
      ["model", "instrument", "printed", "score", "measured_by", "source", "at", "primary", "read", "superseded_by"].forEach(function (name) { one[name] = table[name] ? table[name][at] : null; });
      one.protocol = PROTOCOL.map(function (name) { var column = table["protocol." + name]; return column ? column[at] : null; });
      if (one.primary === null || one.primary) found.push(one);
    });
    return found;
  }

  function documented(result) { return result.protocol[0] !== null || result.protocol[1] !== null; }
  function several(result) { return result.protocol[PROTOCOL.indexOf("samples")] > 1; }
  function tier(result) { return result.superseded_by !== null ? 2 : Number(result.measured_by === "copied"); }
  function standing(result) {
    return [Number(!result.primary), tier(result), Number(several(result)), Number(!documented(result)), MEASURERS.indexOf(result.measured_by), result.rid];
  }
  function before(one, other) {
    var a = standing(one), b = standing(other);
    for (var at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at] - b[at];
    return 0;
  }
  function primary(candidates) { return candidates.slice().sort(before)[0]; }
  function said(value, name) { return ["chain_of_thought", "tools", "seen"].includes(name) ? (value ? "yes" : "no") : String(value); }

  // What of a protocol decides which numbers stand in one ranking.
  function condition(result) {
    var one = {}, shots;
    PROTOCOL.forEach(function (name, at) { one[name] = result.protocol[at]; });
    shots = one.setting === "zero-shot" && one.shots === 0 ? null : one.shots;
    return JSON.stringify([one.setting === "few-shot" && shots ? null : one.setting, shots, one.samples > 1 ? one.samples : null, Boolean(one.chain_of_thought), Boolean(one.tools), Boolean(one.seen)]);
  }

  // What else is reported of the model on the instrument: other values, unless both state their protocols and differ.
  function others(result, reported) {
    return reported.filter(function (other) {
      return other.model === result.model && other.score !== result.score && (tier(other) || !documented(other) || !documented(result) || condition(other) === condition(result));
    });
  }

  // Why two values of one instrument may not stand side by side; null where they may.
  function why(one, other) {
    for (var at = 0; at < PROTOCOL.length; at++) {
      var mine = one.protocol[at], theirs = other.protocol[at], name = NAMES[PROTOCOL[at]] || PROTOCOL[at];
      if (mine === theirs) continue;
      if (mine === null || theirs === null) return "only one of the two states " + name + ": " + said(mine === null ? theirs : mine, PROTOCOL[at]);
      return "different " + name + ": " + said(mine, PROTOCOL[at]) + " and " + said(theirs, PROTOCOL[at]);
    }
    if (one.source === other.source && one.at === other.at) return null;
    if (!documented(one)) return "protocol not stated";
    if (one.measured_by === "copied" || other.measured_by === "copied") return "copied from elsewhere, so its protocol is not known";
    if (one.measured_by === other.measured_by) return null;
    return "different measurer: " + [one.measured_by, other.measured_by].sort().join(" and ");
  }

  function common(found, labels) {
    var first = labels[0], reason = "", candidates = found[first].slice().sort(before);
    for (var number = 0; number < candidates.length; number++) {
      var picked = {}, whole = true;
      picked[first] = candidates[number];
      for (var at = 1; at < labels.length && whole; at++) {
        var fitting = found[labels[at]].filter(function (result) { return why(candidates[number], result) === null; });
        if (fitting.length) picked[labels[at]] = primary(fitting);
        else {
          reason = reason || String(why(candidates[number], primary(found[labels[at]])));
          whole = false;
        }
      }
      if (whole) return [picked, ""];
    }
    return [null, reason];
  }

  function distance(instrument, score) {
    if (instrument.direction === "target") return Math.abs(score - (instrument.ideal || 0));
    return instrument.direction === "lower" ? score : -score;
  }
  function rounding(printed) {
    var number = /\d[\d,]*(?:\.(\d+))?/.exec(printed);
    return number ? Math.pow(10, -(number[1] || "").length) : 0;
  }
  function better(instrument, picked) {
    var labels = Object.keys(picked).sort(function (one, other) { return distance(instrument, picked[one].score) - distance(instrument, picked[other].score); });
    if (labels.length < 2) return "";
    var one = picked[labels[0]], other = picked[labels[1]], gap = Math.abs(distance(instrument, one.score) - distance(instrument, other.score));
    var hidden = Math.max(instrument.noise || 0, rounding(one.printed), rounding(other.printed));
    return gap < hidden - 1e-9 || gap === 0 ? "tie" : labels[0];
  }

  function instruments() {
    var table = mmkb.data.table("instruments"), found = {};
    table.id.forEach(function (id, at) {
      found[id] = {};
      ["direction", "ideal", "noise"].forEach(function (name) { found[id][name] = table[name] ? table[name][at] : null; });
    });
    return found;
  }

  // A printed value without its footnotes; long fractions are rounded to a tenth, below ten to three digits.
  mmkb.read = function (printed) {
    return printed.replace(/([0-9%)])[*∗†‡♢⋄§¶]+$/, "$1").replace(/[0-9]+\.[0-9]{5,}/g, function (found) {
      var number = Number(found);
      return String(Number(number >= 10 ? number.toFixed(1) : number.toPrecision(3)));
    });
  };

  // The shared instruments of several sides: those whose values may stand together, and those that may not.
  mmkb.scores = function (sides) {
    var reported = {}, known = instruments(), fair = [], refused = [];
    sides.forEach(function (side) {
      results(side).forEach(function (result) {
        var of = (reported[result.instrument] = reported[result.instrument] || {});
        (of[side.label] = of[side.label] || []).push(result);
      });
    });
    Object.keys(reported).sort().forEach(function (name) {
      var found = reported[name], labels = Object.keys(found);
      if (labels.length < 2) return;
      var pair = common(found, labels), shown = pair[0] || {};
      if (!pair[0]) labels.forEach(function (label) { shown[label] = primary(found[label]); });
      labels.forEach(function (label) { shown[label].disputed = others(shown[label], found[label]).length > 0; });
      if (pair[0] && known[name]) fair.push({ instrument: name, shown: shown, better: better(known[name], pair[0]) });
      else refused.push({ instrument: name, shown: shown, because: pair[1] || "no such instrument" });
    });
    return { fair: fair, refused: refused };
  };
})();
