"""What stands when something falls: each fault, what was asked meanwhile, what came back, what was lost."""

import http.client
import secrets
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from _brand import Brand, follow
from _lib import PAGE, Answer, Verdicts, table
from _seed import path_of, seed
from _services import Mail, Pim
from _stack import Browser, Site, Tessera

# Nobody may wait longer, whatever is broken.
HANG_SECONDS = 15
TIMEOUT = 30
BACK_SECONDS = 90
DASHBOARD = ("passports/list", {"cmd": {"search": "", "template": None, "page": 1}})
SIGN_UP = {"password": "copper lantern walks quietly north", "brand_name": "Bench"}


@dataclass
class Came:
    """What came back, and how long it took."""

    status: str
    seconds: float
    retry_after: str | None = None

    def text(self) -> str:
        later = f", `Retry-After: {self.retry_after}`" if self.retry_after else ""
        return f"{self.status} in {self.seconds:.2f} s{later}"

    def is_fair(self) -> bool:
        """An answer, or word to come later; and soon."""
        later = self.status == "503" and self.retry_after is not None
        return self.seconds < HANG_SECONDS and (self.status in ("200", "303") or later)


def timed(ask) -> Came:
    began = time.monotonic()
    try:
        answer: Answer = ask()
        return Came(str(answer.status), time.monotonic() - began, answer.headers.get("retry-after"))
    except TimeoutError:
        return Came("nothing", time.monotonic() - began)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Came(type(error).__name__, time.monotonic() - began)


@dataclass
class Scene:
    """Everything that can break, and those who ask."""

    site: Site
    tessera: Tessera
    pim: Pim
    mail: Mail
    brand: Brand
    keys: list[str]
    known: list[str]
    fresh: iter
    rows: list = field(default_factory=list)
    verdicts: Verdicts = field(default_factory=Verdicts)

    def known_page(self, source: str | None = None) -> Came:
        return timed(lambda: self.tessera.get(self.known[0], PAGE, timeout=TIMEOUT, source=source))

    def fresh_page(self, source: str | None = None) -> Came:
        path = path_of(next(self.fresh))
        return timed(lambda: self.tessera.get(path, PAGE, timeout=TIMEOUT, source=source))

    def dashboard(self) -> Came:
        function, arguments = DASHBOARD
        return timed(lambda: self.ask(function, **arguments))

    def ask(self, function: str, **arguments) -> Answer:
        browser = Browser(self.tessera.port, self.tessera.host, TIMEOUT)
        browser.cookie = self.brand.browser.cookie
        return browser.ask(function, **arguments)

    def publication(self) -> Came:
        return timed(lambda: self.ask("passports/publish", cmd={"template": self.brand.template, "products": self.keys}))

    def versions(self) -> int:
        return int(self.site.postgres.sql("SELECT count(*) FROM versions"))

    def battery(self, *more: str) -> dict[str, Came]:
        """The usual questions, all at once as different people ask them."""
        asks = {"page read before": self.known_page, "page never read": self.fresh_page, "dashboard": self.dashboard, "publication": self.publication}
        asks = {name: ask for name, ask in asks.items() if name not in more}
        with ThreadPoolExecutor(len(asks)) as pool:
            waiting = {name: pool.submit(ask) for name, ask in asks.items()}
            return {name: one.result() for name, one in waiting.items()}

    def is_back(self) -> float:
        """Seconds until everything is answered again."""
        began = time.monotonic()
        while time.monotonic() - began < BACK_SECONDS:
            came = (self.known_page(), self.fresh_page(), self.dashboard())
            if all(one.status == "200" for one in came):
                return time.monotonic() - began
            time.sleep(0.3)
        return float("nan")

    def note(self, fault: str, came: dict[str, Came], lost: str, is_kept: bool, must: tuple[str, ...]) -> None:
        """`must` are the questions that the fault is no reason not to answer."""
        for name, one in came.items():
            answered = one.status in ("200", "303") if name in must else True
            self.rows.append([fault, name, "200" if name in must else "200, or 503 with `Retry-After`", one.text(), "yes" if answered and one.is_fair() else "**no**", ""])
            fault = ""
        bad = [name for name, one in came.items() if not one.is_fair() or (name in must and one.status not in ("200", "303"))]
        self.rows[-1][-1] = lost
        title = self.rows[-len(came)][0]
        got = "all as asked" if not bad else "; ".join(f"{name}: {came[name].text()}" for name in bad)
        self.verdicts.add(title, "no hang, 503 with `Retry-After` at worst, nothing lost", f"{got}; {lost}", not bad and is_kept)

    def fault(self, title: str, begin, finish, must=("page read before",), wait: float = 2.0, again: bool = True, but: tuple[str, ...] = ()) -> None:
        """Breaks something, asks, mends it, and looks for what is missing."""
        print(f"    {title}", flush=True)
        before = self.versions()
        self.brand.change()
        self.known_page()
        begin()
        try:
            time.sleep(wait)
            came = self.battery(*but)
            if again:
                time.sleep(3)
                came["page read before, later"] = self.known_page()
                must = (*must, "page read before, later")
        finally:
            finish()
        back = self.is_back()
        lost, is_kept = self.lost(came, before)
        self.note(title, came, f"{lost}; all answered {back:.1f} s after it was over", is_kept and back == back, must)

    def lost(self, came: dict[str, Came], before: int) -> tuple[str, bool]:
        """What was acknowledged has to be there, and be finished."""
        self.brand.browser.sign_in(self.site.login["email"], self.site.login["password"])
        now = self.versions()
        if now < before:
            return f"**{before - now} versions lost**", False
        if "publication" in came and came["publication"].status == "200":
            until = time.monotonic() + 120
            while time.monotonic() < until and self.open_jobs():
                time.sleep(0.5)
            if self.open_jobs():
                return "**an accepted publication did not end**", False
            failed = self.site.postgres.sql("SELECT failed FROM jobs ORDER BY created_at DESC LIMIT 1")
            return ("nothing; the accepted publication was finished" if failed == "0" else "nothing; the report of the publication names what could not be read"), True
        return "nothing", True

    def open_jobs(self) -> int:
        return int(self.site.postgres.sql("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')"))


def database_and_redis(scene: Scene) -> None:
    postgres, redis = scene.site.postgres, scene.site.redis
    scene.fault("PostgreSQL stopped", postgres.stop, postgres.start)
    scene.fault("PostgreSQL paused (takes connections, answers nothing)", postgres.pause, postgres.resume)
    with Lock(scene, "passports") as lock:
        scene.fault("the table of passports locked: each query of it waits", lock.take, lock.give)
    scene.fault("Redis stopped", redis.stop, redis.start, must=("page read before", "page never read", "dashboard", "publication"))
    scene.fault("Redis paused (answers nothing)", redis.pause, redis.resume, must=("page read before", "page never read"))

    def both_stop():
        postgres.stop()
        redis.stop()

    def both_start():
        postgres.start()
        redis.start()

    scene.fault("PostgreSQL and Redis stopped", both_stop, both_start)


class Lock:
    """Holds a table, so that everybody waits who wants it."""

    def __init__(self, scene: Scene, table_name: str):
        self.scene, self.table, self.process = scene, table_name, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.give()

    def take(self) -> None:
        self.process = subprocess.Popen(self.scene.site.postgres.psql(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, text=True)
        self.process.stdin.write(f"BEGIN; LOCK TABLE {self.table} IN ACCESS EXCLUSIVE MODE;\n")
        self.process.stdin.flush()

    def give(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


def others(scene: Scene) -> None:
    everybody = ("page read before", "page never read", "dashboard")
    scene.fault("the PIM gone", scene.pim.stop, scene.pim.start, must=everybody)
    mail(scene, everybody)


def mail(scene: Scene, everybody: tuple[str, ...]) -> None:
    print("    the mail server gone", flush=True)
    taken = scene.mail.taken
    scene.mail.stop()
    came = scene.battery("publication")
    browser = Browser(scene.tessera.port, scene.tessera.host, TIMEOUT)
    came["sign-up"] = timed(lambda: browser.form("/sign-up", email=f"{secrets.token_hex(6)}@brand.example", **SIGN_UP))
    scene.mail.start()
    began = time.monotonic()
    while scene.mail.taken == taken and time.monotonic() - began < 150:
        time.sleep(0.5)
    arrived = scene.mail.taken > taken
    lost = f"nothing; the mail arrived {time.monotonic() - began:.0f} s later" if arrived else "**the mail did not arrive**"
    scene.note("the mail server gone", came, lost, arrived, (*everybody, "sign-up"))


def storms(scene: Scene) -> None:
    """Many at once. They come from one address; the visitor who asks meanwhile has another one."""
    print("    storms", flush=True)
    held = []
    try:
        for _ in range(3_000):
            try:
                held.append(socket.create_connection(("127.0.0.1", scene.tessera.port), timeout=2, source_address=("127.0.0.2", 0)))
            except OSError:
                break
        time.sleep(1)
        came = {"page read before": scene.known_page("127.0.0.3"), "page never read": scene.fresh_page("127.0.0.3")}
    finally:
        for one in held:
            one.close()
    back = scene.is_back()
    scene.note(f"{len(held):,} silent connections from one address", came, f"nothing; all answered {back:.1f} s after it was over", True,
               ("page read before", "page never read"))
    flood(scene, "600 requests at once for pages that nobody read", lambda n: scene.fresh_page(f"127.0.1.{n % 200 + 1}"), 600)
    with Lock(scene, "connections") as lock:
        lock.take()
        time.sleep(0.5)
        flood(scene, "100 requests to the dashboard that wait for the database", lambda n: timed(lambda: scene.ask("connections/list")), 100,
              must=("page read before, meanwhile", "page never read, meanwhile"))
    with Lock(scene, "versions") as lock:
        lock.take()
        time.sleep(0.5)
        flood(scene, "200 readers of new pages that wait for the database", lambda n: scene.fresh_page(f"127.0.1.{n % 200 + 1}"), 200,
              must=("page read before, meanwhile", "dashboard, meanwhile"))


def flood(scene: Scene, title: str, ask, count: int, must=("page read before, meanwhile",)) -> None:
    print(f"    {title}", flush=True)
    with ThreadPoolExecutor(count) as pool:
        waiting = [pool.submit(ask, n) for n in range(count)]
        time.sleep(1)
        came = {"page read before, meanwhile": scene.known_page("127.0.0.3")}
        if "page never read, meanwhile" in must:
            came["page never read, meanwhile"] = scene.fresh_page("127.0.0.3")
        if "dashboard, meanwhile" in must:
            came["dashboard, meanwhile"] = timed(lambda: scene.ask("connections/list"))
        found = [one.result() for one in waiting]
    statuses = {status: sum(1 for one in found if one.status == status) for status in sorted({one.status for one in found})}
    slowest = max(found, key=lambda one: (not one.is_fair(), one.seconds))
    came["the slowest of them"] = slowest
    told = ", ".join(f"{n} × {status}" for status, n in statuses.items())
    scene.note(title, came, f"nothing; {told}", True, must)


def full_disk(scene: Scene, disk: Path | None) -> None:
    title = "the database's disk full"
    if disk is None:
        scene.rows.append([title, "", "", "not tried: no file system could be mounted here", "", ""])
        return
    filler = disk / "filler"
    crashed, full = [], []
    # One publication may fit into what is reserved already.
    scene.keys = scene.brand.products(90)

    def fill():
        with filler.open("wb") as out:
            try:
                while True:
                    out.write(b"\0" * 65536)
                    out.flush()
            except OSError:
                pass

    def free():
        full.append(scene.site.postgres.log.read_text(errors="replace").count("No space left on device"))
        filler.unlink()
        if scene.site.postgres.process.poll() is not None:
            crashed.append(1)
            scene.site.postgres.start()

    scene.fault(title, fill, free)
    scene.rows[-1][-1] += f"; PostgreSQL itself met the full disk {full[0]} times"
    if crashed:
        scene.rows[-1][-1] += "; PostgreSQL had ended by itself and was started again"


def killed(scene: Scene) -> None:
    """SIGKILL among publications, three times; everything that was told to be published has to be there."""
    title = "the process killed (-9) during publications, three times"
    print(f"    {title}", flush=True)
    keys = scene.brand.products(60)
    came = {}
    for turn in range(3):
        scene.brand.change()
        job = scene.brand.publish(keys)
        view, _ = follow(scene.brand.browser, job, until=len(keys) // 3, pause=0.01, seconds=60)
        done = view["done"]
        scene.tessera.kill()
        stored = int(scene.site.postgres.sql(f"SELECT published + unchanged + failed FROM jobs WHERE id = '{job}'"))
        scene.tessera.start()
        scene.brand.browser.sign_in(scene.site.login["email"], scene.site.login["password"])
        came[f"page read before, after kill {turn + 1}"] = scene.known_page()
        if stored < done:
            scene.note(title, came, f"**{done - stored} acknowledged publications lost**", False, ())
            return
    until = time.monotonic() + 300
    while scene.open_jobs() and time.monotonic() < until:
        time.sleep(1)
    open_jobs = scene.open_jobs()
    twice = int(scene.site.postgres.sql("SELECT count(*) FROM (SELECT passport_id, number FROM versions GROUP BY 1, 2 HAVING count(*) > 1) t"))
    behind = int(scene.site.postgres.sql(f"SELECT count(*) FROM passports p WHERE template_id = '{scene.brand.template}' AND latest <> "
                                         "(SELECT max(number) FROM versions v WHERE v.passport_id = p.id)"))
    is_kept = open_jobs == 0 and twice == 0 and behind == 0
    lost = "nothing; another process finished every job, no version is there twice" if is_kept else \
        f"**{open_jobs} jobs open, {twice} versions twice, {behind} passports behind**"
    scene.note(title, came, lost, is_kept, tuple(came))


def mounted(folder: Path) -> Path | None:
    """A small file system of its own, where that is allowed."""
    folder.mkdir(parents=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=900m", "tmpfs", str(folder)], capture_output=True, check=False)
    return folder if done.returncode == 0 else None


def run(options, folder: Path, verdicts: Verdicts) -> str:
    disk = mounted(folder / "disk")
    try:
        return scenes(folder, disk, verdicts)
    finally:
        if disk:
            subprocess.run(["umount", "-l", str(disk)], capture_output=True, check=False)


def scenes(folder: Path, disk: Path | None, verdicts: Verdicts) -> str:
    mail_server = Mail()
    place = disk / "postgres" if disk else None
    settings = {"max_wal_size": "128MB", "min_wal_size": "32MB", "shared_buffers": "128MB"}
    # Real addresses: what one address may do is part of the protection.
    more = {"TESSERA_TRUSTED_PROXIES": "", "TESSERA_MAIL": "smtp", "TESSERA_MAIL_FROM": "Bench <no-reply@example.com>",
            "TESSERA_SMTP_URL": f"smtp://127.0.0.1:{mail_server.port}"}
    with Site(folder / "faults", redis=True, postgres=settings, place=place, **more) as site:
        pim = Pim(site.folder, 400)
        site.stack.callback(pim.stop)
        seed(site.postgres, site.path, 1, 4_000)
        tessera = site.process("tessera")
        brand = Brand(site, tessera, pim)
        keys = brand.products(1)
        brand.publish_now(keys)
        scene = Scene(site, tessera, pim, mail_server, brand, keys, [site.path], iter(range(1, 4_001)), verdicts=verdicts)
        database_and_redis(scene)
        others(scene)
        storms(scene)
        full_disk(scene, disk)
        killed(scene)
        rows = scene.rows
    mail_server.stop()
    return "\n".join([
        "## Faults",
        "",
        "One process with PostgreSQL, Redis, a PIM and a mail server. Something breaks, four people ask at the same time, it is mended, and what had been "
        f"acknowledged is looked for. Asked is also that nobody waits {HANG_SECONDS} s or longer. The page that was read before is the demo's; its age is true, because a "
        "page names the time of its version.",
        "",
        table(["fault", "asked for", "asked", "came back", "as asked", "lost"], rows, left=6),
    ])
