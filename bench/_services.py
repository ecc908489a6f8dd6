"""What Tessera stands on, started privately for a benchmark: PostgreSQL, Redis, a PIM, a mail server.

Everything listens on free ports of this machine alone and is stopped and forgotten at the end. Standard library only.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from _lib import end, free_port, get, wait_for

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
