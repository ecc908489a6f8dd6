#!/usr/bin/env python3
"""Versions a second that are made canonical, hashed and signed, and checked again, beside bare signatures.

    scripts/bench signing [--save]

All in one process and on one core; see crates/formats/benches/signing.rs. Standard library only.
"""

import argparse
import json
import subprocess
import sys

from digital_link import BENCH, ROOT

LIMIT = 5000


def measure() -> dict:
    command = ["cargo", "bench", "--locked", "--quiet", "-p", "formats", "--bench", "signing"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return next(json.loads(line) for line in done.stdout.splitlines() if line.startswith("{"))


def table(row: dict) -> str:
    return "\n".join([
        f"10,000 versions of 60 fields ({row['bytes']:,} bytes each), the fastest of three rounds, on one core.",
        "",
        "| | a second |",
        "|---|--:|",
        f"| made canonical, hashed and signed | {row['signed']:,} |",
        f"| hash and signature checked again | {row['checked']:,} |",
        f"| nothing but the signatures (reference) | {row['bare']:,} |",
        f"| the first, as a part of the reference | {row['signed'] / row['bare']:.2f} |",
    ]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--save", action="store_true", help="write bench/signing.md")
    wish = parser.parse_args()
    row = measure()
    text = table(row)
    print(text, end="")
    if wish.save:
        (BENCH / "signing.md").write_text(f"# Latest figures\n\n{text}", encoding="utf-8")
    if row["signed"] < LIMIT:
        sys.exit(f"fewer than {LIMIT} versions a second")


if __name__ == "__main__":
    main()
