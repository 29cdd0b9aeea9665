// Tables to take along: what a table shows as CSV, Markdown, LaTeX, and the bibliography behind it.
"use strict";

(function () {
  // A table of a page as words: what is seen of it, a cell's marks apart from its text.
  mmkb.grid = function (table) {
    var rows = Array.from(table.tBodies[0].rows).filter(function (row) { return !row.hidden; });
    var heads = Array.from(table.tHead.rows[0].cells, function (head, at) {
      var cells = rows.map(function (row) { return row.cells[at]; }), text = plain(head).words;
      var is = function (name) { return cells.some(function (cell) { return cell && cell.classList.contains(name); }); };
      var number = head.classList.contains("number");
      return { name: text, text: text, number: number, whole: number || is("date"), prose: !number && !is("date") && !cells.some(function (cell) { return cell && cell.querySelector("a"); }) };
    });
    var after = (table.closest(".scroll") || table).nextElementSibling, notes = [];
    for (; after && after.matches(".note, .copies"); after = after.nextElementSibling) if (after.matches(".note")) notes.push(after.textContent.trim());
    var caption = table.caption && table.caption.textContent.trim(), title = document.querySelector("h1").textContent.trim();
    return {
      caption: caption && caption !== title ? title + ": " + caption : title, label: location.pathname.split("/").pop().replace(/\.html$/, "") + (caption ? "-" + caption : ""),
      heads: heads, rows: rows.map(function (row) { return Array.from(row.cells, plain); }), notes: notes, spare: Math.max(0, heads.length - 3),
    };
  };
  function plain(cell) {
    var copy = cell.cloneNode(true), marks = Array.from(copy.querySelectorAll(".mark"), function (mark) { return mark.textContent; });
    copy.querySelectorAll(".mark, [aria-hidden='true'], summary").forEach(function (one) { one.remove(); });
    copy.querySelectorAll("br, li").forEach(function (one) { one.append(" "); one.before(" "); });
    return { words: copy.textContent.replace(/\s+/g, " ").trim(), marks: marks };
  }

  // The documents that the rows of a table link to, which are seen.
  function keys(table) {
    var found = Array.from(table.querySelectorAll("tbody tr:not([hidden]) a[href*='sources/']"), function (link) { return decodeURIComponent(link.pathname.split("/").pop().replace(/\.html$/, "")); });
    return Array.from(new Set(found)).filter(function (key) { return key !== "index"; });
  }
  mmkb.entries = async function (wanted) {
    await mmkb.load("data/bibtex.js");
    var entries = await mmkb.data.given("bibtex");
    return Array.from(new Set(wanted)).sort().map(function (key) { return entries[key] || ""; }).filter(Boolean).join("\n");
  };

  // A cell of CSV; what a spreadsheet would take for a formula gets a sign that it is none.
  function field(text) {
    var safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return /[",\n\r]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }
  function texts(grid) { return grid.rows.map(function (row) { return row.map(function (cell) { return cell.words + cell.marks.join(""); }); }); }
  mmkb.written = {
    CSV: function (grid) { return [grid.heads.map(function (head) { return head.name; })].concat(texts(grid)).map(function (row) { return row.map(field).join(","); }).join("\r\n") + "\r\n"; },
    Markdown: function (grid) {
      var row = function (cells) { return "| " + cells.join(" | ") + " |"; }, safe = function (text) { return text.replace(/[\\|*_`\[\]<>]/g, "\\$&"); };
      var rule = row(grid.heads.map(function (head) { return head.number ? "---:" : "---"; }));
      return [row(grid.heads.map(function (head) { return safe(head.text); })), rule].concat(texts(grid).map(function (cells) { return row(cells.map(safe)); })).join("\n") + "\n";
    },
    LaTeX: async function (grid) {
      await mmkb.load("assets/latex.js");
      return mmkb.latex(grid);
    },
  };

  // Buttons that copy: by name, what makes the text.
  mmkb.offers = function (box, makers) {
    var told = mmkb.make("span", { role: "status", class: "note" });
    Object.keys(makers).forEach(function (name) {
      var button = mmkb.make("button", { type: "button" }, name);
      button.addEventListener("click", async function () {
        var text = await makers[name]();
        await copied(text);
        told.textContent = name + " copied: " + text.length.toLocaleString("en-US") + " characters";
      });
      box.append(button);
    });
    box.append(told);
  };

  // What can be copied of the table or the text before a box.
  mmkb.copies = function (box) {
    var before = box.previousElementSibling, makers = {};
    while (before.matches(".note")) before = before.previousElementSibling;
    var table = before.matches("table") ? before : before.querySelector("table"), text = before.querySelector("pre.copied");
    if (!table) {
      makers[box.dataset.as] = function () { return text.textContent + "\n"; };
      return mmkb.offers(box, makers);
    }
    Object.keys(mmkb.written).forEach(function (name) { makers[name] = function () { return mmkb.written[name](mmkb.grid(table)); }; });
    if (keys(table).length) makers.BibTeX = function () { return mmkb.entries(keys(table)); };
    mmkb.offers(box, makers);
  };

  async function copied(text) {
    document.body.dataset.copied = text;
    try {
      await navigator.clipboard.writeText(text);
    } catch (problem) {
      var area = mmkb.make("textarea", { class: "unseen" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }
})();
