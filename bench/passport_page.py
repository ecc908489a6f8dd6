#!/usr/bin/env python3
"""Requests per second and latency of the passport page, beside the same bytes served by nginx from a file.

    scripts/bench [--seconds 5] [--rounds 3] [--connections 1,16,64] [--save]

Both servers run on this machine with the load generator (wrk) beside them, take turns, and answer the same request with
the same bytes, which is checked before and counted during each run. Standard library only.
"""

import argparse
import contextlib
import hashlib
import http.client
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
ENCODING = {"Accept-Encoding": "br"}
START_SECONDS = 240
# What the answer's meaning depends on; nginx sends the same, so that both write as many bytes.
KEPT_HEADERS = ("cache-control", "content-encoding", "content-language", "content-security-policy", "content-type",
                "etag", "link", "referrer-policy", "strict-transport-security", "vary", "x-content-type-options")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:16]


@dataclass
class Run:
    """One run of wrk: requests per second, latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


def get(url: str, headers: dict[str, str]) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", path, headers=headers)
    reply = connection.getresponse()
    answer = Answer(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
    connection.close()
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command: list[str], log: Path, **more):
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **more)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(what: str, ready, process: subprocess.Popen, log: Path):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, ValueError):
            if (value := ready()) is not None:
                return value
        time.sleep(0.1)
    sys.exit(f"{what} did not start:\n{log.read_text(errors='replace')[-4000:]}")


@contextlib.contextmanager
def tessera(folder: Path):
    """The demo with data of its own; gives the address of a published passport."""
    data, log = folder / "data", folder / "tessera.log"
    environment = os.environ | {"TESSERA_BIND": "127.0.0.1:0", "TESSERA_DATA_DIR": str(data), "TESSERA_LOG": "warn"}
    with running([os.environ["TESSERA_BIN"], "demo"], log, cwd=ROOT, env=environment) as process:
        def passport() -> str | None:
            url = json.loads((data / "demo.json").read_text())["passport_url"]
            answer = get(url, ENCODING)
            # Until the first passport is published the address is the service's own.
            return url if answer.status == 200 and "etag" in answer.headers else None

        yield wait_for("tessera demo", passport, process, log)


@contextlib.contextmanager
def nginx(folder: Path, page: Answer):
    """The page's bytes as a file behind a private nginx on a free port."""
    (folder / "page").write_bytes(page.body)
    folder.chmod(0o755)
    port = free_port()
    headers = "".join(
        f"    add_header {name} {json.dumps(value)};\n"
        for name, value in page.headers.items() if name in KEPT_HEADERS and name not in ("content-type", "etag")
    )
    kind = page.headers.get("content-type", "text/html")
    configuration = folder / "nginx.conf"
    configuration.write_text(f"""
daemon off; worker_processes auto; pid {folder}/nginx.pid; error_log stderr error;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=10;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port}; root {folder}; types {{ }} default_type "{kind}";
    location / {{
      try_files /page =404;
{headers}    }}
  }}
}}
""")
    log = folder / "nginx.log"
    with running([shutil.which("nginx") or "nginx", "-c", str(configuration), "-p", str(folder)], log) as process:
        url = f"http://127.0.0.1:{port}/page"
        yield wait_for("nginx", lambda: url if get(url, ENCODING).status == 200 else None, process, log)


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def wrk(url: str, connections: int, seconds: int, headers: dict[str, str]) -> Run:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    report = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx or 3xx responses" in report or "Socket errors" in report:
        sys.exit(f"{url} did not answer every request:\n{report}")
    percentile = {name: milliseconds(value) for name, value in re.findall(r"^\s+(50|99)%\s+(\S+)$", report, re.M)}
    return Run(float(re.search(r"Requests/sec:\s+([\d.]+)", report).group(1)), percentile["50"], percentile["99"])


def median(runs: list[Run]) -> Run:
    return Run(*(statistics.median(getattr(run, field) for run in runs) for field in ("rate", "p50", "p99")))


def measure(options, urls: dict[str, str], headers: dict[str, dict[str, str]]) -> list[tuple[str, int, Run]]:
    """Each server at each number of connections; they take turns, so that a busy minute hits both."""
    rows = []
    for connections in options.connections:
        runs = {name: [] for name in urls}
        for _ in range(options.rounds):
            for name, url in urls.items():
                runs[name].append(wrk(url, connections, options.seconds, headers[name]))
        rows += [(name, connections, median(found)) for name, found in runs.items()]
    return rows


def table(title: str, rows: list[tuple[str, int, Run]]) -> str:
    lines = [f"**{title}**", "", "| server | connections | requests/s | p50 ms | p99 ms |", "|---|--:|--:|--:|--:|"]
    lines += [f"| {name} | {count} | {run.rate:,.0f} | {run.p50:.2f} | {run.p99:.2f} |" for name, count, run in rows]
    return "\n".join(lines) + "\n"


def machine() -> str:
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores ({model.group(1) if model else platform.machine()}), {platform.system()}"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5, help="length of one run")
    parser.add_argument("--rounds", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--connections", type=lambda text: [int(part) for part in text.split(",")], default=[1, 16, 64])
    parser.add_argument("--save", action="store_true", help="write the figures to bench/results.md")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    # Not below a home folder: the database's user and nginx's workers must be able to enter.
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tessera-bench-")))
        folder.chmod(0o755)
        (folder / "nginx").mkdir()
        passport = stack.enter_context(tessera(folder))
        page = get(passport, ENCODING)
        copy = stack.enter_context(nginx(folder / "nginx", page))
        if get(copy, ENCODING).digest() != page.digest():
            sys.exit("nginx does not serve the bytes that Tessera does")

        urls = {"Tessera": passport, "nginx, file": copy}
        same = {name: ENCODING for name in urls}
        tags = {name: ENCODING | {"If-None-Match": get(url, ENCODING).headers["etag"]} for name, url in urls.items()}
        encoding = page.headers.get("content-encoding", "identity")
        report = "\n".join([
            f"{len(page.body):,} bytes of HTML ({encoding}) with {len(page.headers)} headers, on {machine()};",
            f"median of {options.rounds} runs of {options.seconds} s each, wrk with one thread on the same machine.",
            "",
            table("The page (200)", measure(options, urls, same)),
            table("The page, unchanged since the last visit (304)", measure(options, urls, tags)),
        ])
    print(report)
    if options.save:
        (BENCH / "results.md").write_text(f"# Latest figures\n\n{report}")


if __name__ == "__main__":
    main()
