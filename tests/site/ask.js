// Asks the scripts of the pages, under Node: node ask.js FOLDER < questions; a question is [kind, query], a line each.
"use strict";
const fs = require("fs");
const vm = require("vm");

const folder = process.argv[2];
const world = vm.createContext({ atob, Blob, Response, DecompressionStream, Uint8Array, console });
const run = (name) => vm.runInContext(fs.readFileSync(`${folder}/${name}`, "utf-8"), world, name);
vm.runInContext("var mmkb = {};", world);
world.loadScript = async (name) => run(name);
vm.runInContext("mmkb.load = loadScript;", world);
for (const name of ["data", "query-parse", "query-resolve", "query-values", "query-run"]) run(`assets/${name}.js`);

async function main() {
  await world.mmkb.data.load("core");
  for (const line of fs.readFileSync(0, "utf-8").trim().split("\n")) {
    const [kind, query] = JSON.parse(line);
    try {
      const found = await world.mmkb.ask(kind, query);
      const table = world.mmkb.data.table(kind);
      console.log(JSON.stringify({ rows: found.map((at) => table.rid[at]) }));
    } catch (problem) {
      if (!(problem instanceof world.mmkb.QueryError)) throw problem;
      console.log(JSON.stringify({ error: problem.message, span: problem.span }));
    }
  }
}

main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
