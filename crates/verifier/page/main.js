"use strict";
// Files go from the browser to the program in this page, and the answer becomes text; nothing is sent, stored or read as markup.
const VERDICTS = { proven: "Proven", not_proven: "Not proven", failed: "Failed", unreadable: "Cannot be read" };
const PARTS = [
  ["failed", "What is wrong"],
  ["proven", "What is proven"],
  ["not_checked", "What is not"],
];
const FACTS = [
  ["name", "Product"],
  ["brand", "Brand"],
  ["version", "Latest version in the file"],
  ["publishedAt", "Published"],
  ["identifier", "Address"],
  ["issuer", "Issuer"],
  ["sha256", "SHA-256"],
];
const LARGEST = 64 * 1024 * 1024;
const input = document.getElementById("files");
const drop = document.getElementById("drop");
const state = document.getElementById("state");
const answers = document.getElementById("answers");

function element(name, text, classes) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (classes) made.className = classes;
  return made;
}

function facts(subject) {
  const list = element("dl");
  for (const [member, label] of FACTS) {
    if (subject[member] === undefined) continue;
    const long = ["identifier", "issuer", "sha256"].includes(member);
    list.append(element("dt", label), element("dd", String(subject[member]), long ? "mono" : ""));
  }
  return list;
}

function findings(all, outcome, title) {
  const those = all.filter((finding) => finding.outcome === outcome);
  if (those.length === 0) return [];
  const list = element("ul");
  for (const finding of those) list.append(element("li", finding.words));
  return [element("h3", title, `${outcome}-mark`), list];
}

function card(answer) {
  const made = element("article", undefined, `card ${answer.verdict}`);
  made.append(element("h2", answer.source));
  made.append(element("p", VERDICTS[answer.verdict], "verdict"));
  made.append(element("p", answer.summary));
  if (answer.subject) made.append(facts(answer.subject));
  for (const [outcome, title] of PARTS) made.append(...findings(answer.findings ?? [], outcome, title));
  return made;
}

async function check(chosen) {
  answers.replaceChildren();
  const files = new wasm_bindgen.Files();
  let number = 0;
  for (const file of chosen) {
    if (file.size > LARGEST) {
      answers.append(card({ source: file.name, verdict: "unreadable", summary: "The file is larger than any passport." }));
      continue;
    }
    files.add(file.name, new Uint8Array(await file.arrayBuffer()));
    number += 1;
  }
  state.textContent = number === 0 ? "" : "Checking.";
  const reports = JSON.parse(files.check(new Date().toISOString()));
  files.free();
  answers.append(...reports.map(card));
  const open = reports.filter((report) => report.verdict !== "proven").length;
  state.textContent = number === 0 ? "" : `Checked ${number === 1 ? "one file" : `${number} files`}: ${number - open} proven, ${open} not.`;
}

function checkAnd(files) {
  check(files).catch((error) => {
    state.textContent = `The check stopped by itself: ${error}. Use tessera verify, and report the file.`;
  });
}

input.addEventListener("change", () => checkAnd([...input.files]));
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  checkAnd([...event.dataTransfer.files]);
});

// A page that was saved is saved.
document.getElementById("save").hidden = location.protocol === "file:";

const program = Uint8Array.from(atob(PROGRAM), (letter) => letter.charCodeAt(0));
wasm_bindgen({ module_or_path: program }).then(
  () => { input.disabled = false; },
  (error) => { state.textContent = `Your browser cannot run the program in this page: ${error}. Use tessera verify instead.`; },
);
