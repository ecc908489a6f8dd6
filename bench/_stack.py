"""Tessera as a benchmark has it: a database with the demo's brand, processes that serve it, and somebody who signs in.

Everything listens on free ports of this machine alone and is stopped and forgotten at the end. Standard library only.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

from _lib import ROOT, Answer, end, free_port, get, wait_for
from _services import Postgres, Redis


class Tessera:
    """`tessera serve` on PostgreSQL, with Redis where there is one."""

    def __init__(self, name: str, folder: Path, environment: dict):
        self.name, self.folder, self.port, self.process = name, folder, free_port(), None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / f"{name}.log"
        self.environment = os.environ | {"TESSERA_LOG": "warn", "TESSERA_DATA_DIR": str(folder / f"{name}.data")} | environment
        self.environment["TESSERA_BIND"] = f"127.0.0.1:{self.port}"
        self.host = self.environment.get("TESSERA_BASE_URL", f"http://127.0.0.1:{self.port}").removeprefix("http://")

    def start(self, wait: bool = True) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen([os.environ["TESSERA_BIN"], "serve"], stdout=out, stderr=out, cwd=ROOT,
                                            env=self.environment)
        if wait:
            self.wait()

    def wait(self) -> None:
        """Until it has its database, and its Redis where it is told of one."""
        def ready():
            answer = self.get("/readyz")
            words = json.loads(answer.body) if answer.status == 200 else {}
            return True if words.get("cache") in ("redis", "in process") else None

        wait_for(f"tessera {self.name}", ready, self.process, self.log)

    def get(self, path: str, headers: dict | None = None, **more) -> Answer:
        return get(f"http://127.0.0.1:{self.port}{path}", {"Host": self.host} | (headers or {}), **more)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process:
            end(self.process, signal.SIGTERM, patience=40)

    def memory_mb(self, what: str = "VmRSS") -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+) kB", status).group(1)) / 1024

    def metrics(self) -> dict[str, float]:
        """Its own figures, by name and labels; nothing where it has none."""
        address = self.environment.get("TESSERA_METRICS_BIND")
        if not address:
            return {}
        with contextlib.suppress(OSError):
            text = get(f"http://{address}/metrics").body.decode()
            return {name: float(value) for name, value in re.findall(r"^(\w+(?:\{.*\})?) (\S+)$", text, re.M)}
        return {}


class Browser:
    """Keeps the session cookie and sends what browsers send."""

    def __init__(self, port: int, host: str | None = None, timeout: float = 120):
        self.port, self.host, self.cookie, self.timeout = port, host or f"127.0.0.1:{port}", None, timeout

    def at(self, other: Tessera) -> "Browser":
        """The same person at another process."""
        copy = Browser(other.port, other.host, self.timeout)
        copy.cookie = self.cookie
        return copy

    def send(self, path: str, body: str | None, kind: str, method: str = "POST", timeout: float | None = None) -> Answer:
        headers = {"Content-Type": kind, "Accept": "application/json, text/html", "Sec-Fetch-Site": "same-origin",
                   "Origin": f"http://{self.host}", "Host": self.host}
        if self.cookie:
            headers["Cookie"] = self.cookie
        return get(f"http://127.0.0.1:{self.port}{path}", headers, timeout or self.timeout, method, body)

    def form(self, path: str, **fields) -> Answer:
        return self.send(path, urlencode(fields), "application/x-www-form-urlencoded")

    def open(self, path: str, timeout: float | None = None) -> Answer:
        return self.send(path, None, "text/plain", "GET", timeout)

    def sign_in(self, email: str, password: str) -> None:
        answer = self.form("/sign-in", email=email, password=password)
        cookie = answer.headers.get("set-cookie")
        if answer.status not in (302, 303) or not cookie:
            sys.exit(f"signing in failed with {answer.status}: {answer.body[:400]!r}")
        self.cookie = cookie.split(";")[0]

    def ask(self, function: str, **arguments) -> Answer:
        return self.send(f"/api/admin/{function}", json.dumps(arguments), "application/json")

    def call(self, function: str, **arguments):
        answer = self.ask(function, **arguments)
        if answer.status != 200:
            sys.exit(f"{function} answered {answer.status}: {answer.body[:400]!r}")
        return json.loads(answer.body)


def credentials_of_demo(folder: Path, environment: dict) -> dict:
    """The demo makes an account with published passports, and says how to get in."""
    data, log = folder / "demo.data", folder / "demo.log"
    environment = os.environ | environment | {"TESSERA_BIND": f"127.0.0.1:{free_port()}", "TESSERA_DATA_DIR": str(data),
                                              "TESSERA_LOG": "warn"}
    with log.open("wb") as out:
        process = subprocess.Popen([os.environ["TESSERA_BIN"], "demo"], stdout=out, stderr=out, cwd=ROOT, env=environment)
    try:
        def notes():
            notes = json.loads((data / "demo.json").read_text())
            return notes if "/01/" in notes["passport_url"] or "/p/" in notes["passport_url"] else None

        return wait_for("tessera demo", notes, process, log)
    finally:
        end(process)


class Site:
    """A database with the demo's brand, and processes that serve it."""

    def __init__(self, folder: Path, redis: bool = False, postgres: dict | None = None, place: Path | None = None, **environment):
        self.stack = contextlib.ExitStack()
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        try:
            self.postgres = Postgres(place or folder / "postgres", **(postgres or {}))
            self.stack.callback(lambda: self.postgres.stop())
            self.redis = Redis(folder / "redis") if redis else None
            if self.redis:
                self.stack.callback(lambda: self.redis.stop())
            self.port = free_port()
            self.base = f"http://127.0.0.1:{self.port}"
            keys = subprocess.run([os.environ["TESSERA_BIN"], "keys", "generate"], capture_output=True, text=True, check=True, timeout=60)
            self.environment = {
                "TESSERA_BASE_URL": self.base, "TESSERA_DATABASE_URL": self.postgres.url("tessera_app"),
                "TESSERA_KEYS": keys.stdout.strip(), "TESSERA_ALLOW_LOOPBACK_PIM": "true", "TESSERA_AUTH_ATTEMPTS": "100000",
                # The whole load comes from one address.
                "TESSERA_TRUSTED_PROXIES": "127.0.0.0/8", "TESSERA_PUBLIC_READS_PER_MINUTE": "1000000000",
            } | environment
            if self.redis:
                self.environment["TESSERA_REDIS_URL"] = self.redis.url()
            migrate = {"TESSERA_MIGRATE_DATABASE_URL": self.postgres.url("tessera_owner")}
            subprocess.run([os.environ["TESSERA_BIN"], "migrate"], env=os.environ | self.environment | migrate, check=True,
                           capture_output=True, timeout=300, cwd=ROOT)
            self.login = credentials_of_demo(folder, self.environment)
        except BaseException:
            self.close()
            raise
        self.path = "/" + self.login["passport_url"].split("/", 3)[3]

    def process(self, name: str, start: bool = True, **environment) -> Tessera:
        """One more process; its figures are at an address of its own."""
        metrics = {"TESSERA_METRICS_BIND": f"127.0.0.1:{free_port()}"}
        one = Tessera(name, self.folder, self.environment | metrics | environment)
        self.stack.callback(one.stop)
        if start:
            one.start()
        return one

    def browser(self, process: Tessera) -> Browser:
        browser = Browser(process.port, process.host)
        browser.sign_in(self.login["email"], self.login["password"])
        return browser

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        self.stack.close()
