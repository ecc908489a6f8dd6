// node brotli-size.mjs BUDGET_KB FILE...: the size of each file as a browser receives it; fails above the budget.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [budget, ...files] = process.argv.slice(2);
const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const sizes = files.map((file) => [basename(file), brotliCompressSync(readFileSync(file), options).length]);
const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const parts = sizes.map(([name, bytes]) => `${name} ${kilobytes(bytes)}`).join(", ");
console.log(`figure: ${kilobytes(total)} of ${budget} kB in brotli (${parts})`);
if (total > Number(budget) * 1000) {
  console.log("The bundle is over its budget: look for a new dependency of `app` with `cargo tree -p frontend`.");
  process.exit(1);
}
