"""What the process holds in memory while more and more different pages are read."""

import re
import threading
from pathlib import Path

from _lib import Verdicts, table
from _reader import Reader
from _seed import path_of, seed
from _stack import Site

READERS = 4


def read(process, first: int, last: int) -> None:
    """All pages with these numbers, over some connections."""
    errors = []

    def some(start: int) -> None:
        reader = Reader(process)
        try:
            reader.read_all([path_of(n) for n in range(start, last + 1, READERS)])
        except (OSError, RuntimeError) as error:
            errors.append(error)
        finally:
            reader.close()

    threads = [threading.Thread(target=some, args=(first + at,)) for at in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


TIER = re.compile(r'tessera_page_reads_total\{.*tier="(\w+)".*\}')


def tiers(process) -> dict[str, float]:
    """How many pages came from where so far, by the process's own metrics."""
    return {m.group(1): value for name, value in process.metrics().items() if (m := TIER.fullmatch(name))}


def where(process, pages: int) -> str:
    """Where a sample of all pages comes from."""
    reader, sample = Reader(process), [path_of(n) for n in range(1, pages + 1, max(1, pages // 500))]
    before = tiers(process)
    # From the newest, because reading what was dropped drops others.
    reader.read_all(sample[::-1])
    reader.close()
    found = {name: count - before.get(name, 0) for name, count in tiers(process).items()}
    total = sum(found.values())
    return ", ".join(f"{name} {count / total:.0%}" for name, count in found.items()) if total else "not told"


def run(options, folder: Path, verdicts: Verdicts) -> str:
    steps = [n for n in (1_000, 10_000, 30_000, 100_000) if n < options.pages] + [options.pages]
    with Site(folder / "memory", redis=True, postgres={"fsync": "off", "shared_buffers": "512MB"}) as site:
        seed(site.postgres, site.path, 1, options.pages)
        process = site.process("memory")
        rows, done = [["0", f"{process.memory_mb():.0f}", f"{site.redis.memory_mb():.0f}", ""]], 0
        for step in steps:
            read(process, done + 1, step)
            done = step
            rows.append([f"{done:,}", f"{process.memory_mb():.0f}", f"{site.redis.memory_mb():.0f}", where(process, done)])
        peak = process.memory_mb("VmHWM")
    return "\n".join([
        "## Memory",
        "",
        f"Different pages read once each, {READERS} at a time. The caches of the process are bounded by bytes, so memory ends to grow where the bound is "
        f"reached, and the rest is in Redis or made anew. Largest size of the process at any time: {peak:.0f} MB.",
        "",
        table(["pages read", "Tessera, MB", "Redis, MB", "where a sample of all of them comes from"], rows),
    ])
