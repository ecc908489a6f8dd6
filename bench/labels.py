#!/usr/bin/env python3
"""Seconds that ten thousand labels take as one PDF, each symbol read back out of the drawing and decoded.

    scripts/bench labels [--labels 10000] [--save]

One process with a thread per processor; see crates/labels/benches/labels.rs. Standard library only.
"""

import argparse
import json
import subprocess
import sys

from digital_link import BENCH, ROOT, cpu

# Of ten thousand labels, on two cores.
LIMIT = 20.0


def measure(labels: int) -> list[dict]:
    command = ["cargo", "bench", "--locked", "--quiet", "-p", "labels", "--bench", "labels", "--", str(labels)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def table(rows: list[dict]) -> str:
    lines = [f"{rows[0]['labels']:,} labels on A4 sheets of 24, {rows[0]['threads']} threads ({cpu()}).", "",
             "| code | seconds to the PDF, each decoded again | labels/s | encoding alone, one thread, s | MB |", "|---|--:|--:|--:|--:|"]
    lines += [f"| {r['code']} | {r['seconds']:.1f} | {r['labels'] / r['seconds']:,.0f} | {r['encoding']:.1f} | {r['bytes'] / 1e6:.1f} |"
              for r in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=int, default=10_000)
    parser.add_argument("--save", action="store_true", help="write bench/labels.md")
    wish = parser.parse_args()
    rows = measure(wish.labels)
    if not rows:
        sys.exit("nothing was measured")
    text = table(rows)
    print(text, end="")
    if wish.save:
        (BENCH / "labels.md").write_text(f"# Latest figures\n\n{text}", encoding="utf-8")
    slow = [r["code"] for r in rows if r["seconds"] > LIMIT * r["labels"] / 10_000]
    if slow:
        sys.exit(f"slower than {LIMIT} s for ten thousand: {slow}")


if __name__ == "__main__":
    main()
