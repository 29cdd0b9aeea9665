// The list of models, alive: query, facets, columns, order and choice all stand in the address, so that every view is a link.
"use strict";

(function () {
  var FIRST = [], MORE = [];
  var ORDERED = ["quantity", "integer", "number", "date"];
  var FEW = 3, MOST = 1000, MOST_SIDES = 6;
  var make = mmkb.make, box = document.getElementById("live"), table = document.querySelector("#models table"), facets = document.getElementById("filters");
  var state = { q: "", s: "-released", c: [], x: [] }, shown = { groups: [], fields: [] };

  function read() {
    var given = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
    state.q = given.get("q") || "";
    state.s = given.get("s") || "-released";
    state.c = given.has("c") ? given.get("c").split(",").filter(function (name) { return FIRST.concat(MORE).includes(name); }) : FIRST;
    if (!state.c.includes("id")) state.c.unshift("id");
    state.x = (given.get("x") || "").split(",").filter(Boolean);
  }

  function address() {
    var parts = [];
    if (state.q) parts.push("q=" + encodeURIComponent(state.q));
    if (state.s !== "-released") parts.push("s=" + encodeURIComponent(state.s));
    if (state.c.join() !== FIRST.join()) parts.push("c=" + state.c.map(encodeURIComponent).join(","));
    if (state.x.length) parts.push("x=" + state.x.map(encodeURIComponent).join(","));
    return "#" + parts.join("&");
  }

  function go(change) {
    Object.assign(state, change);
    history.replaceState(null, "", address() === "#" ? location.pathname + location.search : address());
    return draw();
  }

  // Matching rows by release, in the order that is asked for; what is not known stands last.
  function grouped(places) {
    var models = mmkb.data.table("models"), down = state.s[0] === "-", field = mmkb.fields("models").get(state.s.replace(/^-/, ""));
    var column = models[field.type === "date" ? field.path + ":first" : field.path] || [];
    var key = function (at) { var value = column[at]; return Array.isArray(value) ? value.join() : value; };
    var ordered = places.slice().sort(function (one, other) {
      var a = key(one), b = key(other), none = function (value) { return value === null || value === undefined; };
      if (none(a) || none(b)) return none(a) - none(b) || one - other;
      return (down ? -1 : 1) * mmkb.compare(a, b) || (models.id[one] < models.id[other] ? -1 : 1);
    });
    var found = new Map();
    ordered.forEach(function (at) {
      var release = models.release[at];
      found.set(release, (found.get(release) || []).concat(at));
    });
    return Array.from(found, function (pair) { return { id: pair[0], places: pair[1].sort(function (a, b) { return a - b; }) }; });
  }

  async function draw() {
    var places, input = document.getElementById("q"), told = document.getElementById("told");
    if (input.value !== state.q) input.value = state.q;
    try {
      places = await mmkb.ask("models", state.q);
    } catch (problem) {
      if (!(problem instanceof mmkb.QueryError)) throw problem;
      input.setAttribute("aria-invalid", "true");
      told.replaceChildren(make("strong", {}, problem.message), " ", make("code", {}, state.q.slice(0, problem.span[0]), make("mark", {}, state.q.slice(problem.span[0], problem.span[1]) || " "),
        state.q.slice(problem.span[1])), problem.hint ? make("span", { class: "note" }, " " + problem.hint) : "");
      return;
    }
    input.removeAttribute("aria-invalid");
    shown.fields = state.c.map(function (name) { return mmkb.fields("models").get(name); });
    shown.groups = grouped(places);
    told.textContent = shown.groups.length + (shown.groups.length === 1 ? " model" : " models") + ", " + places.length + (places.length === 1 ? " size" : " sizes");
    document.getElementById("command").textContent = mmkb.command(state, FIRST);
    rows(MOST);
    choice();
    await mmkb.facets(document.getElementById("facets"), state.q, places, function (query) { go({ q: query }); });
  }

  function rows(most) {
    var heads = shown.fields.map(function (field, at) {
      var name = state.c[at], down = state.s === "-" + name;
      var button = make("button", { type: "button" }, field.path === "id" ? "model" : field.name.replace(/_/g, " "));
      button.addEventListener("click", function () { go({ s: state.s === name ? "-" + name : name }); });
      return make("th", { scope: "col", class: isNumber(field) ? "number" : null, "aria-sort": down ? "descending" : state.s === name ? "ascending" : null }, button);
    });
    var body = shown.groups.slice(0, most).map(row);
    table.tHead.replaceChildren(make.apply(null, ["tr", {}, make("th", { scope: "col" }, make("span", { class: "unseen" }, "compare"))].concat(heads)));
    table.tBodies[0].replaceChildren.apply(table.tBodies[0], body);
    var rest = document.getElementById("rest");
    rest.hidden = shown.groups.length <= most;
    rest.textContent = "show all " + shown.groups.length;
    rest.onclick = function () { rows(Infinity); };
    mmkb.reachable(table);
  }

  function row(group) {
    var choose = make("input", { type: "checkbox", "aria-label": "compare " + group.id, tabindex: "-1" });
    choose.checked = state.x.includes(group.id);
    choose.addEventListener("change", function () {
      go({ x: choose.checked ? state.x.concat(group.id) : state.x.filter(function (id) { return id !== group.id; }) });
    });
    var cells = shown.fields.map(function (field, at) { return cell(group, field, at); });
    return make.apply(null, ["tr", { "data-id": group.id }, make("td", {}, choose)].concat(cells));
  }

  function cell(group, field, at) {
    if (field.path === "id") return make("th", { scope: "row" }, make("a", { href: encodeURIComponent(group.id) + ".html", tabindex: "-1" }, group.id));
    var values = mmkb.values(field, group.places), few = values.length > FEW && !ORDERED.includes(field.type) && field.name !== "input" && field.name !== "output";
    var words = mmkb.text(field, few ? values.slice(0, FEW) : values, group.places) + (few ? " +" + (values.length - FEW) : "");
    var broken = words.split("+").reduce(function (parts, part, number) { return number ? parts.concat("+", make("wbr", {}), part) : parts.concat(part); }, []);
    var made = make("td", { class: isNumber(field) ? "number" : field.type === "date" ? "date" : field.name === "input" ? "joint" : null, "data-at": at });
    made.append.apply(made, values.length ? broken : words ? [make("span", { class: "absent" }, words)] : []);
    var marks = words ? mmkb.marks(field, group.places) : [];
    if (marks.length) made.append(make("span", { class: "mark" }, marks.join("")));
    return made;
  }

  mmkb.is_number = isNumber;
  function isNumber(field) { return ORDERED.includes(field.type) && field.type !== "date"; }

  // The bar that appears when models are chosen for comparison.
  function choice() {
    var bar = document.getElementById("chosen"), many = state.x.length;
    bar.hidden = !many;
    var link = make("a", { href: mmkb.root + "compare.html#ids=" + state.x.map(encodeURIComponent).join(",") }, "compare " + many + " models");
    var clear = make("button", { type: "button" }, "clear");
    clear.addEventListener("click", function () { go({ x: [] }); });
    bar.replaceChildren(many < 2 ? "choose one more to compare" : many > MOST_SIDES ? "at most " + MOST_SIDES + " can be compared" : link, " ", clear);
  }

  function columns() {
    var list = FIRST.concat(MORE).slice(1).map(function (name) {
      var input = make("input", { type: "checkbox" });
      input.checked = state.c.includes(name);
      input.addEventListener("change", function () {
        var chosen = FIRST.concat(MORE).filter(function (one) { return one === "id" || (one === name ? input.checked : state.c.includes(one)); });
        go({ c: chosen });
      });
      return make("label", {}, input, " " + name.replace(/_/g, " "));
    });
    document.getElementById("columns").replaceChildren.apply(document.getElementById("columns"), list);
  }

  async function start() {
    await Promise.all([mmkb.data.load("core"), mmkb.data.load("evidence").then(mmkb.learn)]);
    FIRST = mmkb.data.core.kinds.models.columns;
    MORE = mmkb.data.core.shown.filter(function (name) { return !FIRST.includes(name); });
    read();
    facets.open = matchMedia("(min-width: 64rem)").matches;
    box.hidden = false;
    document.querySelectorAll(".static").forEach(function (one) { one.hidden = true; });
    table.classList.add("alive");
    table.setAttribute("role", "grid");
    columns();
    var waiting = null, input = document.getElementById("q");
    input.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () { go({ q: input.value }); }, 120);
    });
    window.addEventListener("hashchange", function () { read(); columns(); draw(); });
    mmkb.offers(document.getElementById("offers"), mmkb.takeaways(function () { return { state: state, shown: shown, first: FIRST }; }));
    mmkb.provenance(table, function () { return shown; });
    await draw();
    document.body.dataset.ready = "yes";
  }
  start();
})();
