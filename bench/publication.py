#!/usr/bin/env python3
"""Publishes a whole family from a large PIM, cold, warm, and through a kill, beside COPY of the same rows.

    scripts/bench publication [--products 10000] [--pictures] [--save]

Tessera, its PostgreSQL and the look-alike PIM run on this machine as separate processes. Standard library only.
"""

import argparse
import contextlib
import http.client
import json
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _lib import BENCH, ROOT, free_port, machine, running, wait_for
from _brand import design, follow, publish
from _stack import Browser

# The look-alike makes its four families in turn.
FAMILIES = 4
LEASE_SECONDS = 90


class Pim:
    """The look-alike, and how often it was asked."""

    def __init__(self, port: int):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, method: str, path: str):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path)
        body = connection.getresponse().read()
        connection.close()
        return json.loads(body)

    def product_requests(self) -> int:
        """Since the last time."""
        calls = self.ask("GET", "/_sim/requests")["calls"]
        self.ask("DELETE", "/_sim/requests")
        return sum(count for call, count in calls.items() if "/products" in call)


class Program:
    """`tessera serve` with a database of its own."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port
        self.data = folder / "data"
        self.environment = os.environ | {
            "TESSERA_BIND": f"127.0.0.1:{port}", "TESSERA_BASE_URL": f"http://127.0.0.1:{port}",
            "TESSERA_DATA_DIR": str(self.data), "TESSERA_ALLOW_LOOPBACK_PIM": "true", "TESSERA_LOG": "warn",
        }
        self.process = None

    def make_account(self) -> dict:
        """The demo makes an account and says how to get in."""
        log = self.folder / "demo.log"
        environment = self.environment | {"TESSERA_BIND": "127.0.0.1:0"}
        with running([os.environ["TESSERA_BIN"], "demo"], log, cwd=ROOT, env=environment) as process:
            def notes():
                notes = json.loads((self.data / "demo.json").read_text())
                return notes if "/p/" in notes["passport_url"] or "/01/" in notes["passport_url"] else None

            return wait_for("tessera demo", notes, process, log)

    def start(self) -> None:
        log = self.folder / "tessera.log"
        with log.open("ab") as out:
            self.process = subprocess.Popen([os.environ["TESSERA_BIN"], "serve"], stdout=out, stderr=out, cwd=ROOT,
                                            env=self.environment)

        def ready():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/readyz")
            return True if connection.getresponse().status == 200 else None

        wait_for("tessera serve", ready, self.process, log)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)

    def peak_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def sql(self, text: str) -> str:
        """As the owner of the tables, through the socket of the program's own server."""
        server = next(self.servers())
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", server, "-U", "tessera_owner", "-d", "tessera"]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout.strip()

    def servers(self):
        for found in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = found.read_bytes().decode(errors="replace").split("\0")
                if "-k" in words and str(self.data) in " ".join(words):
                    yield words[words.index("-k") + 1]


def run(options, program: Program, browser: Browser, pim: Pim, template: str, name: str) -> dict:
    pim.product_requests()
    program.forget_peak()
    view, seconds = follow(browser, publish(browser, template))
    if view["state"] != "done" or view["counts"]["published"] != options.products:
        sys.exit(f"{name}: {view['state']}, {view['counts']}, {view.get('trouble')}, {view['report'][:2]}")
    return {"name": name, "seconds": seconds, "rate": options.products / seconds, "peak": program.peak_mb(),
            "requests": pim.product_requests()}


def killed(options, program: Program, browser: Browser, login: dict, pim: Pim, template: str) -> dict:
    """The process dies in the middle; another one takes the job over once the lease has run out."""
    job = publish(browser, template)
    view, before = follow(browser, job, until=options.products // 3)
    program.kill()
    done = int(program_done(program, job) or view["done"])
    program.start()
    browser.sign_in(login["email"], login["password"])
    began = time.monotonic()
    view, _ = follow(browser, job)
    return {"job": job, "at": done, "state": view["state"], "counts": view["counts"],
            "seconds": before + time.monotonic() - began, "requests": pim.product_requests()}


def program_done(program: Program, job: str) -> str | None:
    with contextlib.suppress(StopIteration, subprocess.CalledProcessError):
        return program.sql(f"ALTER TABLE jobs NO FORCE ROW LEVEL SECURITY; SELECT published FROM jobs WHERE id = '{job}'; "
                           "ALTER TABLE jobs FORCE ROW LEVEL SECURITY;")
    return None


def check_once(options, program: Program, template: str, jobs: int) -> None:
    """Each product has one passport with the versions 1, 2, 3 and an entry in the log for each."""
    tables = ("passports", "versions", "job_lines", "audit_events")
    shown = "".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;" for table in tables)
    hidden = "".join(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;" for table in tables)
    ours = f"(SELECT id FROM passports WHERE template_id = '{template}')"
    found = program.sql(f"""{shown}
        SELECT count(*) FROM passports WHERE template_id = '{template}';
        SELECT count(*) FROM passports WHERE template_id = '{template}' AND latest <> {jobs};
        SELECT count(*) FROM versions WHERE passport_id IN {ours};
        SELECT count(*) FROM audit_events WHERE action = 'passport.published' AND target IN (SELECT id::text FROM passports
            WHERE template_id = '{template}');
        SELECT count(*) FROM job_lines WHERE rank = 1 AND (result ->> 'passport')::uuid IN {ours};
        {hidden}""").split()
    n = options.products
    expected = [str(number) for number in (n, 0, n * jobs, n * jobs, n * jobs)]
    if found != expected:
        sys.exit(f"something is twice or lost: {found}, expected {expected}")


def reference(options, program: Program, template: str) -> float:
    """Seconds to COPY the rows of one publication into empty tables of the same shape, with their indexes."""
    rows = {
        "passports": f"SELECT * FROM passports WHERE template_id = '{template}'",
        "versions": f"SELECT v.* FROM versions v JOIN passports p ON p.id = v.passport_id "
                    f"WHERE p.template_id = '{template}' AND v.number = 1",
        "audit_events": "SELECT * FROM audit_events WHERE action = 'passport.published' AND detail ->> 'version' = '1' "
                        f"AND target IN (SELECT id::text FROM passports WHERE template_id = '{template}')",
    }
    seconds = 0.0
    for table, select in rows.items():
        file = program.folder / f"{table}.copy"
        program.sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; \\copy ({select}) TO '{file}' (FORMAT binary)\n"
                    f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
                    f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
        began = time.monotonic()
        program.sql(f"\\copy bench_{table} FROM '{file}' (FORMAT binary)\n")
        seconds += time.monotonic() - began
        program.sql(f"DROP TABLE bench_{table}")
    return seconds


def list_ms(browser: Browser, connection: str) -> tuple[float, float]:
    """Median and worst time of the product list's first page from the cache, seen from outside."""
    times = []
    cmd = {"connection": connection, "search": "", "family": None, "cursor": None}
    browser.call("catalog/products", cmd=cmd)
    for _ in range(50):
        began = time.monotonic()
        browser.call("catalog/products", cmd=cmd)
        times.append((time.monotonic() - began) * 1000)
    return statistics.median(times), max(times)


def report(options, runs: list[dict], kill: dict, copied: float, listed: tuple[float, float]) -> str:
    n = options.products
    pictures = "with" if options.pictures else "without"
    lines = [
        f"{n:,} products of one family, {pictures} pictures, out of {n * FAMILIES:,} in the PIM, on {machine()}.",
        "",
        "| publication | seconds | passports/s | peak memory of Tessera, MB | product requests |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += [f"| {r['name']} | {r['seconds']:.1f} | {r['rate']:,.0f} | {r['peak']:.0f} | {r['requests']} |" for r in runs]
    lines += [
        f"| reference: COPY of the same rows | {copied:.1f} | {n / copied:,.0f} | | |",
        "",
        f"Killed after {kill['at']:,} passports, another process finished the job {kill['seconds']:.0f} s after it began (of which "
        f"{LEASE_SECONDS} s are the dead worker's lease), with {kill['requests']} product requests in all; every product has each "
        f"version once. Least requests possible: {math.ceil(n / 100)}.",
        "",
        f"First page of the product list from the cache: median {listed[0]:.1f} ms, worst {listed[1]:.1f} ms of 50.",
    ]
    return "\n".join(lines) + "\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=10_000, help="products of the family that is published")
    parser.add_argument("--pictures", action="store_true", help="with the products' pictures: the first run decodes them all")
    parser.add_argument("--save", action="store_true", help="write the figures to bench/publication.md")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tessera-bench-")))
        folder.chmod(0o755)
        port = free_port()
        count = str(options.products * FAMILIES)
        sim_log = folder / "pim.log"
        sim = [os.environ["AKENEO_SIM_BIN"], "--bind", f"127.0.0.1:{port}", "--products", count]
        process = stack.enter_context(running(sim, sim_log))
        pim = Pim(port)
        wait_for("the PIM", lambda: pim.ask("GET", "/_sim/requests"), process, sim_log)
        program = Program(folder, free_port())
        login = program.make_account()
        stack.callback(program.stop)
        program.start()
        browser = Browser(program.port)
        browser.sign_in(login["email"], login["password"])
        connection = browser.call("connections/save", cmd={
            "id": None, "name": "Large PIM", "base_url": pim.url, **credentials(sim_log),
        })
        fields = ["name", "weight", "short_description", "surface"]
        saved = browser.call("templates/save", cmd=design(connection, ["en_US", "de_DE"], fields, options.pictures))
        template = saved["id"]
        runs = [run(options, program, browser, pim, template, "cold")]

        def change(revision: int, more: list[str]) -> int:
            cmd = design(connection, ["en_US", "de_DE"], fields + more, options.pictures)
            cmd |= {"id": template, "revision": revision}
            return browser.call("templates/save", cmd=cmd)["revision"]

        revision = change(saved["revision"], ["max_load"])
        runs.append(run(options, program, browser, pim, template, "warm: again after a change of the template"))
        copied = reference(options, program, template)
        listed = list_ms(browser, connection)
        change(revision, ["max_load", "height"])
        kill = killed(options, program, browser, login, pim, template)
        if kill["state"] != "done" or kill["counts"]["published"] != options.products:
            sys.exit(f"the killed publication ended as {kill}")
        check_once(options, program, template, 3)
        text = report(options, runs, kill, copied, listed)
    print(text)
    if options.save:
        (BENCH / "publication.md").write_text(f"# Latest figures\n\n{text}")


def credentials(log: Path) -> dict:
    """As the look-alike prints them."""
    text = log.read_text()
    client, secret = re.search(r"client (\S+) secret (\S+)", text).groups()
    user, password = re.search(r"user (\S+) password (\S+)", text).groups()
    return {"client_id": client, "secret": secret, "username": user, "password": password}


if __name__ == "__main__":
    main()
