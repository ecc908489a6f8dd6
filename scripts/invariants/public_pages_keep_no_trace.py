"""Invariant 8: the public routes know neither sessions nor cookies, and a scan's tables hold no address.

A test of the running server shows the same for its answers; this one names the line.
"""

import re

from _house import code_lines, files, relative, report, text

STATE = re.compile(r"\b(session|cookie|set_cookie|CookieJar|Session\w*|Cookie\w*|SET_COOKIE)\b")
# An account's sessions and its audit log keep addresses on purpose; nothing else may.
MAY_HOLD_ADDRESSES = {"sessions", "audit_events", "auth_attempts"}
ADDRESS_COLUMN = re.compile(
    r"(?:^\s*|\(\s*|,\s*|\bcolumn\s+(?:if\s+not\s+exists\s+)?)"
    r"(?:\"?\w+\"?\s+(?:inet|cidr)\b|\"?(?:(?:\w+_)?ip(?:_\w+)?|remote_addr\w*)\"?\s+(?:text|varchar|bytea|inet|cidr|bigint)\b)",
    re.IGNORECASE,
)
TABLE = re.compile(r"(?:create|alter)\s+table\s+(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?(?:\w+\.)?\"?(\w+)", re.IGNORECASE)

# All that a scan may keep. Another column, or a field of what waits in memory, is first of all a question of privacy: docs/scans.md.
OF_A_SCAN = {
    "brand_id", "passport_id", "template_id", "at", "country", "device", "language", "referrer", "keep_days", "number",
    "dimension", "key", "day", "month", "scans", "bots",
}
SCAN_TABLE = re.compile(r"(?:create|alter)\s+table\s+(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?\"?(scan\w*)", re.IGNORECASE)
SCAN_COLUMN = re.compile(r"^(?:.*\badd\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?)?\"?([a-z_]+)\"?\s+(?:uuid|text|timestamptz|smallint|integer|bigint|date|bytea|jsonb?|inet|cidr|varchar|boolean)\b", re.IGNORECASE)
# What recording may not even name: it is handed classes, never what they were made of.
TRACE = re.compile(r"\b(IpAddr|Ipv[46]Addr|SocketAddr|HeaderMap|USER_AGENT|user_agent|Visitor)\b")

findings = []

for path in files("server/src/http/public*", "server/src/http/resolver*", "app/src/public*"):
    if path.suffix != ".rs":
        continue
    for number, line in code_lines(path):
        if STATE.search(line):
            findings.append(f"{relative(path)}:{number}: {line.strip()}")

for path in files("migrations/*/up.sql"):
    table = ""
    for number, line in enumerate(text(path).splitlines(), 1):
        line = re.sub(r"--.*", "", line)
        if named := TABLE.search(line):
            table = named.group(1).lower()
        if ADDRESS_COLUMN.search(line) and table not in MAY_HOLD_ADDRESSES:
            findings.append(f"{relative(path)}:{number}: table {table} gets an address: {line.strip()}")

for path in files("migrations/*/up.sql"):
    table = ""
    for number, line in enumerate(text(path).splitlines(), 1):
        line = re.sub(r"--.*", "", line).strip()
        if TABLE.search(line):
            table = SCAN_TABLE.search(line)
        if table and (column := SCAN_COLUMN.search(line)) and column.group(1).lower() not in OF_A_SCAN:
            findings.append(f"{relative(path)}:{number}: {table.group(1)} gets the column {column.group(1)}")
        if line.endswith(";"):
            table = ""

for path in files("server/src/services/scans*", "crates/db/src/queries/scans.rs"):
    for number, line in code_lines(path):
        if TRACE.search(line):
            findings.append(f"{relative(path)}:{number}: {line.strip()}")

report(findings, "A consumer's visit leaves no session, no cookie and no address; move it behind the dashboard.")
