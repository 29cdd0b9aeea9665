// SQL in the page: the query stands in the address; SQLite and the rows are loaded with the first one.
"use strict";

(function () {
  var SHOWN = 1000, PARTS = ["data/sql.js", "assets/sql-wasm-inline.js", "assets/sql-worker.js"];
  var make = mmkb.make, input = document.getElementById("q"), told = document.getElementById("told"), box = document.getElementById("answer");
  var worker = null, latest = 0;

  async function engine() {
    await Promise.all(PARTS.map(mmkb.load));
    var text = "(" + mmkb.sqlWorker + ")(" + mmkb.data.unpacked + ", (function () { var initSqlJsPromise; return " + initSqlJs + "; })());";
    var address = URL.createObjectURL(new Blob([text], { type: "text/javascript" })), made = new Worker(address);
    URL.revokeObjectURL(address);
    return made;
  }

  async function asked(sql, number) {
    var fresh = !worker;
    worker = worker || (await engine());
    return new Promise(function (done, failed) {
      worker.onmessage = function (event) { if (event.data.number === number) done(event.data); };
      worker.onerror = function (problem) { failed(new Error(problem.message || "the worker of SQLite does not run")); };
      worker.postMessage({ number: number, sql: sql, packed: fresh ? mmkb.data.packed("sql") : null });
    });
  }

  function busy(is, words) {
    document.getElementById("run").disabled = is;
    document.getElementById("stop").hidden = !is;
    told.textContent = words;
  }

  function stop() {
    if (worker) worker.terminate();
    worker = null;
    latest++;
    busy(false, "stopped");
  }

  async function run() {
    var sql = input.value.trim(), number = ++latest, start = performance.now();
    history.replaceState(null, "", sql ? "#q=" + encodeURIComponent(sql) : location.pathname);
    input.removeAttribute("aria-invalid");
    if (!sql) return box.replaceChildren();
    busy(true, worker ? "asking" : "loading");
    var said = await asked(sql, number).catch(function (problem) { return { wrong: problem.message }; });
    if (number !== latest) return;
    if (said.wrong) {
      busy(false, "");
      input.setAttribute("aria-invalid", "true");
      told.append(make("strong", {}, said.wrong));
      return;
    }
    var found = said.found, many = found.rows.length, rows = (found.more ? "the first " : "") + many.toLocaleString("en-US") + (many === 1 ? " row" : " rows");
    busy(false, found.columns.length ? rows + " in " + Math.round(performance.now() - start).toLocaleString("en-US") + " ms" : "done; nothing to show");
    show(found, rows);
  }

  function isNumber(found, at) {
    var known = found.rows.filter(function (row) { return row[at] !== null; });
    return known.length > 0 && known.every(function (row) { return typeof row[at] === "number"; });
  }

  function show(found, rows) {
    if (!found.columns.length) return box.replaceChildren();
    var numbers = found.columns.map(function (_, at) { return isNumber(found, at); });
    var heads = found.columns.map(function (name, at) { return make("th", { scope: "col", class: numbers[at] ? "number" : null }, name); });
    var body = found.rows.slice(0, SHOWN).map(function (row) {
      return make.apply(null, ["tr", {}].concat(row.map(function (value, at) {
        return make("td", { class: numbers[at] ? "number" : null }, value === null ? make("span", { class: "absent" }, "NULL") : String(value));
      })));
    });
    var caption = found.rows.length > SHOWN ? SHOWN.toLocaleString("en-US") + " of " + rows + "; copies have all of them" : rows;
    var table = make("table", {}, make("caption", {}, caption), make("thead", {}, make.apply(null, ["tr", {}].concat(heads))), make.apply(null, ["tbody", {}].concat(body)));
    var copies = make("div", { class: "copies" });
    mmkb.offers(copies, takeaways(found, numbers, rows));
    box.replaceChildren(copies, make("div", { class: "scroll", role: "region", "aria-label": "answer", tabindex: "0" }, table));
  }

  function takeaways(found, numbers, rows) {
    var grid = {
      caption: rows, label: "answer", notes: [], spare: 0,
      heads: found.columns.map(function (name, at) { return { name: name, text: name, number: numbers[at], whole: numbers[at], prose: !numbers[at] }; }),
      rows: found.rows.map(function (row) { return row.map(function (value) { return { words: value === null ? "" : String(value), marks: [] }; }); }),
    };
    var makers = { link: function () { return location.href; } };
    Object.keys(mmkb.written).forEach(function (name) { makers[name] = function () { return mmkb.written[name](grid); }; });
    return makers;
  }

  function read() {
    input.value = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B")).get("q") || "";
    return input.value ? run() : null;
  }

  async function start() {
    document.getElementById("live").hidden = false;
    document.querySelectorAll(".static").forEach(function (one) { one.hidden = true; });
    document.getElementById("run").addEventListener("click", run);
    document.getElementById("stop").addEventListener("click", stop);
    input.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        run();
      }
    });
    addEventListener("hashchange", read);
    await read();
    document.body.dataset.ready = "yes";
  }
  start();
})();
