"""What Tessera stands on, started privately for a benchmark: PostgreSQL, Redis, a PIM, a mail server; and Tessera itself.

Everything listens on free ports of this machine alone and is stopped and forgotten at the end. Standard library only.
"""

import contextlib
import http.client
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from _lib import ROOT, Answer, end, free_port, get, wait_for

WORDS_OF_PIM = re.compile(r"client (\S+) secret (\S+)\s+user (\S+) password (\S+)")


def program(name: str) -> str:
    """A program of PostgreSQL, wherever the system keeps it."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / name).exists():
            return str(folder / name)
    return shutil.which(name) or sys.exit(f"{name} is missing; scripts/setup bench installs it")


def children(pid: int) -> list[int]:
    """All processes below one."""
    found, below = [], {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            words = stat.read_text().rsplit(")", 1)[1].split()
            below.setdefault(int(words[1]), []).append(int(stat.parent.name))
    wave = [pid]
    while wave:
        wave = [child for parent in wave for child in below.get(parent, [])]
        found += wave
    return found


class Postgres:
    """A cluster of its own, with the two roles that docs/operator.md asks for."""

    def __init__(self, folder: Path, **settings):
        # Refuses to run as root.
        self.user = "postgres" if os.getuid() == 0 else None
        self.folder, self.port, self.process = folder, free_port(), None
        self.settings = {"max_connections": 300, "shared_buffers": "256MB", "max_wal_size": "8GB", "listen_addresses": "127.0.0.1",
                         "unix_socket_directories": folder, "port": self.port, "timezone": "UTC"} | settings
        folder.mkdir(parents=True, exist_ok=True)
        if self.user:
            shutil.chown(folder, self.user)
        self.run(program("initdb"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D",
                 folder / "data")
        self.start()
        self.sql("CREATE ROLE tessera_owner LOGIN CREATEROLE; CREATE ROLE tessera_app LOGIN NOINHERIT;", "postgres")
        self.sql("CREATE DATABASE tessera OWNER tessera_owner;", "postgres")

    def become(self) -> dict:
        if not self.user:
            return {}
        entry = pwd.getpwnam(self.user)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def run(self, *command) -> None:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, cwd="/", timeout=120, **self.become())
        if done.returncode:
            sys.exit(f"{command[0]}: {done.stderr[-2000:]}")

    def start(self) -> None:
        words = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        self.log = self.folder / "log"
        with self.log.open("ab") as out:
            self.process = subprocess.Popen([program("postgres"), "-D", str(self.folder / "data"), *words], stdout=out,
                                            stderr=out, cwd="/", **self.become())
        ready = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        wait_for("PostgreSQL", lambda: True if subprocess.run(ready, check=False).returncode == 0 else None, self.process, self.log)

    def stop(self) -> None:
        """At once, as when the machine goes."""
        if self.process:
            self.resume()
            end(self.process, signal.SIGQUIT)

    def all(self) -> list[int]:
        return [self.process.pid, *children(self.process.pid)]

    def pause(self) -> None:
        """Nobody answers, and no connection is closed."""
        for pid in self.all():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGSTOP)

    def resume(self) -> None:
        for pid in self.all():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGCONT)

    def url(self, role: str, database: str = "tessera") -> str:
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def psql(self, database: str = "tessera") -> list[str]:
        return [program("psql"), "-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database]

    def sql(self, text: str, database: str = "tessera", timeout: float = 3600) -> str:
        """As the superuser, whom no row-level security stops."""
        done = subprocess.run([*self.psql(database), "-v", "ON_ERROR_STOP=1"], input=text, capture_output=True, text=True,
                              timeout=timeout, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout.strip()


class Session:
    """One open psql, for questions in quick succession: a fraction of a millisecond each."""

    def __init__(self, postgres: Postgres):
        self.process = subprocess.Popen(postgres.psql(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, text: str) -> str:
        """A query that answers exactly one line."""
        self.process.stdin.write(f"{text};\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


class Redis:
    def __init__(self, folder: Path):
        self.folder, self.port, self.process = folder, free_port(), None
        folder.mkdir(parents=True, exist_ok=True)
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        with (self.folder / "log").open("ab") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, cwd=self.folder)
        wait_for("Redis", lambda: True if self.ask("PING") == "+PONG" else None, self.process, self.folder / "log")

    def stop(self) -> None:
        end(self.process, signal.SIGKILL)

    def pause(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def ask(self, line: str) -> str:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as stream:
            stream.sendall(f"{line}\r\n".encode())
            return stream.makefile().readline().strip()

    def memory_mb(self) -> float:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as stream:
            stream.sendall(b"INFO memory\r\n")
            text = stream.recv(65536).decode()
        return int(re.search(r"used_memory:(\d+)", text).group(1)) / 1024 / 1024

    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"


class Pim:
    """The look-alike, as a process of its own."""

    def __init__(self, folder: Path, products: int):
        self.port, self.products, self.process, self.log = free_port(), max(products, 300), None, folder / "pim.log"
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [os.environ["AKENEO_SIM_BIN"], "--bind", f"127.0.0.1:{self.port}", "--products", str(self.products)]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out)
        wait_for("the PIM", lambda: True if get(f"{self.url}/_sim/requests").status == 200 else None, self.process, self.log)

    def stop(self) -> None:
        end(self.process, signal.SIGKILL)

    def credentials(self) -> dict:
        """As the look-alike prints them."""
        client, secret, user, password = WORDS_OF_PIM.search(self.log.read_text()).groups()
        return {"client_id": client, "secret": secret, "username": user, "password": password}


class Mail:
    """A mail server that takes everything and counts it."""

    def __init__(self):
        self.port, self.taken, self.listener = free_port(), 0, None
        self.start()

    def start(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def stop(self) -> None:
        # A thread that waits in `accept` keeps the port until it is woken.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self.serve, args=(listener.accept()[0],), daemon=True).start()

    def serve(self, stream: socket.socket) -> None:
        with contextlib.suppress(OSError), stream:
            lines = stream.makefile("rwb", buffering=0)
            lines.write(b"220 bench\r\n")
            while line := lines.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    lines.write(b"354 go on\r\n")
                    while lines.readline() not in (b".\r\n", b""):
                        pass
                    self.taken += 1
                lines.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return


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


