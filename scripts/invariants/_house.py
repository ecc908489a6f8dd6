"""What the checks share: the project's files, cargo's dependency tree, and how a finding is reported."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(*patterns: str) -> list[Path]:
    """The project's files that match git's patterns: committed ones and new ones, without what is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout
    found = sorted({ROOT / name for name in listed.split("\0") if name})
    return [path for path in found if path.is_file()]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def code_lines(path: Path):
    """Numbered lines of a Rust file without its comments and without the unit tests at its end."""
    for number, line in enumerate(text(path).splitlines(), 1):
        if re.match(r"#\[cfg\(test\)\]", line):
            return
        yield number, re.sub(r"//.*", "", line)


def is_test(path: Path) -> bool:
    name = relative(path)
    return "/tests/" in name or name.endswith(("/tests.rs", "_test.rs")) or name.startswith("crates/test_support/")


def dependency_tree(*arguments: str) -> set[str]:
    """Names of the crates that a normal (not a test or build script) compilation uses."""
    listed = subprocess.run(
        ["cargo", "tree", "--locked", "-e", "normal", "--prefix", "none", "--format", "{p}", *arguments],
        cwd=ROOT, capture_output=True, text=True,
    )
    if listed.returncode != 0:
        sys.exit(f"cargo tree failed:\n{listed.stderr}")
    return {line.split()[0] for line in listed.stdout.splitlines() if line.strip()}


def report(findings: list[str], remedy: str) -> None:
    """Ends the check: silently when there is nothing, else with every finding and what to do."""
    if not findings:
        return
    print("\n".join(findings))
    sys.exit(f"{len(findings)} found. {remedy}")
