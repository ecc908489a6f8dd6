"""What a page costs that nobody read before, among few passports and among many."""

import random
import statistics
from pathlib import Path

from _lib import Verdicts, percentile, table
from _reader import Reader, Statements
from _brand import small_passport
from _seed import path_of, seed
from _stack import Site

FLAT = 1.2
# Pages that are read before it counts: connections to the database, code that has not run yet.
WARM = 100
ROUNDS = 10
# As many pages as in so many rounds are read while PostgreSQL takes the time.
TOLD = 3


def paths(passports: int, count: int, seen: set[int]) -> list[str]:
    """Of passports that nobody asked for yet."""
    chosen = []
    while len(chosen) < count:
        n = random.randint(1, passports)
        if n not in seen:
            seen.add(n)
            chosen.append(path_of(n))
    return chosen


class Measured:
    """A process on a database with so many passports. It is new, so nothing is remembered."""

    def __init__(self, site: Site, passports: int, database: str):
        self.passports, self.seen, self.times = passports, set(), []
        self.process = site.process(f"at-{passports}", TESSERA_DATABASE_URL=site.postgres.url("tessera_app", database))
        self.reader = Reader(self.process)
        self.size = site.postgres.sql("SELECT pg_size_pretty(pg_total_relation_size('passports') + pg_total_relation_size('versions'))", database)
        self.reader.read_all(paths(passports, WARM, self.seen))

    def round(self, count: int) -> list[float]:
        return self.reader.read_all(paths(self.passports, count, self.seen))


def databases(options, site: Site) -> dict[int, str]:
    """One for each number of passports, all in one PostgreSQL."""
    source, found, made = small_passport(site), {}, 0
    sizes = sorted(options.passports)
    for passports in sizes:
        seed(site.postgres, source, made + 1, passports)
        made, found[passports] = passports, "tessera"
        if passports != sizes[-1]:
            found[passports] = f"tessera_{passports}"
            site.postgres.sql(f"CREATE DATABASE {found[passports]} TEMPLATE tessera STRATEGY file_copy", "postgres")
    # As it is in daily work: the indexes and the rows are in the system's memory.
    for database in found.values():
        site.postgres.sql("SELECT count(path), sum(length(latest_hash)) FROM passports; SELECT count(length(document)) FROM versions;", database)
    return found


def run(options, folder: Path, verdicts: Verdicts) -> str:
    random.seed(4711)
    settings = {"fsync": "off", "shared_buffers": "1GB", "autovacuum": "off", "log_line_prefix": "%m %u ", "default_toast_compression": "lz4"}
    with Site(folder / "lookup", postgres=settings) as site:
        all_sizes = [Measured(site, passports, database) for passports, database in databases(options, site).items()]
        count = (min(options.passports) - WARM) // (ROUNDS + TOLD)
        # In turns and in small portions, so that a busy minute hits all alike.
        for _ in range(ROUNDS):
            for one in all_sizes:
                one.times += one.round(count)
        for one in all_sizes:
            with Statements(site.postgres) as told:
                one.round(count * TOLD)
            one.database = sum(told.of("tessera_app")) / (count * TOLD)
            one.reader.close()
    middle = {one.passports: statistics.median(one.times) for one in all_sizes}
    most = max(middle.values()) / middle[min(middle)]
    verdicts.add("look-up of a page that nobody read: p50 at " + ", ".join(f"{n:,}" for n in middle) + " passports",
                 f"flat within {FLAT - 1:.0%}", f"most to that among the fewest {most:.2f}", most <= FLAT)
    rows = [[f"{one.passports:,}", one.size, len(one.times), f"{middle[one.passports]:.2f}", f"{percentile(one.times, 0.99):.2f}",
             f"{one.database:.2f}"] for one in all_sizes]
    return "\n".join([
        "## Look-ups among many passports",
        "",
        "A page that this process never read: head and version from the database, rendered, compressed. One client, one page after the other, each "
        f"path once and at random. The databases lie in one PostgreSQL and take turns ({ROUNDS} rounds). The last column is the time of "
        "all statements of a page as PostgreSQL itself measures it, which is the part that could grow.",
        "",
        table(["passports", "tables and indexes", "pages read", "p50 ms", "p99 ms", "in the database, ms per page"], rows),
    ])
