"""A page that is in memory: Tessera, nginx with the same bytes in a file, and an axum handler that answers a constant."""

import contextlib
import os
import sys
from pathlib import Path

from _lib import PAGE, Verdicts, get, median_run, nginx, nginx_page, running, free_port, table, wait_for, wrk
from _stack import Site

# Made by each server for itself, or by none.
OWN = {"date", "connection", "content-length", "transfer-encoding", "server", "last-modified"}
THROUGHPUT_OF_NGINX = 0.9
P99_OF_NGINX = 1.5
THROUGHPUT_OF_CONSTANT = 0.95
NAMES = TESSERA, NGINX, CONSTANT = "Tessera", "nginx, file", "axum, constant"
# Beside wrk, which takes a core, one process may do better than one for each core. It is shown and not judged.
ALONE = "nginx, one process"


@contextlib.contextmanager
def constant(folder: Path, page, path: str):
    folder.mkdir()
    (folder / "body").write_bytes(page.body)
    (folder / "headers").write_text("".join(f"{name}: {value}\n" for name, value in page.headers.items() if name not in OWN))
    address, log = f"127.0.0.1:{free_port()}", folder / "log"
    with running([os.environ["CONSTANT_BIN"], str(folder), address], log) as process:
        url = f"http://{address}{path}"
        wait_for("the constant", lambda: True if get(url, PAGE).status == 200 else None, process, log)
        yield url


def weight(url: str, headers: dict) -> int:
    """The bytes of a whole answer."""
    answer = get(url, headers)
    return len(answer.body) + sum(len(name) + len(value) + 4 for name, value in answer.headers.items())


def measure(options, urls: dict[str, str], headers: dict[str, dict[str, str]], connections: int) -> dict:
    """They take turns, and each round begins with another one, so that a busy minute hits all alike."""
    runs = {name: [] for name in urls}
    for name, url in urls.items():
        wrk(url, connections, 1, headers[name])
    for turn in range(options.rounds):
        order = list(urls)
        for name in order[turn % len(order):] + order[:turn % len(order)]:
            runs[name].append(wrk(urls[name], connections, options.seconds, headers[name]))
    return {name: median_run(found) for name, found in runs.items()}


def rows(connections: int, runs: dict) -> list[list]:
    ours = runs[TESSERA]
    return [[name, connections, f"{run.rate:,.0f}", f"{run.p50:.2f}", f"{run.p99:.2f}",
             "" if run is ours else f"{ours.rate / run.rate:.2f}", "" if run is ours else f"{ours.p99 / run.p99:.2f}"]
            for name, run in runs.items()]


def judge(verdicts: Verdicts, connections: int, runs: dict) -> None:
    ours, copy, plain = (runs[name] for name in NAMES)
    what = f"cached page, {connections} connection{'s' if connections > 1 else ''}"
    part = ours.rate / copy.rate
    verdicts.add(f"{what}: throughput", f"≥ {THROUGHPUT_OF_NGINX} of nginx", f"{part:.2f}", part >= THROUGHPUT_OF_NGINX)
    part = ours.p99 / copy.p99
    verdicts.add(f"{what}: p99", f"≤ {P99_OF_NGINX} times nginx", f"{part:.2f}", part <= P99_OF_NGINX)
    part = ours.rate / plain.rate
    verdicts.add(f"{what}: throughput", f"≥ {THROUGHPUT_OF_CONSTANT} of the constant", f"{part:.2f}", part >= THROUGHPUT_OF_CONSTANT)


def run(options, folder: Path, verdicts: Verdicts) -> str:
    with contextlib.ExitStack() as stack:
        site = stack.enter_context(Site(folder / "cached", redis=False))
        tessera = site.process("tessera")
        own = f"http://127.0.0.1:{tessera.port}{site.path}"
        asked = PAGE | {"Host": tessera.host}
        page = get(own, asked)
        cores = os.cpu_count() or 1
        copy = stack.enter_context(nginx(folder / "nginx", "", " ".join(nginx_page(make(folder / "nginx"), page, OWN)), cores, site.path))
        alone = stack.enter_context(nginx(folder / "alone", "", " ".join(nginx_page(make(folder / "alone"), page, OWN)), 1, site.path))
        plain = stack.enter_context(constant(folder / "constant", page, site.path))
        urls = dict(zip((*NAMES, ALONE), (own, copy, plain, alone)))
        if len({get(url, asked).digest() for url in urls.values()}) != 1:
            sys.exit("the servers do not answer the same bytes")
        whole = {name: asked for name in urls}
        known = {name: asked | {"If-None-Match": get(url, asked).headers["etag"]} for name, url in urls.items()}
        if {get(url, known[name]).status for name, url in urls.items()} != {304}:
            sys.exit("not every server knows an unchanged page")
        parts = []
        for title, headers in (("The page (200)", whole), ("Unchanged since the last visit (304)", known)):
            lines = []
            for connections in options.connections:
                runs = measure(options, urls, headers, connections)
                lines += rows(connections, runs)
                if headers is whole:
                    judge(verdicts, connections, runs)
            parts.append(f"**{title}**\n\n" + table(
                ["server", "connections", "requests/s", "p50 ms", "p99 ms", "Tessera's throughput to this", "Tessera's p99 to this"], lines))
        bytes_of = ", ".join(f"{name} {weight(url, asked):,}" for name, url in urls.items())
        held = tessera.memory_mb()
    return "\n".join([
        "## A cached page",
        "",
        f"{len(page.body):,} bytes of HTML ({page.headers.get('content-encoding', 'identity')}); bytes of a whole answer: {bytes_of}. Median of "
        f"{options.rounds} rounds of {options.seconds} s each in turns, wrk with one thread on the same machine. {cores} worker threads or processes "
        f"each, unless said otherwise, and in Tessera {max(1, min(8, cores // 2))} more for connections; nginx writes no access log and Tessera counts every reading. Tessera held {held:.0f} MB at the end.",
        "",
        *parts,
    ])


def make(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder
