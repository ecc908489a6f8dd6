#!/usr/bin/env python3
"""Times the page Insight of a brand with 10,000 passports and 10 million scans in a year, by its address, from outside.

    TESSERA_BIN=… python3 bench/insight.py [--passports 10000] [--scans 10000000] [--rounds 15] [--save]

Tessera and its PostgreSQL run on this machine with a database of their own. What was counted is written as the recording would have
left it: Zipf over the keys of each dimension, a row where a day has a scan. Standard library only.
"""

import argparse
import contextlib
import http.client
import statistics
import sys
import tempfile
import time
from pathlib import Path

from _lib import BENCH, Verdicts, free_port, machine
from _stack import Browser
from pages import build
from publication import Program

SEEN = ("/insight?days=365", "/insight?days=90", "/insight?days=30", "/insight?days=7", "/insight.csv?what=passport&days=90")
# What a page may take, in milliseconds.
ASKED = 200
HELD = ("passports", "scan_counts", "scan_months", "brands", "templates")

COUNTS = """
CREATE TEMP TABLE ours AS SELECT brand_id, template_id FROM passports WHERE product_key LIKE 'bench-%' LIMIT 1;
CREATE TEMP TABLE keys AS
  WITH zipf AS (
    SELECT 'passport' AS dimension, id::text AS key, row_number() OVER (ORDER BY id) AS n FROM passports WHERE product_key LIKE 'bench-%'
    UNION ALL SELECT 'country', chr((65 + n / 26)::int) || chr((65 + n % 26)::int), n + 1 FROM generate_series(0, 119) n
    UNION ALL SELECT 'language', 'l' || n, n FROM generate_series(1, 60) n
    UNION ALL SELECT 'referrer', 'site' || n || '.example', n FROM generate_series(1, 2000) n
  )
  SELECT dimension, key, 1.0 / n / sum(1.0 / n) OVER (PARTITION BY dimension) AS share FROM zipf
  UNION ALL SELECT 'device', device, 1.0 / 3 FROM unnest(ARRAY['mobile', 'tablet', 'desktop']) device
  UNION ALL SELECT 'template', template_id::text, 1 FROM ours
  UNION ALL SELECT 'total', '', 1;
SELECT setseed(0.5);
INSERT INTO scan_counts (brand_id, dimension, key, day, scans, bots)
SELECT (SELECT brand_id FROM ours), dimension, key, day, n, n / 20 FROM (
  SELECT dimension, key, day::date AS day, floor(share * {scans} / 365 + random())::bigint AS n
  FROM generate_series(current_date - 364, current_date, interval '1 day') day, keys OFFSET 0
) c WHERE n > 0 ON CONFLICT DO NOTHING;
INSERT INTO scan_months (brand_id, dimension, key, month, scans, bots)
SELECT brand_id, dimension, key, date_trunc('month', day)::date, sum(scans), sum(bots) FROM scan_counts GROUP BY 1, 2, 3, 4
ON CONFLICT DO NOTHING;
ANALYZE passports, scan_counts, scan_months;
SELECT (SELECT count(*) FROM scan_counts), (SELECT count(*) FROM scan_months);
"""


def seed(program: Program, passports: int, scans: int) -> tuple[int, int]:
    """Writes the passports and what was counted of them; gives the rows by day and by month."""
    columns = program.sql("SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns WHERE table_name = 'passports' "
                          "AND column_name NOT IN ('id', 'product_key', 'product_identifier', 'path')").strip()
    shown = "".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;" for table in HELD)
    hidden = "".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;" for table in HELD)
    rows = program.sql(f"""{shown}
        INSERT INTO passports (id, product_key, product_identifier, path, {columns})
        SELECT gen_random_uuid(), 'bench-' || n, 'BENCH-' || n, '/p/' || lpad(n::text, 16, '0'), {columns}
        FROM (SELECT * FROM passports WHERE granularity = 'model' AND NOT live LIMIT 1) one, generate_series(1, {passports}) n;
        {COUNTS.format(scans=scans)} {hidden}""")
    days, months = rows.strip().splitlines()[-1].split("|")
    return int(days), int(months)


def ask(browser: Browser, path: str) -> tuple[float, bytes]:
    """Milliseconds until the last byte, and the answer."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=60)
    connection.request("GET", path, headers={"Cookie": browser.cookie, "Accept": "text/html"})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    if reply.status != 200:
        sys.exit(f"{path} answered {reply.status}: {body[:400]!r}")
    return (time.monotonic() - began) * 1000, body


def report(options, rows: tuple[int, int], seen: dict[str, list[float]]) -> str:
    lines = [
        f"{options.passports:,} passports, {options.scans:,} scans in 365 days: {rows[0]:,} rows by day and {rows[1]:,} by month, on {machine()}. "
        f"Whole answers over HTTP, {options.rounds} each.",
        "",
        "| address | median, ms | worst, ms |",
        "|---|--:|--:|",
    ]
    lines += [f"| `{path}` | {statistics.median(times):.0f} | {max(times):.0f} |" for path, times in seen.items()]
    slowest = max(statistics.median(times) for times in seen.values())
    verdicts = Verdicts()
    verdicts.add("each of them, median", f"< {ASKED} ms", f"{slowest:.0f} ms at most", slowest < ASKED)
    return "\n".join([*lines, "", verdicts.text(), "", f"{build()}."]) + "\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passports", type=int, default=10_000)
    parser.add_argument("--scans", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--save", action="store_true", help="write the figures to bench/insight.md")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tessera-bench-")))
        folder.chmod(0o755)
        program = Program(folder, free_port())
        login = program.make_account()
        stack.callback(program.stop)
        program.start()
        browser = Browser(program.port)
        browser.sign_in(login["email"], login["password"])
        rows = seed(program, options.passports, options.scans)
        seen = {}
        for path in SEEN:
            _, body = ask(browser, path)
            if b"chart-box" not in body and b"scans" not in body:
                sys.exit(f"{path} shows nothing")
            seen[path] = [ask(browser, path)[0] for _ in range(options.rounds)]
        text = report(options, rows, seen)
    print(text)
    if options.save:
        (BENCH / "insight.md").write_text(f"# Insight: latest figures\n\n{text}")


if __name__ == "__main__":
    main()
