"""Invariant 3: the browser's module contains no server dependency."""

from _house import dependency_tree, report

FORBIDDEN = {
    "akeneo_sim", "argon2", "aws-lc-rs", "aws-lc-sys", "axum", "clap", "db", "diesel", "diesel-async", "formats", "fred",
    "h2", "hyper", "image", "labels", "leptos_axum", "lettre", "mio", "moka", "pim", "profiles", "qrcode", "rayon", "reqwest",
    "ring", "rustls", "server", "socket2", "tokio", "tokio-postgres", "tower", "tower-http", "tracing-subscriber",
}

findings = []
for feature in ("hydrate", "csr"):
    tree = dependency_tree("-p", "frontend", "--features", feature, "--target", "wasm32-unknown-unknown")
    findings += [f"frontend (with {feature}) depends on {name}" for name in sorted(tree & FORBIDDEN)]
report(
    findings,
    "See who brings it with: cargo tree -p frontend --features hydrate --target wasm32-unknown-unknown -e normal -i NAME",
)
