"""A brand with a PIM, a template and passports, through the functions that the dashboard calls."""

import time

from _services import Pim
from _stack import Browser, Site, Tessera

FAMILY = "desk_chair"
FIELDS = ["name", "weight", "short_description", "surface"]
LOCALES = ["en_US", "de_DE"]


def design(connection: str, locales: list[str], fields: list[str], pictures: bool, title: str = "Facts") -> dict:
    title = {locale: title for locale in locales}
    return {
        "id": None, "revision": 0, "connection": connection, "family": FAMILY,
        "design": {
            "name": "Benchmark", "channel": "ecommerce", "locales": locales, "name_attribute": None,
            "description_attribute": "short_description", "image_attribute": None if pictures else "name",
            "gtin_attribute": None, "branding": {"accent": "#0f6b66"},
            "sections": [{"title": title, "fields": [{"attribute": field} for field in fields]}],
        },
    }


def publish(browser: Browser, template: str) -> str:
    """Begins to publish the whole family."""
    return browser.call("passports/publish-family", cmd={"template": template})["job"]


def follow(browser: Browser, job: str, until: int | None = None, pause: float = 0.1, seconds: float = 3600) -> tuple[dict, float]:
    """Waits for the end, or until so many are done; answers the job and the seconds since it began to work."""
    began = time.monotonic()
    while True:
        view = browser.call("passports/job", id=job)
        took = time.monotonic() - began
        if view["state"] not in ("queued", "running") or (until is not None and view["done"] >= until) or took > seconds:
            return view, took
        time.sleep(pause)


class Brand:
    """The demo's brand, with a template of its own for small passports without pictures."""

    def __init__(self, site: Site, process: Tessera, pim: Pim):
        self.browser = site.browser(process)
        self.connection = self.browser.call("connections/save", cmd={
            "id": None, "name": "Benchmark", "base_url": pim.url, **pim.credentials()})
        saved = self.browser.call("templates/save", cmd=design(self.connection, LOCALES, FIELDS, False))
        self.template, self.revision, self.changes = saved["id"], saved["revision"], 0

    def products(self, count: int) -> list[str]:
        """Keys of products of the family."""
        keys, cursor = [], None
        while len(keys) < count:
            page = self.browser.call("catalog/products", cmd={"connection": self.connection, "search": "", "family": FAMILY, "cursor": cursor})
            keys += [item["key"] for item in page["items"]]
            cursor = page.get("next") or page.get("cursor")
            if not cursor:
                break
        return keys[:count]

    def change(self) -> None:
        """The template says something else, so every passport of it gets a new version when it is published."""
        self.changes += 1
        cmd = design(self.connection, LOCALES, FIELDS, False, f"Facts {self.changes}")
        cmd |= {"id": self.template, "revision": self.revision}
        self.revision = self.browser.call("templates/save", cmd=cmd)["revision"]

    def publish(self, keys: list[str], browser: Browser | None = None) -> str:
        return (browser or self.browser).call("passports/publish", cmd={"template": self.template, "products": keys})["job"]

    def publish_now(self, keys: list[str]) -> None:
        view, _ = follow(self.browser, self.publish(keys), pause=0.02, seconds=120)
        if view["state"] != "done":
            raise RuntimeError(f"a publication ended as {view['state']}: {view.get('trouble')}")

    def paths(self) -> list[str]:
        """Of its passports, the newest first."""
        found = self.browser.call("passports/list", cmd={"search": "", "template": self.template, "page": 1})
        return [item["path"] for item in found["items"]]


def small_passport(site: Site, products: int = 300) -> str:
    """The path of a passport with a few fields."""
    pim = Pim(site.folder, products)
    site.stack.callback(pim.stop)
    process = site.process("publisher")
    brand = Brand(site, process, pim)
    brand.publish_now(brand.products(1))
    path = brand.paths()[0]
    process.stop()
    return path
