// What leaves the list of models: commands, files and references to copy; and where each cell comes from.
"use strict";

(function () {
  var make = mmkb.make;

  // A word as a shell reads it: quoted where it must be.
  function word(text) { return /^[\w@%+=:,./-]+$/.test(text) ? text : "'" + text.replace(/'/g, "'\\''") + "'"; }

  mmkb.command = function (state, first) {
    var parts = ["mmkb models"];
    if (state.q.trim()) parts.push(word(state.q.trim()));
    if (state.c.join() !== first.join()) parts.push("-c " + word(state.c.join(",")));
    if (state.s !== "-released") parts.push("-s " + word(state.s));
    return parts.join(" ");
  };

  function cells(shown) {
    return shown.groups.map(function (group) {
      return shown.fields.map(function (field) {
        if (field.path === "id") return group.id;
        var values = mmkb.values(field, group.places);
        return mmkb.text(field, values, group.places) + (values.length ? mmkb.marks(field, group.places) : "");
      });
    });
  }
  function heads(shown) { return shown.fields.map(function (field) { return field.name; }); }

  // A cell of CSV; what a spreadsheet would take for a formula gets a sign that it is none.
  function field(text) {
    var safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return /[",\n\r]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }

  var MAKERS = {
    command: function (now) { return mmkb.command(now.state, now.first); },
    link: function () { return location.href; },
    CSV: function (now) { return [heads(now.shown)].concat(cells(now.shown)).map(function (row) { return row.map(field).join(","); }).join("\r\n") + "\r\n"; },
    Markdown: function (now) {
      var row = function (texts) { return "| " + texts.map(function (text) { return text.replace(/[\\|*_`\[\]<>]/g, "\\$&"); }).join(" | ") + " |"; };
      var names = heads(now.shown);
      return [row(names), row(names).replace(/[^|]+/g, " --- ")].concat(cells(now.shown).map(row)).join("\n") + "\n";
    },
    BibTeX: async function (now) {
      await mmkb.load("data/bibtex.js");
      var entries = await mmkb.data.given("bibtex"), papers = mmkb.data.table("models").paper, keys = new Set();
      now.shown.groups.forEach(function (group) { group.places.forEach(function (at) { if (papers[at]) keys.add(papers[at]); }); });
      return Array.from(keys).sort().map(function (key) { return entries[key] || ""; }).join("\n");
    },
  };

  mmkb.offers = function (box, now) {
    var told = make("span", { role: "status", class: "note" });
    Object.keys(MAKERS).forEach(function (name) {
      var button = make("button", { type: "button" }, name);
      button.addEventListener("click", async function () {
        var text = await MAKERS[name](now());
        await copied(text);
        told.textContent = name + " copied: " + text.length.toLocaleString("en-US") + " characters";
      });
      box.append(button);
    });
    box.append(told);
  };

  async function copied(text) {
    document.body.dataset.copied = text;
    try {
      await navigator.clipboard.writeText(text);
    } catch (problem) {
      var area = make("textarea", { class: "unseen" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  // One cell of a grid is reached by Tab, the others by arrow keys.
  mmkb.reachable = function (table) {
    var first = table.tBodies[0].rows[0];
    if (first && !table.querySelector("tbody [tabindex='0']")) first.cells[1].tabIndex = 0;
  };

  function place(one, source) {
    return make("li", {}, make("span", { class: "state " + one.state }, one.state), " ", make("a", { href: mmkb.root + "sources/" + encodeURIComponent(source) + ".html" }, source),
      one.at ? make("span", { class: "at" }, " " + one.at) : "", one.because ? make("span", { class: "because" }, " because " + one.because) : "");
  }

  // What is said of a cell: for each different value of the sizes, where it stands and who contradicts it.
  function told(group, field) {
    var models = mmkb.data.table("models"), lines = new Map();
    group.places.forEach(function (at) {
      var value = mmkb.text(field, mmkb.values(field, [at]), [at]) || "unknown", places = mmkb.places(field, at), rivals = mmkb.rivals(field, at);
      var key = JSON.stringify([value, places, rivals]);
      if (!lines.has(key)) lines.set(key, { value: value, places: places, rivals: rivals, ids: [] });
      lines.get(key).ids.push(models.id[at]);
    });
    return Array.from(lines.values()).slice(0, 6).map(function (line) {
      var which = lines.size > 1 ? make("span", { class: "at" }, " " + line.ids.slice(0, 3).join(", ") + (line.ids.length > 3 ? ", …" : "")) : "";
      var list = line.places.slice(0, 3).map(function (one) { return place(one, one.source); });
      if (!list.length) list.push(make("li", { class: "at" }, field.derived ? "follows from other facts" : "no source on record"));
      return make("div", {}, make("strong", {}, line.value), which, make.apply(null, ["ul", { class: "places" }].concat(list)),
        line.rivals.length ? make("p", { class: "mark" }, "≠ another source says: " + line.rivals.join(", ")) : "");
    });
  }

  mmkb.provenance = function (table, now) {
    var panel = document.getElementById("provenance"), timer = null, current = null;

    function show(cell) {
      var row = cell.closest("tr"), shown = now(), at = cell.dataset.at;
      var group = shown.groups.find(function (one) { return one.id === row.dataset.id; });
      if (!group || at === undefined) return hide();
      var field = shown.fields[at];
      if (current) current.removeAttribute("aria-describedby");
      current = cell;
      cell.setAttribute("aria-describedby", "provenance");
      var more = make("a", { href: encodeURIComponent(group.id) + ".html#fact-" + field.path }, "all of " + group.id);
      panel.replaceChildren.apply(panel, [make("p", { class: "kicker" }, field.name.replace(/_/g, " "))].concat(told(group, field), make("p", {}, more)));
      panel.hidden = false;
      var box = cell.getBoundingClientRect(), wide = panel.offsetWidth, high = panel.offsetHeight;
      var left = Math.max(8, Math.min(box.left, innerWidth - wide - 8)), below = box.bottom + high + 8 < innerHeight;
      panel.style.left = left + "px";
      panel.style.top = Math.max(8, below ? box.bottom + 4 : box.top - high - 4) + "px";
    }
    function hide() {
      panel.hidden = true;
      if (current) current.removeAttribute("aria-describedby");
      current = null;
    }
    function later(what) { clearTimeout(timer); timer = setTimeout(what, 180); }

    table.addEventListener("mouseover", function (event) {
      var cell = event.target.closest("td[data-at]");
      if (cell) later(function () { show(cell); });
    });
    table.addEventListener("mouseleave", function () { later(hide); });
    panel.addEventListener("mouseenter", function () { clearTimeout(timer); });
    panel.addEventListener("mouseleave", function () { later(hide); });
    table.addEventListener("click", function (event) {
      var cell = event.target.closest("td[data-at]");
      if (cell) focus(cell);
    });
    table.addEventListener("focusin", function (event) {
      var cell = event.target.closest("td[data-at]");
      clearTimeout(timer);
      if (cell) show(cell);
      else hide();
    });
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
    addEventListener("scroll", function () { if (current && document.activeElement !== current) hide(); }, { passive: true });

    function focus(cell) {
      table.querySelectorAll("tbody [tabindex='0']").forEach(function (one) { one.tabIndex = -1; });
      cell.tabIndex = 0;
      cell.focus();
    }
    table.addEventListener("keydown", function (event) {
      var cell = event.target.closest("tbody td, tbody th"), row = cell && cell.closest("tr"), move;
      if (!cell) return;
      var at = cell.cellIndex;
      if (event.key === "ArrowRight") move = row.cells[at + 1];
      else if (event.key === "ArrowLeft") move = row.cells[at - 1];
      else if (event.key === "ArrowDown") move = row.nextElementSibling && row.nextElementSibling.cells[at];
      else if (event.key === "ArrowUp") move = row.previousElementSibling && row.previousElementSibling.cells[at];
      else if (event.key === "Home") move = row.cells[1];
      else if (event.key === "End") move = row.cells[row.cells.length - 1];
      else if (event.key === "Enter" && event.target === cell && cell.querySelector("a")) return cell.querySelector("a").click();
      else if (event.key === " " && event.target === cell) return event.preventDefault(), row.querySelector("input").click();
      else return;
      event.preventDefault();
      if (move) focus(move);
    });
  };
})();
