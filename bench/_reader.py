"""A client that reads pages one after the other over one open connection, and takes the time of each."""

import http.client
import re
import time
from pathlib import Path

from _lib import PAGE
from _stack import Tessera

STATEMENT = re.compile(r"duration: ([\d.]+) ms(?:  (parse|bind|execute|statement))?")


class Reader:
    def __init__(self, process: Tessera, headers: dict | None = None, timeout: float = 30):
        self.process, self.timeout = process, timeout
        self.headers = PAGE | {"Host": process.host} | (headers or {})
        self.connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=timeout)

    def read(self, path: str) -> tuple[int, float]:
        """The status, and milliseconds from the request to the last byte."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        reply = self.connection.getresponse()
        reply.read()
        return reply.status, (time.perf_counter() - began) * 1000

    def read_all(self, paths: list[str]) -> list[float]:
        times = []
        for path in paths:
            status, took = self.read(path)
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
            times.append(took)
        return times

    def close(self) -> None:
        self.connection.close()


class Statements:
    """What PostgreSQL itself says about the time of the statements that came meanwhile."""

    def __init__(self, postgres):
        self.postgres = postgres

    def __enter__(self):
        self.say("0")
        self.start = self.postgres.log.stat().st_size
        return self

    def __exit__(self, *_):
        self.say("-1")
        time.sleep(0.2)
        with Path(self.postgres.log).open(errors="replace") as log:
            log.seek(self.start)
            self.lines = log.read().splitlines()

    def say(self, value: str) -> None:
        self.postgres.sql(f"ALTER SYSTEM SET log_min_duration_statement = {value}")
        self.postgres.sql("SELECT pg_reload_conf()")
        time.sleep(0.3)

    def of(self, role: str) -> list[float]:
        """Milliseconds of each step (parsing, binding, executing) of what a login role asked."""
        return [float(m.group(1)) for line in self.lines if f" {role} " in line and (m := STATEMENT.search(line))]
