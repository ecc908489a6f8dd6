"""The documents' relative links resolve, and every environment variable is documented where a reader looks."""

import re

from _house import ROOT, files, is_test, relative, report, text

findings = []

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
for path in files("*.md"):
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text(path), flags=re.DOTALL)
    for target in LINK.findall(prose):
        if re.match(r"[a-z][a-z0-9+.-]*:|#|//", target):
            continue
        place = target.split("#")[0].split("?")[0]
        base = ROOT if place.startswith("/") else path.parent
        if not (base / place.lstrip("/")).exists():
            findings.append(f"{relative(path)}: the link {target} leads nowhere")

VARIABLE = re.compile(r"\bTESSERA_[A-Z0-9_]*[A-Z0-9]\b")
# The scripts' own variables; CONTRIBUTING.md describes them.
OF_THE_SCRIPTS = {"TESSERA_TOOLS", "TESSERA_PROFILE"}

read = {name for path in files("server/src/*.rs") if not is_test(path) for name in VARIABLE.findall(text(path))}
example = ROOT / ".env.example"
documented = set(VARIABLE.findall(text(example))) if example.exists() else set()
findings += [f".env.example does not name {name}, which server/src reads" for name in sorted(read - documented - OF_THE_SCRIPTS)]
findings += [f".env.example names {name}, which server/src does not know" for name in sorted(documented - read)]

report(findings, "Documents that lie are worse than none: correct them with the code.")
