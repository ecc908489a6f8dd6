"""docs/security/asvs.md is true as far as a program can tell: its tests exist, its words are known, its counts are right."""

import re
from collections import Counter

from _house import ROOT, files, report, text

DOCUMENT = ROOT / "docs/security/asvs.md"
STATES = ("met", "partly", "not met", "not applicable", "operator")
# Requirements of ASVS 5.0.0 by level.
REQUIREMENTS = {"1": 70, "2": 183}
EVIDENCE = re.compile(r"`([^`]+)`")

findings = []


def is_test(path: str, name: str) -> bool:
    """Whether the file has a test of that name: a Rust function under a test attribute, or a browser test's title."""
    source = text(ROOT / path)
    if path.endswith(".ts"):
        return re.search(r"\btest\(\s*[\"'`]" + re.escape(name) + r"[\"'`]", source) is not None
    return re.search(r"#\[(?:tokio::)?test[^\]]*\](?:\s*#\[[^\]]*\])*\s*(?:async )?fn " + re.escape(name) + r"\s*\(", source) is not None


def check_evidence(number: int, cell: str) -> None:
    for shown in EVIDENCE.findall(cell):
        path, _, name = shown.partition("::")
        if ROOT / path not in project:
            findings.append(f"line {number}: there is no file {path}")
        elif name and not is_test(path, name):
            findings.append(f"line {number}: {path} has no test {name}")


def check_ids(number: int, cell: str, level: str) -> int:
    ids = cell.split(", ")
    for one in ids:
        if not re.fullmatch(r"\d+\.\d+\.\d+", one):
            findings.append(f"line {number}: {one!r} is no id")
        if one in seen:
            findings.append(f"line {number}: {one} stands in line {seen[one]} already")
        seen[one] = number
    if level not in REQUIREMENTS:
        findings.append(f"line {number}: the level is {level!r}")
    return len(ids)


project = set(files())
seen: dict[str, int] = {}
by_state: Counter = Counter()
by_level: Counter = Counter()
met_by_tests = 0
told: dict[str, list[int]] = {}
document = text(DOCUMENT)

for number, line in enumerate(document.splitlines(), 1):
    cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    if len(cells) == 4 and all(cell.isdigit() for cell in cells[1:]):
        told[cells[0]] = [int(cell) for cell in cells[1:]]
    if not re.match(r"\| \d+\.\d+\.\d+", line):
        continue
    if len(cells) != 6:
        findings.append(f"line {number}: {len(cells)} cells instead of 6")
        continue
    ids, level, _, state, _, evidence = cells
    if state not in STATES:
        findings.append(f"line {number}: {state!r} is none of {', '.join(STATES)}")
    count = check_ids(number, ids, level)
    by_state[state, level] += count
    by_level[level] += count
    check_evidence(number, evidence)
    if state == "met" and EVIDENCE.search(evidence):
        met_by_tests += count

for level, expected in REQUIREMENTS.items():
    if by_level[level] != expected:
        findings.append(f"{by_level[level]} requirements of level {level} instead of {expected}")
for state in (*STATES, "all"):
    each = by_level if state == "all" else {level: by_state[state, level] for level in REQUIREMENTS}
    true = [each["1"], each["2"], each["1"] + each["2"]]
    if told.get(state) != true:
        findings.append(f"the summary's line \"{state}\" must say {true}")
all_met = by_state["met", "1"] + by_state["met", "2"]
sentence = f"{met_by_tests} of the {all_met} that are met are shown by tests, {all_met - met_by_tests} by reading alone."
if sentence not in document:
    findings.append(f"the sentence below the summary must be: {sentence}")

report(findings, "Correct the table with the code: a claim without its test is worth nothing.")
