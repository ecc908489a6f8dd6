// node verifier-page.mjs PAGE-FOLDER GLUE.js PROGRAM.wasm EDITION OUT.html: puts the checking program and its page into one file whose
// security policy names its one script and its one style sheet by their hashes.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [folder, glue, program, edition, out] = process.argv.slice(2);
const read = (name) => readFileSync(join(folder, name), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const style = read("style.css");
const binary = readFileSync(program).toString("base64");
const script = `${readFileSync(glue, "utf8")}\nconst PROGRAM = "${binary}";\n${read("main.js")}`;
if (/<\/script/i.test(script) || /<\/style/i.test(style)) throw new Error("a part would end its own element");

// A page from a local disk has no header, so the policy stands in the page.
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const values = { policy, style, script, edition };
const page = Buffer.from(read("index.html").replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]));
writeFileSync(out, page);
writeFileSync(`${out}.br`, brotliCompressSync(page, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }));
writeFileSync(`${out}.gz`, gzipSync(page, { level: constants.Z_BEST_COMPRESSION }));
