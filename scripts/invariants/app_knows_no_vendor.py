"""Invariant 1: `app` declares ports; it never depends on the server, the database or any vendor."""

from _house import dependency_tree, report

FORBIDDEN = {
    "akeneo_sim", "async-stripe", "aws-lc-rs", "aws-lc-sys", "axum", "db", "diesel", "diesel-async", "formats", "fred",
    "hyper", "labels", "leptos_axum", "lettre", "moka", "openidconnect", "pim", "profiles", "qrcode", "reqwest", "rustls", "server",
    "tokio", "tokio-postgres", "totp-rs", "tower-http", "webauthn-rs",
}

found = dependency_tree("-p", "app", "--features", "ssr") & FORBIDDEN
report(
    [f"app (with ssr) depends on {name}" for name in sorted(found)],
    "See who brings it with: cargo tree -p app --features ssr -e normal -i NAME",
)
