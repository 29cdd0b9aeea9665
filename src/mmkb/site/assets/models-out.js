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

  // What is shown as words; of marks and notes the same as in the shell.
  function grid(now, called) {
    var shown = now.shown, spare = now.state.c.join() === now.first.join() ? Math.max(0, shown.fields.length - 3) : 0;
    var rows = shown.groups.map(function (group) {
      return shown.fields.map(function (field) {
        if (field.path === "id") return { words: group.id, marks: [], keys: [group.id] };
        var values = mmkb.values(field, group.places), words = mmkb.text(field, values, group.places);
        return { words: words, marks: words ? mmkb.marks(field, group.places) : [], keys: values.length && (field.target || field.path === "id") ? values : null };
      });
    });
    var heads = shown.fields.map(function (field) {
      var number = mmkb.is_number(field), label = field.name.replace(/_/g, " "), unit = field.unit;
      var said = !unit || ["parameters", "bytes"].includes(unit) || label.includes(unit.toLowerCase());
      return { name: field.name, text: said ? label : label + " (" + unit + ")", number: number, whole: number || field.type === "date", prose: field.type === "text" && field.name !== "name" };
    });
    var many = shown.groups.length;
    return { caption: many + (many === 1 ? " model" : " models"), label: "models", heads: heads, rows: rows, notes: legend(shown, rows), spare: spare };
  }

  var ABSENT = { undisclosed: "undisclosed", "not stated": "not stated", "n/a": "n/a" };
  function legend(shown, rows) {
    var cells = [].concat.apply([], rows), explained = mmkb.data.core.legend;
    var used = Object.keys(explained).filter(function (sign) {
      return cells.some(function (cell) { return ABSENT[sign] ? !cell.keys && cell.words.split(", ").includes(sign) : cell.marks.some(function (mark) { return mark.trim() === sign; }); });
    });
    return used.length ? [used.map(function (sign) { return explained[sign]; }).join(" · ")] : [];
  }

  // Names in place of ids, as on paper; what several are called has behind it what its id adds: Qwen2-VL 7B.
  function named(grid, fields) {
    var bibliographic = ["licenses", "sources"];
    fields.forEach(function (field, at) {
      var kind = field.path === "id" ? "models" : field.target;
      if (!kind || bibliographic.includes(kind)) return;
      var names = apart(kind, Array.from(new Set([].concat.apply([], grid.rows.map(function (row) { return row[at].keys || []; })))));
      grid.rows.forEach(function (row) { if (row[at].keys) row[at].words = row[at].keys.map(function (key) { return names.get(key) || key; }).join(", "); });
      if (field.path === "id") grid.heads[at].text = "name";
    });
    var kept = grid.heads.map(function (_, at) { return at; }).filter(function (at) {
      return at < grid.heads.length - grid.spare || !grid.rows.length || grid.rows.some(function (row) { return row[at].words; });
    });
    grid.spare -= grid.heads.length - kept.length;
    grid.heads = kept.map(function (at) { return grid.heads[at]; });
    grid.rows = grid.rows.map(function (row) { return kept.map(function (at) { return row[at]; }); });
    return grid;
  }
  function apart(kind, ids) {
    var names = mmkb.data.names(kind), bearers = new Map(), found = new Map();
    ids.forEach(function (id) { if (names.has(id)) bearers.set(names.get(id), (bearers.get(names.get(id)) || []).concat(id)); });
    bearers.forEach(function (of, name) {
      var parts = of.map(function (id) { return id.split("-"); }), shared = 0;
      while (of.length > 1 && parts.every(function (words) { return shared < words.length && words[shared] === parts[0][shared]; })) shared += 1;
      of.forEach(function (id, at) {
        var added = parts[at].slice(shared).map(function (part) { return /^a?\d+(\.\d+)?[mb]$/.test(part) ? part.toUpperCase() : part; });
        found.set(id, of.length > 1 ? [name].concat(added).join(" ") : name);
      });
    });
    return found;
  }

  // What can be copied of the list that is shown now.
  mmkb.takeaways = function (now) {
    return {
      command: function () { return mmkb.command(now().state, now().first); },
      link: function () { return location.href; },
      CSV: function () { return mmkb.written.CSV(grid(now())); },
      Markdown: function () { return mmkb.written.Markdown(grid(now())); },
      LaTeX: function () { return mmkb.written.LaTeX(named(grid(now()), now().shown.fields)); },
      BibTeX: function () {
        var papers = mmkb.data.table("models").paper || [];
        return mmkb.entries([].concat.apply([], now().shown.groups.map(function (group) { return group.places.map(function (at) { return papers[at]; }); })));
      },
    };
  };

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
