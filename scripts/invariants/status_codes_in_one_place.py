"""Invariant 9: one file decides which HTTP status an outcome has."""

import re

from _house import code_lines, files, relative, report

HOME = "server/src/http/error.rs"
# The line-level exception, for a status that is not an error's: `// status: why`.
EXCEPTION = re.compile(r"//\s*status:\s*\S")
USE = re.compile(r"\bStatusCode\b")
# Two programs that are servers of their own, or clients that read a status, are not this server's answers.
ELSEWHERE = ("crates/akeneo_sim/", "crates/pim/", "crates/test_support/", "server/src/outbound", "server/src/demo")
LIMIT_OF_EXCEPTIONS = 12

findings, exceptions = [], 0
for path in files("server/src/*.rs", "app/src/*.rs", "crates/*.rs"):
    name = relative(path)
    if name == HOME or name.startswith(ELSEWHERE) or "/tests/" in name or name.endswith("/tests.rs"):
        continue
    raw = path.read_text(encoding="utf-8").splitlines()
    for number, line in code_lines(path):
        if not USE.search(line) or re.match(r"\s*(pub )?use ", line):
            continue
        if EXCEPTION.search(raw[number - 1]):
            exceptions += 1
        else:
            findings.append(f"{name}:{number}: {line.strip()}")
if exceptions > LIMIT_OF_EXCEPTIONS:
    findings.append(f"{exceptions} lines are excepted with `// status:`; at most {LIMIT_OF_EXCEPTIONS} may be")
report(findings, f"Return an error that {HOME} translates, or mark a success with `// status: why`.")
