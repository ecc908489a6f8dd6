#!/usr/bin/env python3
"""Nanoseconds that reading a Digital Link takes, beside the `url` crate reading the same text.

    scripts/bench digital-link [--save]

Both run in one process and take turns; see crates/gs1/benches/digital_link.rs. Standard library only.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
LIMIT = 2000


def measure() -> list[dict]:
    command = ["cargo", "bench", "--locked", "--quiet", "-p", "gs1", "--bench", "digital_link"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def table(rows: list[dict]) -> str:
    lines = [f"Nanoseconds each, the fastest of 400 rounds; one of {os.cpu_count()} cores ({cpu()}).", "",
             "| text | `gs1`, checked | `url`, split | compressed, `gs1` |", "|---|--:|--:|--:|"]
    lines += [f"| `{r['text']}` | {r['gs1']:,} | {r['url']:,} | {r['gs1_compressed']:,} |" for r in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--save", action="store_true", help="write bench/digital_link.md")
    wish = parser.parse_args()
    rows = measure()
    text = table(rows)
    print(text, end="")
    if wish.save:
        (BENCH / "digital_link.md").write_text(f"# Latest figures\n\n{text}", encoding="utf-8")
    slow = [r["text"] for r in rows if r["gs1"] > LIMIT]
    if not rows or slow:
        sys.exit(f"slower than {LIMIT} ns: {slow}")


if __name__ == "__main__":
    main()
