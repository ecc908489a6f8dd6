"""What the benchmarks share: processes that are always stopped, requests with a time limit, wrk, nginx, and tables.

Standard library only.
"""

import contextlib
import hashlib
import http.client
import json
import math
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
START_SECONDS = 240
# A person with a telephone: programs are counted apart, and may be slowed.
PHONE = ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
         "Mobile Safari/537.36")
PAGE = {"Accept": "text/html", "Accept-Encoding": "br", "User-Agent": PHONE}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:16]


@dataclass
class Run:
    """One run of wrk: requests per second, latencies in milliseconds, requests, answers that were no answer."""

    rate: float
    p50: float
    p99: float
    requests: int = 0
    failed: int = 0


def get(url: str, headers: dict[str, str] | None = None, timeout: float = 30, method: str = "GET", body=None,
        source: str | None = None) -> Answer:
    """One request over a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout,
                                            source_address=(source, 0) if source else None)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, headers or {})
        reply = connection.getresponse()
        return Answer(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end(process: subprocess.Popen, how: int = signal.SIGINT, patience: float = 30) -> None:
    """Stops a process, with force where it does not stop."""
    if process.poll() is not None:
        return
    # What was paused cannot hear.
    process.send_signal(signal.SIGCONT)
    process.send_signal(how)
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def running(command: list[str], log: Path, **more):
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **more)
    try:
        yield process
    finally:
        end(process)


def wait_for(what: str, ready, process: subprocess.Popen | None = None, log: Path | None = None,
             seconds: float = START_SECONDS, pause: float = 0.1):
    """What `ready` answers, once that is something; ends the program where it takes too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and (process is None or process.poll() is None):
        with contextlib.suppress(OSError, ValueError, KeyError, http.client.HTTPException):
            if (value := ready()) is not None:
                return value
        time.sleep(pause)
    said = log.read_text(errors="replace")[-4000:] if log and log.exists() else ""
    sys.exit(f"{what} did not get ready in time:\n{said}")


# --- nginx -----------------------------------------------------------------------------------------------------------

def nginx_page(folder: Path, page: Answer, left_out: set[str]) -> tuple[str, str]:
    """The parts of a configuration that serve the page's bytes from a file with its headers."""
    (folder / "page").write_bytes(page.body)
    named = {"content-type", "etag"} | left_out
    lines = [f"add_header {name} {json.dumps(value)};" for name, value in page.headers.items() if name not in named]
    # It makes its own `ETag`, of the same length within a few bytes; we send no `Last-Modified`.
    lines.append('add_header Last-Modified "";')
    kind = page.headers.get("content-type", "text/html")
    return (f'root {folder}; types {{ }} default_type "{kind}";',
            "location / {{ try_files /page =404; {} }}".format(" ".join(lines)))


@contextlib.contextmanager
def nginx(folder: Path, outside: str, server: str, workers: int, path: str, port: int | None = None):
    """A private nginx on a free port; gives the address of `path` there once that is answered."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    port = port or free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(f"""
daemon off; worker_processes {workers}; pid {folder}/nginx.pid; error_log stderr error;
events {{ worker_connections 4096; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=10;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {outside}
  server {{ listen 127.0.0.1:{port}; {server} }}
}}
""")
    log = folder / "nginx.log"
    with running([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(configuration), "-p", str(folder)], log) as process:
        url = f"http://127.0.0.1:{port}{path}"
        wait_for("nginx", lambda: True if get(url, PAGE).status == 200 else None, process, log)
        yield url


# --- wrk -------------------------------------------------------------------------------------------------------------

def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def wrk(url: str, connections: int, seconds: int, headers: dict[str, str], strict: bool = True) -> Run:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    report = subprocess.run([*command, url], capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    failed = sum(int(n) for n in re.findall(r"Non-2xx or 3xx responses: (\d+)", report))
    failed += sum(int(n) for line in re.findall(r"Socket errors: (.+)", report) for n in re.findall(r"\d+", line))
    if failed and strict:
        sys.exit(f"{url} did not answer every request:\n{report}")
    percentile = {name: milliseconds(value) for name, value in re.findall(r"^\s+(50|99)%\s+(\S+)$", report, re.M)}
    requests = int(re.search(r"(\d+) requests in", report).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", report).group(1))
    return Run(rate, percentile["50"], percentile["99"], requests, failed)


def median_run(runs: list[Run]) -> Run:
    return Run(*(statistics.median(getattr(run, field) for run in runs) for field in ("rate", "p50", "p99")))


# --- Figures ---------------------------------------------------------------------------------------------------------

def percentile(values: list[float], share: float) -> float:
    """The smallest value that so many of all do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * share) - 1)]


def table(heads: list[str], rows: list[list], left: int = 1) -> str:
    """A Markdown table; the first columns are words, the others numbers."""
    lines = ["| " + " | ".join(heads) + " |",
             "|" + "|".join("---" if n < left else "--:" for n in range(len(heads))) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


class Verdicts:
    """What was asked, what came, and whether that is enough."""

    def __init__(self):
        self.rows: list[tuple[str, str, str, bool]] = []

    def add(self, what: str, asked: str, got: str, is_enough: bool) -> None:
        self.rows.append((what, asked, got, is_enough))

    def text(self) -> str:
        rows = [[what, asked, got, "PASS" if enough else "**FAIL**"] for what, asked, got, enough in self.rows]
        return table(["what", "asked", "got", ""], rows, left=4)

    def failed(self) -> int:
        return sum(1 for row in self.rows if not row[3])


def machine() -> str:
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores ({model.group(1) if model else platform.machine()}), {platform.system()}"
