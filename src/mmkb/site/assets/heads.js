// A slider from multi-head to multi-query attention, and the cache of chosen models over the length of their context.
"use strict";

(function () {
  var SVG = "http://www.w3.org/2000/svg", QUERIES = 32, LAYERS = 32, WIDTH = 128, STEPS = [32, 16, 8, 4, 2, 1], MOST = 6;
  var NAMES = { 32: "multi-head (MHA)", 1: "multi-query (MQA)" };
  var FIRST = ["llama-2-7b", "llama-2-70b", "mistral-7b-v0.1", "deepseek-v2-236b"];
  var make = mmkb.make, state = { ids: [] }, curves, contexts;

  function drawn(name, attributes, text) {
    var made = document.createElementNS(SVG, name);
    for (var key in attributes) made.setAttribute(key, attributes[key]);
    if (text) made.textContent = text;
    return made;
  }

  function bytes(number) {
    var units = ["B", "KiB", "MiB", "GiB", "TiB"], at = 0;
    while (number >= 1024 && at < units.length - 1) { number /= 1024; at++; }
    return (number >= 100 || Number.isInteger(number) ? Math.round(number) : number.toFixed(1)) + " " + units[at];
  }

  function share() {
    var kv = STEPS[Number(document.getElementById("share").value)], each = QUERIES / kv, step = 22;
    var picture = drawn("svg", { viewBox: "0 0 " + QUERIES * step + " 92", role: "img", class: "sharing" });
    picture.append(drawn("title", {}, QUERIES + " query heads share " + kv + " key/value heads"));
    for (var group = 0; group < kv; group++) {
      var middle = (group * each + each / 2) * step;
      picture.append(drawn("rect", { x: middle - 8, y: 4, width: 16, height: 16, class: "keys" }));
      for (var head = group * each; head < (group + 1) * each; head++) {
        picture.append(drawn("line", { x1: middle, y1: 20, x2: head * step + 11, y2: 68, class: "tie" }));
        picture.append(drawn("rect", { x: head * step + 3, y: 68, width: 16, height: 16, class: "query-head" }));
      }
    }
    document.getElementById("drawn").replaceChildren(picture);
    document.getElementById("many").textContent = kv;
    var token = 2 * LAYERS * kv * WIDTH * 2;
    document.getElementById("told").textContent = (NAMES[kv] || "grouped-query (GQA), " + each + " query heads a group") + ": " + bytes(token) +
      " a token, " + bytes(token * 32768) + " for 32,768 tokens; " + (each === 1 ? "nothing saved" : each + " times less than multi-head");
  }

  function chart() {
    var wide = 760, high = 380, left = 70, bottom = 40, top = 10, right = 190;
    var shown = state.ids.filter(function (id) { return curves[id]; }), all = [].concat.apply([], shown.map(function (id) { return curves[id]; }));
    var box = document.getElementById("chart");
    if (!all.length) return box.replaceChildren();
    var low = Math.floor(Math.log2(Math.min.apply(null, all))), most = Math.ceil(Math.log2(Math.max.apply(null, all)));
    var x = function (context) { return left + ((Math.log2(context) - Math.log2(contexts[0])) / (Math.log2(contexts[contexts.length - 1]) - Math.log2(contexts[0]))) * (wide - left - right); };
    var y = function (size) { return high - bottom - ((Math.log2(size) - low) / Math.max(most - low, 1)) * (high - bottom - top); };
    var picture = drawn("svg", { viewBox: "0 0 " + wide + " " + high, role: "img", class: "curves" });
    picture.append(drawn("title", {}, "Bytes of the key/value cache over the tokens of the context, both axes logarithmic"));
    for (var power = low; power <= most; power += Math.max(1, Math.round((most - low) / 7))) {
      picture.append(drawn("line", { x1: left, x2: wide - right, y1: y(Math.pow(2, power)), y2: y(Math.pow(2, power)), class: "rule" }));
      picture.append(drawn("text", { x: left - 8, y: y(Math.pow(2, power)) + 4, "text-anchor": "end" }, bytes(Math.pow(2, power))));
    }
    contexts.forEach(function (context) {
      picture.append(drawn("text", { x: x(context), y: high - bottom + 20, "text-anchor": "middle" }, context >= 1048576 ? context / 1048576 + "M" : context / 1024 + "k"));
    });
    var ends = [];
    shown.forEach(function (id, number) {
      var points = curves[id].map(function (size, at) { return x(contexts[at]) + "," + y(size); }).join(" ");
      var end = y(curves[id][contexts.length - 1]) + 4;
      while (ends.some(function (other) { return Math.abs(other - end) < 15; })) end += 15;
      ends.push(end);
      picture.append(drawn("polyline", { points: points, class: "curve dash-" + number }));
      picture.append(drawn("text", { x: wide - right + 8, y: end }, id));
    });
    box.replaceChildren(picture);
  }

  function draw() {
    history.replaceState(null, "", "#ids=" + state.ids.map(encodeURIComponent).join(","));
    var box = document.getElementById("sides");
    box.replaceChildren.apply(box, state.ids.map(function (id) {
      var drop = make("button", { type: "button", "aria-label": "leave out " + id }, "×");
      drop.addEventListener("click", function () { state.ids = state.ids.filter(function (one) { return one !== id; }); draw(); });
      return make("li", {}, id, " ", drop);
    }));
    chart();
  }

  function read() {
    var given = new URLSearchParams(location.hash.slice(1)).get("ids");
    state.ids = (given === null ? FIRST : given.split(",")).filter(function (id) { return curves[id]; }).slice(0, MOST);
    if (!state.ids.length && given === null) state.ids = Object.keys(curves).slice(0, 4);
  }

  async function start() {
    await mmkb.load("data/cache.js");
    var found = await mmkb.data.given("cache");
    curves = found.curves;
    contexts = found.contexts;
    document.getElementById("live").hidden = false;
    document.querySelectorAll(".drawings").forEach(function (one) { one.hidden = true; });
    document.getElementById("share").addEventListener("input", share);
    var input = document.getElementById("add");
    document.getElementById("ids").append.apply(document.getElementById("ids"), Object.keys(curves).map(function (id) { return make("option", { value: id }); }));
    input.addEventListener("change", function () {
      var id = input.value.trim();
      if (!curves[id] || state.ids.includes(id) || state.ids.length >= MOST) return;
      input.value = "";
      state.ids.push(id);
      draw();
    });
    addEventListener("hashchange", function () { read(); draw(); });
    share();
    read();
    draw();
    document.body.dataset.ready = "yes";
  }
  start();
})();
