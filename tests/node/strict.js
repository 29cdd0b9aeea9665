// Compiles the schemas in the folder argv[2] in ajv's strict mode, then holds the records in argv[3] against them.
// Prints the number of schemas, of records, and every fault.
const fs = require("node:fs"), path = require("node:path");
const { createRequire } = require("node:module");
const from = createRequire(path.join(process.argv[4], "x.js"));
const Ajv = from("ajv/dist/2020"), formats = from("ajv-formats"), yaml = from("yaml");

const [, , schemas, records] = process.argv;
const faults = [];
let count = 0;
const kinds = fs.readdirSync(schemas).map((name) => path.basename(name, ".json"));
for (const kind of kinds) {
  const ajv = new Ajv({ strict: true, allErrors: true });
  formats(ajv);
  const valid = ajv.compile(JSON.parse(fs.readFileSync(path.join(schemas, `${kind}.json`), "utf8")));
  for (const name of fs.readdirSync(path.join(records, kind))) {
    const text = fs.readFileSync(path.join(records, kind, name), "utf8");
    if (!valid(yaml.parse(text, { version: "1.2" }))) faults.push(`${kind}/${name}: ${ajv.errorsText(valid.errors)}`);
    count += 1;
  }
}
console.log(JSON.stringify({ schemas: kinds.length, records: count, faults }));
