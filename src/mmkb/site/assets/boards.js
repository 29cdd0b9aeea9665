// A leaderboard by protocol: which setting, how many examples in the prompt, who measured. The choice stands in the address.
"use strict";

(function () {
  var box = document.getElementById("choose"), make = mmkb.make;
  var sections = Array.from(document.querySelectorAll("section[data-protocol]"), function (section) {
    var heads = Array.from(section.querySelector("thead tr").cells), by = heads.findIndex(function (head) { return head.textContent.trim() === "measured by"; });
    var parts = section.dataset.protocol.split(", "), rows = Array.from(section.querySelectorAll("tbody tr"));
    return {
      section: section,
      rows: rows.map(function (row) { return { row: row, by: row.cells[by].dataset.w || "" }; }),
      shots: parts.filter(function (part) { return /^\d+-shot$/.test(part); }),
      setting: parts.filter(function (part) { return !/^\d+-shot$/.test(part); }),
    };
  });
  var all = sections.reduce(function (sum, one) { return sum + one.rows.length; }, 0);
  var CHOICES = { setting: "setting", shots: "shots", by: "measured by" }, chosen = {};

  // What can be chosen, with the rows of each.
  function counted(name) {
    var found = new Map(), add = function (value) { if (value) found.set(value, (found.get(value) || 0) + 1); };
    sections.forEach(function (one) {
      one.rows.forEach(function (row) { if (name === "by") add(row.by); else one[name].forEach(add); });
    });
    return Array.from(found).sort(function (one, other) { return mmkb.compare(parseInt(one[0], 10) || 0, parseInt(other[0], 10) || 0) || other[1] - one[1]; });
  }

  function apply() {
    var shown = 0;
    sections.forEach(function (one) {
      var fits = ["setting", "shots"].every(function (name) { return !chosen[name] || one[name].includes(chosen[name]); }), left = 0;
      one.rows.forEach(function (row) {
        row.row.hidden = !fits || Boolean(chosen.by && row.by !== chosen.by);
        left += !row.row.hidden;
      });
      one.section.hidden = !left;
      shown += left;
    });
    var some = Object.keys(CHOICES).some(function (name) { return chosen[name]; });
    box.querySelector("[role=status]").textContent = some ? shown + " of " + all + " rows; ranks are those among all of a protocol" : "";
    box.querySelectorAll("select").forEach(function (select) { select.value = chosen[select.name] || ""; });
  }
  function read() {
    var given = new URLSearchParams(location.hash.slice(1));
    Object.keys(CHOICES).forEach(function (name) {
      chosen[name] = counted(name).some(function (pair) { return pair[0] === given.get(name); }) ? given.get(name) : "";
    });
    apply();
  }
  function go(name, value) {
    chosen[name] = value;
    var parts = Object.keys(CHOICES).filter(function (one) { return chosen[one]; }).map(function (one) { return one + "=" + encodeURIComponent(chosen[one]); });
    history.replaceState(null, "", parts.length ? "#" + parts.join("&") : location.pathname + location.search);
    apply();
  }

  if (!box) return;
  Object.keys(CHOICES).forEach(function (name) {
    var options = counted(name).map(function (pair) { return make("option", { value: pair[0] }, pair[0] + " (" + pair[1] + ")"); });
    if (options.length < 2) return;
    var select = make.apply(null, ["select", { name: name }, make("option", { value: "" }, "any")].concat(options));
    select.addEventListener("change", function () { go(name, select.value); });
    box.append(make("label", {}, CHOICES[name] + " ", select));
  });
  box.append(make("span", { role: "status", class: "note" }));
  addEventListener("hashchange", read);
  read();
})();
