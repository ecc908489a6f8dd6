"""A page that is in no cache, and what its time goes into; beside the same page from memory."""

import json
import os
import re
import statistics
import subprocess
from pathlib import Path

from _lib import PAGE, Verdicts, percentile, table
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


def packing(process, path: str, folder: Path) -> list[list]:
    """Compressing this page alone, with the settings that give the lengths that were served."""
    if not Path(os.environ.get("PACKING_BIN", "")).is_file():
        return []
    pages = {name: process.get(path, PAGE | {"Accept-Encoding": name}).body for name in ("identity", "br", "gzip")}
    (folder / "page.html").write_bytes(pages["identity"])
    command = [os.environ["PACKING_BIN"], str(folder / "page.html"), str(len(pages["br"])), str(len(pages["gzip"]))]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)
    return [[f"{len(pages['identity']):,} bytes compressed alone with {name}, level {one['level']}: {len(pages[short]):,} bytes", f"{one['ms']:.3f}"]
            for name, short in (("brotli", "br"), ("gzip", "gzip")) if (one := found[name])]


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
        packed = packing(process, cold[0], folder)
    inside = parts(before, after, count)
    rendering = [float(row[1]) for row in inside if "render" in row[0]]
    if rendering and packed:
        rest = rendering[0] - sum(float(row[1]) for row in packed)
        packed.append(["rendering without that, the difference", f"{rest:.3f}"])
    rows = [[name, f"{statistics.mean(times):.2f}", f"{percentile(times, 0.5):.2f}", f"{percentile(times, 0.99):.2f}"]
            for name, times in (("in no cache: database, rendering, compressing", missed), ("the same pages again, from memory", held))]
    lines = [["the same pages from memory: connection, routing, sending", f"{statistics.mean(held):.3f}"],
             ["statements, as PostgreSQL measures them", f"{database:.3f}"], *inside, *packed]
    return "\n".join([
        "## A page that is in no cache",
        "",
        f"{count:,} pages that nobody had read, one after the other over one connection, and the same again.",
        "",
        table(["page", "mean ms", "p50 ms", "p99 ms"], rows),
        "The parts of the mean. Names in `code` are the server's own figures of these requests; compressing is part of rendering there, and is "
        "measured again by itself. What is left over is the way between the program and the database, and reading the document.",
        "",
        table(["part", "ms per page"], lines),
    ])
