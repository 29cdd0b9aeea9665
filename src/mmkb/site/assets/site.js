// On every page: tables that sort and narrow down. Search is loaded when somebody wants it.
"use strict";

var mmkb = {
  root: document.body.dataset.root,

  // Load a classic script once, unless the page itself did, and answer when it has run; modules and fetch do not work from file://.
  load: function (name) {
    var there = document.querySelector('script[src="' + mmkb.root + name + '"]');
    mmkb.loads[name] = mmkb.loads[name] || (there && Promise.resolve()) || new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = mmkb.root + name;
      script.onload = function () { done(); };
      script.onerror = function () { failed(new Error("cannot load " + name)); };
      document.head.append(script);
    });
    return mmkb.loads[name];
  },
  loads: {},

  // A new element: its name, its attributes, what is in it. Text is always text, never markup.
  make: function (name, attributes) {
    var made = document.createElement(name);
    for (var key in attributes) if (attributes[key] !== null && attributes[key] !== undefined) made.setAttribute(key, attributes[key]);
    for (var at = 2; at < arguments.length; at++) made.append(arguments[at]);
    return made;
  },

  // What a cell is sorted by: its number where it has one, else its text; what is unknown stands last.
  key: function (cell) {
    var text = (cell.dataset.v || cell.textContent).trim();
    if (text === "" || cell.querySelector(".absent")) return null;
    var found = /^-?[\d,]*\.?\d+(?:e[+-]?\d+)?/.exec(text);
    if (!cell.classList.contains("number") || !found) return text.toLowerCase();
    var rest = /^[kMBT]/.exec(text.slice(found[0].length));
    return parseFloat(found[0].replace(/,/g, "")) * (rest ? { k: 1e3, M: 1e6, B: 1e9, T: 1e12 }[rest[0]] : 1);
  },

  compare: function (one, other) {
    if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
    return one < other ? -1 : one > other ? 1 : 0;
  },
};

(function () {
  // Where scripts fail, the page is as it reads without them.
  ["error", "unhandledrejection"].forEach(function (name) {
    addEventListener(name, function () { document.body.classList.add("failed"); }, true);
  });

  function sort(table, at, head) {
    var down = head.getAttribute("aria-sort") === "ascending";
    var body = table.tBodies[0];
    var rows = Array.from(body.rows).map(function (row, place) { return [mmkb.key(row.cells[at]), place, row]; });
    rows.sort(function (one, other) {
      if (one[0] === null || other[0] === null) return (one[0] === null) - (other[0] === null) || one[1] - other[1];
      return (down ? -1 : 1) * mmkb.compare(one[0], other[0]) || one[1] - other[1];
    });
    body.append.apply(body, rows.map(function (row) { return row[2]; }));
    table.querySelectorAll("thead th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  document.querySelectorAll(".scroll > table:not(.alive)").forEach(function (table) {
    if (table.tBodies[0].rows.length < 3) return;
    table.querySelectorAll("thead th").forEach(function (head, at) {
      var button = mmkb.make("button", { type: "button", title: "sort" });
      button.append.apply(button, Array.from(head.childNodes));
      head.append(button);
      button.addEventListener("click", function () { sort(table, at, head); });
    });
  });

  // Where the navigation is wider than the screen, the page that is open stands in sight.
  requestAnimationFrame(function () {
    var list = document.querySelector("nav ul"), current = list.querySelector("[aria-current]");
    if (current && list.scrollWidth > list.clientWidth) list.scrollLeft = current.getBoundingClientRect().left - list.getBoundingClientRect().left - 24;
  });

  document.querySelectorAll(".copies").forEach(function (box) {
    var button = mmkb.make("button", { type: "button", "aria-label": "copy this " + box.dataset.of }, "copy");
    button.addEventListener("click", async function () {
      await Promise.all([mmkb.load("assets/data.js"), mmkb.load("assets/copy.js")]);
      button.remove();
      mmkb.copies(box);
      box.querySelector("button").focus();
    });
    box.append(button);
  });

  document.querySelectorAll(".narrowed").forEach(function (box) {
    var table = box.querySelector("table");
    var rows = Array.from(table.tBodies[0].rows);
    var texts = rows.map(function (row) { return row.textContent.normalize("NFKC").toLowerCase(); });
    var input = mmkb.make("input", { type: "search", placeholder: "narrow down", "aria-label": "narrow down the rows of this table" });
    var said = mmkb.make("p", { class: "note", role: "status" });
    box.prepend(mmkb.make("div", { class: "narrow" }, input), said);
    input.addEventListener("input", function () {
      var words = input.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      rows.forEach(function (row, at) {
        var holds = words.every(function (word) { return texts[at].includes(word); });
        row.hidden = !holds;
        shown += holds;
      });
      said.textContent = words.length ? shown + " of " + rows.length + " rows" : "";
    });
  });
})();
