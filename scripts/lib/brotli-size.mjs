// node brotli-size.mjs FOLDER START_KB ALL_KB: weighs the dashboard's program as a browser receives it; fails above a budget.
// The start is what every first page loads. Each part comes with the first of its pages; all is the start and all parts.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [folder, startBudget, allBudget] = process.argv.slice(2);
const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const sizes = new Map(
  readdirSync(folder)
    .filter((name) => /\.(js|wasm|css)$/.test(name))
    .map((name) => [name, brotliCompressSync(readFileSync(join(folder, name)), options).length]),
);
const sum = (names) => names.reduce((total, name) => total + sizes.get(name), 0);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const start = [...sizes.keys()].filter((name) => !/^(split|chunk)_/.test(name));
const parts = Object.entries(JSON.parse(readFileSync(join(folder, "__wasm_split_manifest.json"), "utf8")));
const list = start.map((name) => `${name.replace(/_{3,}\./, "")} ${kilobytes(sizes.get(name))}`);
const added = parts.map(([part, files]) => `${part} ${kilobytes(sum(files.map((file) => `${file}.wasm`)))}`).sort();
const [startSize, allSize] = [sum(start), sum([...sizes.keys()])];

console.log(`figure: start ${kilobytes(startSize)} of ${startBudget} kB in brotli (${list.join(", ")})`);
console.log(`figure: all parts ${kilobytes(allSize)} of ${allBudget} kB; a part adds ${added.join(", ")}`);
if (startSize > Number(startBudget) * 1000 || allSize > Number(allBudget) * 1000) {
  console.log("The bundle is over its budget: look for a new dependency of `app` with `cargo tree -p frontend`.");
  process.exit(1);
}
