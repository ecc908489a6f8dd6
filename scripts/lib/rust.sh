# The pinned toolchain and the tools that cargo builds.
# shellcheck shell=bash

# Where the pinned toolchain cannot be had but an installed one is of the same version, that one serves.
use_same_version_toolchain() {
  local wanted=$1 name
  while read -r name _; do
    if [[ $(rustup run "$name" rustc --version 2>/dev/null) == "rustc $wanted "* ]]; then
      export RUSTUP_TOOLCHAIN=$name
      say "    using the installed toolchain '$name', which is Rust $wanted"
      return 0
    fi
  done < <(rustup toolchain list)
  return 1
}

need_rust() {
  local wanted
  wanted=$(pinned_rust)
  has cargo || die "Rust is not installed." "Install rustup (https://rustup.rs), open a new shell and run this again."
  if has rustup && ! (cd "$ROOT" && rustc --version >/dev/null 2>&1); then
    timed "Installing Rust $wanted" quietly rustup toolchain install "$wanted" --profile minimal -c clippy -c rustfmt ||
      use_same_version_toolchain "$wanted" ||
      die "Rust $wanted could not be installed." "Run: rustup toolchain install $wanted -c clippy -c rustfmt"
  fi
  local found
  found=$(cd "$ROOT" && rustc --version) || die "rustc does not run." "Run: rustup toolchain install $wanted"
  [[ $found == "rustc $wanted "* ]] ||
    say "    note: this is $found; the project is built and tested with $wanted"
}

need_c_compiler() {
  has cc || has gcc || has clang || need_packages "Building" cc=build-essential
}

tool_is() { [[ $("$TESSERA_TOOLS/bin/$1" --version 2>/dev/null | head -n 1) == *" $2"* ]]; }

# Runs outside the clone, so that the workspace's own profiles and lock do not count. Whoever waited for another clone's
# setup finds the tool installed, which cargo sees at once.
cargo_tool() {
  (
    if has flock; then
      exec 9>"$CACHE_HOME/tessera/setup.lock"
      flock -n 9 || {
        say "    waiting for another setup on this machine"
        flock -w 2400 9 || exit
      }
    fi
    cd "$CACHE_HOME" && cargo install --root "$TESSERA_TOOLS" --quiet "$@"
  )
}

# A tool runs for seconds and is compiled once, so quick compilation wins over quick code.
readonly FAST_BUILD=(--config profile.release.lto=false --config profile.release.codegen-units=256)

need_cargo_leptos() {
  tool_is cargo-leptos "$CARGO_LEPTOS_VERSION" && return
  timed "Building cargo-leptos $CARGO_LEPTOS_VERSION (about 5 minutes on two cores)" \
    cargo_tool cargo-leptos --version "$CARGO_LEPTOS_VERSION" --locked --features no_downloads \
    "${FAST_BUILD[@]}" --config profile.release.opt-level=0 ||
    die "cargo-leptos $CARGO_LEPTOS_VERSION could not be built." "Read cargo's message above; most often the registry cannot be reached."
}

need_wasm_bindgen() {
  local version
  version=$(wasm_bindgen_version)
  tool_is wasm-bindgen "$version" && return
  # Without --locked: the lock file of some releases names yanked crates. Without its features: they bring TLS for a
  # test runner that we do not install.
  timed "Building wasm-bindgen $version (about a minute)" \
    cargo_tool wasm-bindgen-cli --version "$version" --bin wasm-bindgen --no-default-features \
    "${FAST_BUILD[@]}" --config profile.release.opt-level=1 ||
    die "wasm-bindgen $version could not be built." "Read cargo's message above; if the version is not in the registry yet, run: cargo update -p wasm-bindgen --precise <an older one>"
}

need_nextest() {
  has cargo-nextest && return
  timed "Building cargo-nextest $CARGO_NEXTEST_VERSION (some minutes)" \
    cargo_tool cargo-nextest --version "$CARGO_NEXTEST_VERSION" --locked \
    "${FAST_BUILD[@]}" --config profile.release.opt-level=0 ||
    die "cargo-nextest could not be built." "Install it as https://nexte.st says and run this again."
}

need_trunk() {
  tool_is trunk "$TRUNK_VERSION" && return
  timed "Building trunk $TRUNK_VERSION (some minutes)" \
    cargo_tool trunk --version "$TRUNK_VERSION" --locked "${FAST_BUILD[@]}" --config profile.release.opt-level=0 ||
    die "trunk $TRUNK_VERSION could not be built." "Install it as https://trunkrs.dev says and run this again."
}
