// Two to six models beside each other: what differs, and which scores may stand side by side. All of it is in the address.
"use strict";

(function () {
  var LEFT_OUT = ["id", "release", "name", "aliases", "summary", "source", "disputed", "introduced", "read", "modality"];
  var MOST = 6;
  var make = mmkb.make, state = { ids: [], all: false };

  function read() {
    var given = new URLSearchParams(location.hash.slice(1));
    state.ids = (given.get("ids") || "").split(",").filter(Boolean).slice(0, MOST);
    state.all = given.get("all") === "yes";
  }
  function go(change) {
    Object.assign(state, change);
    history.replaceState(null, "", "#ids=" + state.ids.map(encodeURIComponent).join(",") + (state.all ? "&all=yes" : ""));
    return draw();
  }

  function link(id) { return make("a", { href: "models/" + encodeURIComponent(mmkb.release(id)) + ".html" }, id); }
  mmkb.release = function (id) {
    var models = mmkb.data.table("models"), at = models.id.indexOf(id);
    return at < 0 ? id : models.release[at];
  };

  function chosen() {
    var box = document.getElementById("sides");
    box.replaceChildren.apply(box, state.ids.map(function (id) {
      var drop = make("button", { type: "button", "aria-label": "leave out " + id }, "×");
      drop.addEventListener("click", function () { go({ ids: state.ids.filter(function (one) { return one !== id; }) }); });
      return make("li", {}, id, " ", drop);
    }));
    document.getElementById("add").disabled = state.ids.length >= MOST;
  }

  function table(heads, rows, caption) {
    var top = make.apply(null, ["tr", {}].concat(heads.map(function (head) { return make("th", { scope: "col" }, head); })));
    var body = make.apply(null, ["tbody", {}].concat(rows));
    var scroll = make("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: "0" }, make("table", { class: "sides" }, make("caption", {}, caption), make("thead", {}, top), body));
    var copies = make("div", { class: "copies" }), drawn = make("div", {}, scroll, copies);
    mmkb.copies(copies);
    return drawn;
  }

  function facts(sides) {
    var shown = mmkb.fields("models").all.filter(function (field) { return !LEFT_OUT.includes(field.path) && !field.within && !field.path.startsWith("training.stages."); });
    var rows = [];
    shown.forEach(function (field) {
      var values = sides.map(function (side) { return mmkb.values(field, side.places); });
      var texts = sides.map(function (side, at) {
        var text = mmkb.text(field, values[at], side.places);
        return text + (values[at].length && field.unit && field.unit !== "parameters" ? " " + field.unit : "");
      });
      // A value that is not stated is no other value.
      var known = texts.filter(function (_, at) { return values[at].length; }), differ = new Set(known).size > 1;
      if (!known.length || (!state.all && !differ)) return;
      rows.push(make.apply(null, ["tr", {}, make("th", { scope: "row" }, field.name)].concat(texts.map(function (text, at) {
        var marks = text ? mmkb.marks(field, sides[at].places).join("") : "";
        var href = "models/" + encodeURIComponent(mmkb.release(sides[at].label)) + ".html#fact-" + field.path;
        return make("td", {}, text, marks ? make("a", { class: "mark", href: href, title: "where it stands" }, marks) : "");
      }))));
    });
    return table(["field"].concat(sides.map(function (side) { return link(side.label); })), rows, state.all ? "facts" : "facts that differ");
  }

  function score(result) {
    if (!result) return make("td", {});
    var marks = (result.read ? "" : "°") + (result.disputed ? "≠" : "");
    return make("td", { class: "number" }, mmkb.read(result.printed), marks ? make("span", { class: "mark" }, marks) : "");
  }
  function scores(sides) {
    var found = mmkb.scores(sides), labels = sides.map(function (side) { return side.label; });
    var cells = function (line) { return labels.map(function (label) { return score(line.shown[label]); }); };
    var board = function (name) { return make("th", { scope: "row" }, make("a", { href: "leaderboards/" + encodeURIComponent(name) + ".html" }, name)); };
    var fair = found.fair.map(function (line) {
      var keys = Array.from(new Set(labels.filter(function (label) { return line.shown[label]; }).map(function (label) { return line.shown[label].source; })));
      var links = keys.map(function (key) { return make("a", { href: "sources/" + encodeURIComponent(key) + ".html" }, key); });
      return make.apply(null, ["tr", {}, board(line.instrument)].concat(cells(line), make("td", {}, line.better), make.apply(null, ["td", { class: "places" }].concat(links))));
    });
    var refused = found.refused.map(function (line) {
      return make.apply(null, ["tr", {}, board(line.instrument)].concat(cells(line), make("td", {}, line.because)));
    });
    var parts = [];
    if (fair.length) parts.push(make("h2", {}, "Scores that may stand side by side"), table(["instrument"].concat(labels, "better", "source"), fair, fair.length + " of " + (fair.length + refused.length) + " shared instruments"));
    if (refused.length) parts.push(make("h2", {}, "Scores that may not"), table(["instrument"].concat(labels, "because"), refused, "not comparable"));
    return parts;
  }

  async function draw() {
    chosen();
    var box = document.getElementById("comparison"), told = document.getElementById("told");
    var sides = state.ids.map(mmkb.side), missing = sides.filter(function (side) { return !side.places.length; });
    told.textContent = missing.length ? "no model called " + missing[0].label : sides.length < 2 ? "choose two to six models" : "";
    document.getElementById("command").textContent = sides.length > 1 ? "mmkb compare " + state.ids.join(" ") + (state.all ? "" : " --differing") : "";
    if (missing.length || sides.length < 2) return box.replaceChildren();
    box.replaceChildren(facts(sides));
    await mmkb.data.load("results");
    box.replaceChildren.apply(box, [facts(sides)].concat(scores(sides)));
    document.body.dataset.ready = "yes";
  }

  async function start() {
    await Promise.all([mmkb.data.load("core"), mmkb.data.load("evidence").then(mmkb.learn)]);
    read();
    document.getElementById("live").hidden = false;
    mmkb.offers(document.getElementById("offers"), {
      command: function () { return document.getElementById("command").textContent; },
      link: function () { return location.href; },
      BibTeX: function () {
        var papers = mmkb.data.table("models").paper || [];
        return mmkb.entries([].concat.apply([], state.ids.map(function (id) { return mmkb.side(id).places.map(function (at) { return papers[at]; }); })));
      },
    });
    document.querySelectorAll(".static").forEach(function (one) { one.hidden = true; });
    var models = mmkb.data.table("models"), ids = Array.from(new Set(models.release.concat(models.id))).sort();
    document.getElementById("ids").append.apply(document.getElementById("ids"), ids.map(function (id) { return make("option", { value: id }); }));
    var input = document.getElementById("add"), whole = document.getElementById("whole");
    var add = function () {
      var id = input.value.trim().toLowerCase();
      if (!ids.includes(id)) return (document.getElementById("told").textContent = "no model called " + id);
      input.value = "";
      if (!state.ids.includes(id)) go({ ids: state.ids.concat(id) });
    };
    input.addEventListener("change", add);
    whole.checked = state.all;
    whole.addEventListener("change", function () { go({ all: whole.checked }); });
    addEventListener("hashchange", function () { read(); draw(); });
    await draw();
  }
  start();
})();
