"""A page that is in no cache, and what its time goes into; beside the same page from memory."""

import re
import statistics
from pathlib import Path

from _lib import Verdicts, percentile, table
from _reader import Reader, Statements
from _seed import path_of, seed
from _stack import Site

WARM = 100


def sums(metrics: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Seconds and number of everything that is timed."""
    found = {}
    for name, value in metrics.items():
        if match := re.fullmatch(r"(\w+)_(sum|count)(\{.*\})?", name):
            key = match.group(1) + (match.group(3) or "")
            before = found.get(key, (0.0, 0.0))
            found[key] = (value, before[1]) if match.group(2) == "sum" else (before[0], value)
    return found


def parts(before: dict, after: dict, pages: int) -> list[list]:
    """What happened about once a page, or in each page, by the server's own watch."""
    rows = []
    for name, (seconds, count) in sums(after).items():
        earlier = sums(before).get(name, (0.0, 0.0))
        times = count - earlier[1]
        if "seconds" in name and 0.9 * pages <= times <= 1.1 * pages:
            rows.append([f"`{name}`", f"{(seconds - earlier[0]) / pages * 1000:.3f}"])
    return rows


def run(options, folder: Path, verdicts: Verdicts) -> str:
    count = 60 if options.quick else 1_000
    with Site(folder / "miss", postgres={"log_line_prefix": "%m %u "}) as site:
        seed(site.postgres, site.path, 1, WARM + 2 * count)
        process = site.process("miss")
        reader = Reader(process)
        reader.read_all([path_of(n) for n in range(1, WARM + 1)])
        before = process.metrics()
        cold = [path_of(n) for n in range(WARM + 1, WARM + count + 1)]
        missed = reader.read_all(cold)
        after = process.metrics()
        held = reader.read_all(cold)
        with Statements(site.postgres) as told:
            reader.read_all([path_of(n) for n in range(WARM + count + 1, WARM + 2 * count + 1)])
        statements = told.of("tessera_app")
        database = sum(statements) / count
        reader.close()
    rows = [[name, f"{statistics.mean(times):.2f}", f"{percentile(times, 0.5):.2f}", f"{percentile(times, 0.99):.2f}"]
            for name, times in (("in no cache: database, rendering, compressing", missed), ("the same pages again, from memory", held))]
    lines = [["the same pages from memory: connection, routing, sending", f"{statistics.mean(held):.3f}"],
             ["statements, as PostgreSQL measures them", f"{database:.3f}"], *parts(before, after, count)]
    return "\n".join([
        "## A page that is in no cache",
        "",
        f"{count:,} pages that nobody had read, one after the other over one connection, and the same again.",
        "",
        table(["page", "mean ms", "p50 ms", "p99 ms"], rows),
        "The parts of the mean, as far as they are measured. Names in `code` are the server's own figures of these requests; what is left over "
        "is waiting between the program and the database, and reading the document.",
        "",
        table(["part", "ms per page"], lines),
    ])
