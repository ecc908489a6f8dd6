"""Two processes behind one PostgreSQL and one Redis: do they agree, how soon, and does anybody notice when one dies."""

import http.client
import threading
import time
from pathlib import Path

from _brand import Brand, follow
from _lib import PAGE, Verdicts, get, nginx, percentile, table, wrk
from _services import Pim, Session
from _stack import Site, Tessera

INVALIDATION_MS = 1_000
CLIENTS = 12
LOAD_SECONDS = 12
# When the process dies, and when it is started again.
DIES_AT, BACK_AT = 3, 6


def sessions(site: Site, a: Tessera, b: Tessera, verdicts: Verdicts) -> None:
    """A sign-in at one holds at the other, and so does the end of it."""
    at_a = site.browser(a)
    at_b = at_a.at(b)
    question = {"cmd": {"search": "", "template": None, "page": 1}}
    before = at_b.ask("passports/list", **question).status
    left = at_a.form("/sign-out").status
    after = at_b.ask("passports/list", **question).status
    verdicts.add("a sign-in at A, used at B; signed out at A, used at B", "200; then refused", f"{before}; {after} (sign-out {left})",
                 before == 200 and after in (401, 303))


def limits(site: Site, verdicts: Verdicts) -> None:
    """Attempts that are counted by one count for the other: processes of their own, with the limit that everybody has."""
    few = {"TESSERA_AUTH_ATTEMPTS": "10"}
    both = [site.process("limit-a", **few), site.process("limit-b", **few)]
    # Whoever did not reach Redis at its start, as on a busy machine, counts for itself for a while.
    time.sleep(6)
    statuses = []
    for n in range(14):
        process = both[n % 2]
        headers = {"X-Forwarded-For": "198.51.100.7", "Host": process.host, "Origin": f"http://{process.host}", "Sec-Fetch-Site": "same-origin",
                   "Content-Type": "application/x-www-form-urlencoded"}
        body = f"email=nobody{n}%40brand.example&password=wrong+password+{n}"
        statuses.append(get(f"http://127.0.0.1:{process.port}/sign-in", headers, 30, "POST", body).status)
    for process in both:
        process.stop()
    heard = sum(1 for status in statuses if status != 429)
    verdicts.add("attempts to sign in, in turns at A and B, of 10 that are allowed", "10 heard, then 429 at both",
                 f"{heard} heard, then {' '.join(str(s) for s in statuses[heard:])}", heard == 10 and set(statuses[10:]) == {429})


def once(site: Site, a: Tessera, b: Tessera, brand: Brand, keys: list[str], verdicts: Verdicts) -> None:
    """Publications that are queued at both are done, each by one of them."""
    at_b = brand.browser.at(b)
    queued = [brand.publish(keys, browser) for browser in (brand.browser, at_b) * 3]
    ended = [follow(brand.browser, job, seconds=180)[0] for job in queued]
    counts = [sum(view["counts"][name] for view in ended) for name in ("published", "unchanged", "failed")]
    twice = int(site.postgres.sql("SELECT count(*) FROM (SELECT passport_id, number FROM versions GROUP BY 1, 2 HAVING count(*) > 1) t") or 0)
    versions = int(site.postgres.sql("SELECT coalesce(max(latest), 0) FROM passports WHERE template_id = "
                                     f"'{brand.template}'"))
    states = {view["state"] for view in ended}
    is_once = states == {"done"} and sum(counts) == len(queued) * len(keys) and counts[0] == len(keys) and twice == 0 and versions == 1
    verdicts.add(f"{len(queued)} publications of the same {len(keys)} products, queued at A and B in turns", "all done; each product once a job, one version",
                 f"{', '.join(sorted(states))}: {counts[0]} published, {counts[1]} unchanged, {counts[2]} failed; latest version {versions}", is_once)


class Watch(threading.Thread):
    """Reads a page of one process without a pause and notes when its `ETag` was first seen."""

    def __init__(self, process: Tessera, path: str):
        super().__init__(daemon=True)
        self.process, self.path, self.seen, self.done, self.reads = process, path, {}, False, 0
        self.etag = None

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.process.port, timeout=20)
        headers = PAGE | {"Host": self.process.host}
        while not self.done:
            try:
                connection.request("GET", self.path, headers=headers)
                reply = connection.getresponse()
                reply.read()
                if reply.status == 200:
                    # Noted before it is told: somebody waits for it.
                    self.seen.setdefault(reply.getheader("ETag"), time.monotonic())
                    self.etag = reply.getheader("ETag")
                self.reads += 1
            except (OSError, http.client.HTTPException):
                connection.close()
            time.sleep(0.001)
        connection.close()


def settled(watch: Watch) -> str:
    """The page's name once it has not changed for a while."""
    last, since = watch.etag, time.monotonic()
    while time.monotonic() - since < 0.4:
        time.sleep(0.01)
        if watch.etag != last:
            last, since = watch.etag, time.monotonic()
    return last


def invalidation(options, site: Site, b: Tessera, brand: Brand, key: str, verdicts: Verdicts) -> list:
    """Milliseconds from the moment that anybody can read the new version in the database to the first page of B that shows it."""
    brand.publish_now([key])
    path = site.postgres.sql(f"SELECT path FROM passports WHERE template_id = '{brand.template}' AND product_key = '{key}'")
    watch, database, late = Watch(b, path), Session(site.postgres), []
    watch.start()
    try:
        for _ in range(options.changes):
            brand.change()
            before = settled(watch)
            number = database.ask(f"SELECT latest FROM passports WHERE path = '{path}'")
            job = brand.publish([key])
            until = time.monotonic() + 30
            while database.ask(f"SELECT latest FROM passports WHERE path = '{path}'") == number:
                if time.monotonic() > until:
                    raise RuntimeError("a publication did not come to the database")
            committed = time.monotonic()
            while watch.etag == before and time.monotonic() < committed + 10:
                time.sleep(0.0005)
            if watch.etag == before:
                raise RuntimeError("a publication did not come to the other process")
            # Earlier than our own look at the database means at once.
            late.append(max(0.0, (watch.seen[watch.etag] - committed) * 1000))
            follow(brand.browser, job, pause=0.02, seconds=60)
    finally:
        watch.done = True
        watch.join(timeout=30)
        database.close()
    p99 = percentile(late, 0.99)
    verdicts.add(f"{len(late)} publications at A until B shows them: p99", f"< {INVALIDATION_MS:,} ms", f"{p99:.1f} ms", p99 < INVALIDATION_MS)
    return ["publication at A, page at B", len(late), f"{percentile(late, 0.5):.1f}", f"{p99:.1f}", f"{max(late):.1f}"]


class Client(threading.Thread):
    """Asks the two in turns. Where one does not take the connection it asks the other, as every load balancer does."""

    def __init__(self, both: list[Tessera], paths: list[str], until: float):
        super().__init__(daemon=True)
        self.both, self.paths, self.until = both, paths, until
        self.answered, self.turned_away, self.in_flight, self.failed = 0, 0, [], []
        self.open: dict[str, http.client.HTTPConnection] = {}

    def run(self) -> None:
        n = 0
        while time.monotonic() < self.until:
            n += 1
            for process in (self.both[n % 2], self.both[(n + 1) % 2]):
                if self.ask(process, self.paths[n % len(self.paths)]):
                    break
            else:
                self.failed.append("nobody took the connection")
        for connection in self.open.values():
            connection.close()

    def ask(self, process: Tessera, path: str) -> bool:
        connection = self.open.get(process.name)
        try:
            if connection is None or connection.sock is None:
                connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=10)
                connection.connect()
                self.open[process.name] = connection
        except OSError:
            self.turned_away += 1
            return False
        try:
            connection.request("GET", path, headers=PAGE | {"Host": process.host})
            reply = connection.getresponse()
            reply.read()
            if reply.status == 200:
                self.answered += 1
            else:
                self.failed.append(str(reply.status))
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            self.in_flight.append((time.monotonic(), process.name, type(error).__name__))
        return True


def under_load(both: list[Tessera], paths: list[str], verdicts: Verdicts) -> list:
    """One dies and comes back while both are asked without a pause."""
    dying, began = both[0], time.monotonic()
    clients = [Client(both, paths, began + LOAD_SECONDS) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(DIES_AT)
    killed = time.monotonic()
    dying.kill()
    time.sleep(BACK_AT - DIES_AT)
    dying.start(wait=False)
    for client in clients:
        client.join(timeout=LOAD_SECONDS + 40)
    broken = [one for client in clients for one in client.in_flight]
    # Sent to the process that was killed, at the moment when it was: at most one for each client, which waits for its answer.
    flying = [one for one in broken if one[1] == dying.name and one[0] - killed < 1]
    failed = [text for client in clients for text in client.failed] + [one[2] for one in broken if one not in flying]
    answered = sum(client.answered for client in clients)
    back = dying.get("/healthz").status == 200
    verdicts.add("one of two killed (-9) and started again under load: failed requests beyond those in flight on it", "0",
                 f"{len(failed)} of {answered:,}" + (f" ({', '.join(sorted(set(failed)))})" if failed else ""), not failed and back)
    return ["our own client, which asks nobody twice", f"{answered:,}", len(flying), len(failed)]


def behind_nginx(site: Site, folder: Path, both: list[Tessera], path: str, verdicts: Verdicts) -> list:
    """The same behind nginx as it is after its installation, which asks the other process where one breaks off."""
    servers = " ".join(f"server 127.0.0.1:{one.port} max_fails=1 fail_timeout=1s;" for one in both)
    outside = f"upstream two {{ {servers} keepalive 64; }}"
    location = "location / { proxy_pass http://two; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Host $http_host; }"
    with nginx(folder / "front", outside, location, 1, path, site.port) as url:
        found = {}
        load = threading.Thread(target=lambda: found.update(run=wrk(url, CLIENTS, LOAD_SECONDS, PAGE, strict=False)), daemon=True)
        load.start()
        time.sleep(DIES_AT)
        both[0].kill()
        time.sleep(BACK_AT - DIES_AT)
        both[0].start(wait=False)
        load.join(timeout=LOAD_SECONDS + 60)
    run = found["run"]
    verdicts.add("the same behind nginx with its defaults: failed requests", "0", f"{run.failed} of {run.requests:,}", run.failed == 0)
    return ["nginx in front, which asks the other", f"{run.requests:,}", "asked again", run.failed]


def run(options, folder: Path, verdicts: Verdicts) -> str:
    with Site(folder / "two", redis=True) as site:
        pim = Pim(site.folder, 400)
        site.stack.callback(pim.stop)
        a, b = site.process("A"), site.process("B")
        sessions(site, a, b, verdicts)
        limits(site, verdicts)
        brand = Brand(site, a, pim)
        keys = brand.products(40)
        once(site, a, b, brand, keys, verdicts)
        arrival = invalidation(options, site, b, brand, keys[0], verdicts)
        paths = brand.paths()[:20]
        killed = [under_load([a, b], paths, verdicts)]
        a.wait()
        killed.append(behind_nginx(site, folder, [a, b], paths[0], verdicts))
    return "\n".join([
        "## Two processes",
        "",
        "Two processes (A, B) with one PostgreSQL and one Redis. The arrival is taken from the moment that another connection reads the new version in "
        "the database to the first answer of B that shows it, while B is read about a thousand times a second, so that the page is always in its memory.",
        "",
        table(["change", "changes", "p50 ms", "p99 ms", "longest ms"], [arrival]),
        f"A is killed with SIGKILL after {DIES_AT} s and started again after {BACK_AT} s, while {CLIENTS} clients ask both without a pause for {LOAD_SECONDS} s.",
        "",
        table(["load", "answered", "in flight on A when it died", "other failures"], killed),
    ])
