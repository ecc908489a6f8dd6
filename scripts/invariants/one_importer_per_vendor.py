"""Invariant 11: each vendor crate is imported by one module, so that it can be replaced there."""

import re

from _house import code_lines, files, relative, report

HOMES = {
    "argon2": ("server/src/auth",),
    "async_stripe": ("server/src/billing",),
    "diesel": ("crates/db", "crates/test_support"),
    "diesel_async": ("crates/db", "crates/test_support"),
    "diesel_migrations": ("crates/db", "crates/test_support"),
    "fred": ("server/src/cache",),
    "hickory_resolver": ("server/src/dns",),
    "hyper": ("server/src/http",),
    "hyper_util": ("server/src/http",),
    "lettre": ("server/src/mail",),
    "maxminddb": ("server/src/country",),
    "moka": ("server/src/cache",),
    "openidconnect": ("server/src/auth",),
    "ab_glyph_rasterizer": ("crates/labels",),
    "datamatrix": ("crates/labels",),
    "pdf_writer": ("crates/labels",),
    "pulldown_cmark": ("server/src/http/public/legal",),
    "qrcode": ("crates/labels",),
    "rxing": ("crates/labels",),
    "ttf_parser": ("crates/labels",),
    "reqwest": ("crates/pim", "server/src/outbound"),
    "serde_json_path": ("server/src/services/representations",),
    "totp_rs": ("server/src/auth",),
    "webauthn_rs": ("server/src/auth",),
    "webp": ("server/src/services/media/sized",),
    "zstd": ("server/src/http/public/packing",),
    "zxcvbn": ("server/src/auth",),
}
# `use fred::…`, `fred::…` and `extern crate fred`, but not `crate::cache::fred::…` nor a method called fred.
USES = re.compile(r"(?<![\w:.])(?:::)?(" + "|".join(HOMES) + r")(?=::|\s*;|\s+as\b)")

findings = []
for path in files("app/*.rs", "frontend/*.rs", "server/*.rs", "crates/*.rs"):
    name = relative(path)
    # Tests stand outside the house: they drive it with whatever they like.
    if "/tests/" in name or "/benches/" in name:
        continue
    for number, line in code_lines(path):
        for vendor in USES.findall(line):
            if not any(name.startswith((f"{home}/", f"{home}.rs")) for home in HOMES[vendor]):
                findings.append(f"{name}:{number}: {vendor} belongs to {' or '.join(HOMES[vendor])}")
report(findings, "Call that module instead, or widen its interface.")
