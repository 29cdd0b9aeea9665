// Search over the names of all records as one types: typos, beginnings, English and Japanese.
"use strict";

(function () {
  var MOST = 12;
  var CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu;

  // Words; of text without blanks every two neighbours, as Japanese is written without them.
  function words(text) {
    var found = [], folded = text.normalize("NFKC").toLowerCase();
    (folded.match(CJK) || []).forEach(function (run) {
      var characters = Array.from(run);
      if (characters.length === 1) found.push(run);
      for (var at = 0; at + 1 < characters.length; at++) found.push(characters[at] + characters[at + 1]);
    });
    return found.concat(folded.replace(CJK, " ").split(/[^\p{L}\p{N}]+/u).filter(Boolean));
  }

  var ready = null;
  function index() {
    ready = ready || Promise.all([mmkb.load("assets/minisearch.js"), mmkb.load("assets/data.js").then(function () { return mmkb.load("data/search.js"); })])
      .then(function () { return mmkb.data.given("search"); })
      .then(function (records) {
        var made = new MiniSearch({ fields: ["id", "name", "others"], storeFields: ["kind", "id", "name", "page"], idField: "page", tokenize: words,
          processTerm: function (term) { return term; } });
        made.addAll(records.map(function (one) { return { kind: one[0], id: one[1], name: one[2], others: one[3], page: one[4] }; }));
        return made;
      });
    return ready;
  }

  var form = document.getElementById("search"), input = document.getElementById("find"), list = document.getElementById("found");
  var at = -1;
  form.hidden = false;
  input.addEventListener("focus", function () { index(); }, { once: true });
  input.addEventListener("input", async function () {
    var asked = input.value, made = await index();
    if (asked !== input.value) return;
    show(asked.trim() ? made.search(asked, { prefix: true, boost: { id: 3, name: 3 }, combineWith: "AND",
      fuzzy: function (term) { return CJK.test(term) ? false : term.length > 7 ? 2 : term.length > 3 ? 1 : false; } }).slice(0, MOST) : [], asked.trim());
  });

  function show(found, asked) {
    at = -1;
    input.removeAttribute("aria-activedescendant");
    var items = found.map(function (one, number) {
      var link = mmkb.make("a", { href: mmkb.root + one.page, tabindex: "-1" }, one.name, mmkb.make("small", {}, one.kind + (one.id === one.name ? "" : " · " + one.id)));
      return mmkb.make("li", { role: "option", id: "found-" + number, "aria-selected": "false" }, link);
    });
    if (asked && !items.length) items = [mmkb.make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "nothing is called so")];
    list.replaceChildren.apply(list, items);
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(items.length > 0));
  }

  input.addEventListener("keydown", function (event) {
    var items = list.querySelectorAll("li[id]");
    if (event.key === "Escape") return show([], "");
    if (event.key === "Enter") {
      event.preventDefault();
      var chosen = items[Math.max(at, 0)];
      if (chosen) location.href = chosen.firstChild.href;
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    at = (at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % Math.max(items.length, 1);
    items.forEach(function (item, number) { item.setAttribute("aria-selected", String(number === at)); });
    if (items[at]) input.setAttribute("aria-activedescendant", items[at].id);
  });
  form.addEventListener("focusout", function (event) { if (!form.contains(event.relatedTarget)) setTimeout(function () { show([], ""); }, 150); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
})();
