#!/usr/bin/env python3
"""The public pages: how quick, how much memory, how many passports, how many processes, and what stands when something falls.

    scripts/bench pages [cached] [miss] [memory] [lookup] [two] [faults] [--save] [--quick] [--strict]

Without names all parts run, one after the other; each starts what it needs and stops it again. Every reference runs in turns with
its subject. Standard library only.
"""

import argparse
import contextlib
import datetime
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from _lib import BENCH, ROOT, Verdicts, machine

PARTS = ("cached", "miss", "memory", "lookup", "two", "faults")
# What is not done by then hangs.
LIMIT_SECONDS = {"cached": 1800, "miss": 900, "memory": 3600, "lookup": 3600, "two": 1800, "faults": 1800}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all unless named")
    parser.add_argument("--seconds", type=int, default=5, help="length of one run of wrk")
    parser.add_argument("--rounds", type=int, default=5, help="runs of which the median counts")
    parser.add_argument("--connections", type=lambda text: [int(part) for part in text.split(",")], default=[1, 16, 64])
    parser.add_argument("--pages", type=int, default=100_000, help="distinct pages that are read for the figures of memory")
    parser.add_argument("--passports", type=lambda text: [int(part) for part in text.split(",")], default=[1_000, 100_000, 1_000_000],
                        help="how many passports there are when look-ups are measured")
    parser.add_argument("--changes", type=int, default=120, help="publications of which the arrival in the other process is measured")
    parser.add_argument("--quick", action="store_true", help="small numbers, to try the program out; the figures mean nothing")
    parser.add_argument("--note", default="", help="a remark on this run that stands above the figures")
    parser.add_argument("--save", action="store_true", help="write the figures to bench/pages.md; parts that did not run keep theirs")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where something that is asked for was not reached")
    options = parser.parse_args()
    if wrong := set(options.parts) - set(PARTS):
        parser.error(f"no part is called {', '.join(wrong)}")
    options.parts = [part for part in PARTS if not options.parts or part in options.parts]
    if options.quick:
        options.seconds, options.rounds, options.connections = 1, 1, [1, 16]
        options.pages, options.passports, options.changes = 300, [1_000, 3_000], 5
    return options


def build() -> str:
    """Which program this is."""
    program = Path(os.environ["TESSERA_BIN"])
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    made = datetime.datetime.fromtimestamp(program.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
    kind = "Debug" if program.parent.name == "debug" else "Release"
    return f"{kind} build of {made}, sources at {commit.stdout.strip() or 'an unknown commit'}"


class TooLong(Exception):
    pass


@contextlib.contextmanager
def within(seconds: int):
    def late(*_):
        raise TooLong(f"not done after {seconds} s")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def section(options, name: str) -> tuple[str, int]:
    """The text of one part, with its verdicts; and how many of these are bad."""
    verdicts, began = Verdicts(), time.monotonic()
    part = importlib.import_module(f"parts.{name}")
    print(f"==> {name}", file=sys.stderr, flush=True)
    # Not below a home folder: the database's user and nginx's workers must be able to enter.
    with tempfile.TemporaryDirectory(prefix="tessera-bench-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        try:
            with within(LIMIT_SECONDS[name]):
                text = part.run(options, folder, verdicts)
        except (Exception, SystemExit) as error:  # the other parts have to run, and this one has to be told of
            traceback.print_exc()
            for log in sorted(folder.rglob("*.log")):
                print(f"--- {log}\n{log.read_text(errors='replace')[-1500:]}", file=sys.stderr)
            text = f"## {name}\n\nThis part did not come to its end: {str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__}\n"
            verdicts.add(name, "to be measured", "was not", False)
    took = time.monotonic() - began
    today = datetime.date.today().isoformat()
    note = f" {options.note}" if options.note else ""
    quick = " A quick trial: the figures mean nothing." if options.quick else ""
    judged = f"\n{verdicts.text()}" if verdicts.rows else ""
    return f"{text.rstrip()}\n{judged}\n{build()}; measured {today}, {machine()}, {took:.0f} s.{note}{quick}\n", verdicts.failed()


MARK = "<!-- part: {} -->\n"


def save(found: dict[str, str]) -> None:
    """Replaces the parts that ran."""
    file = BENCH / "pages.md"
    before = file.read_text() if file.exists() else ""
    parts = {}
    for name in PARTS:
        if MARK.format(name) in before:
            parts[name] = before.split(MARK.format(name), 1)[1].split("<!-- part: ", 1)[0].strip() + "\n"
    parts |= found
    text = "# Latest figures\n\nWritten by `scripts/bench pages --save`; README.md says what they mean.\n"
    file.write_text(text + "".join(f"\n{MARK.format(name)}{parts[name]}" for name in PARTS if name in parts))


def main() -> None:
    options = arguments()
    # A Ctrl-C or a stop from outside must leave nothing behind either.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found, failed = {}, 0
    for name in options.parts:
        found[name], bad = section(options, name)
        failed += bad
        print(found[name], flush=True)
        if options.save:
            save(found)
    print(f"{failed} of what was asked for was not reached." if failed else "All that was asked for was reached.")
    sys.exit(1 if failed and options.strict else 0)


if __name__ == "__main__":
    main()
