# The versions of the tools that this project is built with; `scripts/setup` installs exactly these.
# shellcheck shell=bash
# shellcheck disable=SC2034  # read by the files that source this one

# 0.3.11 needs a newer rustc than rust-toolchain.toml pins.
CARGO_LEPTOS_VERSION=0.3.10
CARGO_NEXTEST_VERSION=0.9.143
# npm's binaryen; its number is the one that `wasm-opt --version` prints.
BINARYEN_VERSION=132.0.0
# 0.22 wants a newer rustc as well.
TRUNK_VERSION=0.21.14
NODE_MAJOR_MIN=20
# The countries of addresses as the registries tell them, CC0: npm's @ip-location-db/geo-whois-asn-country-mmdb.
COUNTRIES_VERSION=2.3.2026061719

# The wasm-bindgen tool must be of the very version of the library, or it refuses to read the module.
wasm_bindgen_version() {
  awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' "$ROOT/Cargo.lock"
}

pinned_rust() { sed -n 's/^channel *= *"\(.*\)"/\1/p' "$ROOT/rust-toolchain.toml"; }
