"""No machine's paths, no registry's address, no unfinished marks, no key material in the project's files."""

import re

from _house import files, relative, report, text

# This file and the check's own patterns would find themselves.
OWN = {"scripts/invariants/nothing_private_is_committed.py"}
PATTERNS = {
    "a path of one machine": re.compile(r"(?<![\w.$}-])/(?:root|work|home/\w+|Users/\w+)/"),
    "a registry's address": re.compile(
        r"registry\.npmjs\.org|registry\.yarnpkg\.com|index\.crates\.io|static\.crates\.io|deb\.debian\.org"
        r"|files\.pythonhosted\.org|pypi\.org/simple"
    ),
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "unfinished work": re.compile(r"\b(?:todo|unimplemented)!\(|\b(?:FIXME|XXX)\b"),
}
# cargo writes the name of its registry, which is an identifier and the same on every machine.
LOCKED = {"Cargo.lock"}
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".woff2", ".pdf", ".zip", ".gz", ".br", ".wasm"}

findings = []
for path in files():
    name = relative(path)
    if name in OWN or name in LOCKED or path.suffix in BINARY:
        continue
    for number, line in enumerate(text(path).splitlines(), 1):
        for what, pattern in PATTERNS.items():
            if pattern.search(line):
                findings.append(f"{name}:{number}: {what}: {line.strip()[:120]}")
report(findings, "Say it without: read it from the environment, or finish it.")
