# Builds the site and the program with cargo-leptos, and knows when that is not needed.
# shellcheck shell=bash

# How the program finds the built site; `cargo leptos watch` sets the same variables by itself.
export LEPTOS_OUTPUT_NAME=tessera LEPTOS_SITE_PKG_DIR=pkg
export LEPTOS_SITE_ROOT=${LEPTOS_SITE_ROOT:-$ROOT/target/site}

readonly BUILD_INPUTS=(.cargo Cargo.toml Cargo.lock rust-toolchain.toml app assets crates frontend migrations server style)

# newer_input FILE INPUT...: an input that changed after the file was made, or nothing.
# A folder counts too: its time changes when something in it is removed.
newer_input() {
  local file=$1 input existing=()
  shift
  for input in "$@"; do if [[ -e $ROOT/$input ]]; then existing+=("$ROOT/$input"); fi; done
  find "${existing[@]}" -name node_modules -prune -o -newer "$file" -print -quit
}

# Beside the site, because cargo-leptos removes from it what it does not know.
build_stamp() { printf '%s.built-%s\n' "$LEPTOS_SITE_ROOT" "$1"; }

site_is_current() {
  local profile=$1 stamp part
  # A target folder shared between clones may hold another clone's program.
  [[ -z ${CARGO_TARGET_DIR:-} ]] || return 1
  stamp=$(build_stamp "$profile")
  for part in "$stamp" "$(tessera_bin "$profile")" "$LEPTOS_SITE_ROOT"/pkg/tessera.{js,wasm,css}; do
    [[ -e $part ]] || return 1
  done
  [[ -z $(newer_input "$stamp" "${BUILD_INPUTS[@]}") ]]
}

# The dashboard's program is cut into parts that a browser loads when it needs them. The flag and the feature go together:
# a program with one of them alone cannot be loaded. `trunk serve` uses neither.
readonly SPLIT=(--split --lib-features hydrate --lib-features split)

# What an earlier build left beside the site's files: parts that are no longer made, and compressed copies that the server would
# prefer to the new files.
remove_leftovers() {
  local pkg=$LEPTOS_SITE_ROOT/$LEPTOS_SITE_PKG_DIR
  rm -f "$pkg"/split_*.wasm* "$pkg"/chunk_*.wasm* "$pkg"/__wasm_split* "$pkg"/*.br "$pkg"/*.gz
}

# Its backtraces bury the one line that helps.
cargo_leptos_build() {
  remove_leftovers
  (cd "$ROOT" && RUST_BACKTRACE=0 cargo leptos build --cargo-locked "${SPLIT[@]}" "$@")
}

# The server prefers these copies, and makes weaker ones of its own where they are missing.
compress_site() { node "$ROOT/scripts/lib/compress.mjs" "$LEPTOS_SITE_ROOT/$LEPTOS_SITE_PKG_DIR"; }

# The page that checks saved passports by itself. It changes seldom and the server runs without it, so it has a build of its own.
readonly VERIFIER_PAGE=$ROOT/target/verifier/verify.html
readonly VERIFIER_INPUTS=(Cargo.lock rust-toolchain.toml crates/domain crates/formats crates/gs1 crates/verify crates/verifier scripts/lib/verifier-page.mjs)
# What rustc makes for this target today.
readonly WASM_FEATURES=(--enable-bulk-memory --enable-multivalue --enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext)

make_verifier() {
  local dir=$1 version
  version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")
  (cd "$ROOT" && cargo build --locked --quiet -p verifier --lib --target wasm32-unknown-unknown --profile wasm-release) &&
    wasm-bindgen --target no-modules --no-typescript --out-name verifier --out-dir "$dir" \
      "$(target_dir)/wasm32-unknown-unknown/wasm-release/verifier.wasm" &&
    wasm-opt -Oz "${WASM_FEATURES[@]}" "$dir/verifier_bg.wasm" -o "$dir/verifier.wasm" &&
    node "$ROOT/scripts/lib/verifier-page.mjs" "$ROOT/crates/verifier/page" "$dir/verifier.js" "$dir/verifier.wasm" \
      "Tessera $version" "$VERIFIER_PAGE"
}

build_verifier() {
  local dir
  [[ -e $VERIFIER_PAGE && -z $(newer_input "$VERIFIER_PAGE" "${VERIFIER_INPUTS[@]}") ]] && return
  dir=$(dirname "$VERIFIER_PAGE")
  mkdir -p "$dir"
  timed "Building the page that checks saved passports" make_verifier "$dir" ||
    die "the checking page could not be built." "The message is above."
}

# Lays the page beside the site's other files; a build of the site removes what it does not know.
lay_verifier() {
  [[ -e $VERIFIER_PAGE && -d $LEPTOS_SITE_ROOT ]] || return 0
  cp -p "$VERIFIER_PAGE" "$VERIFIER_PAGE.br" "$LEPTOS_SITE_ROOT/"
}

# build_site debug|release
build_site() {
  local profile=$1 flags=() started
  site_is_current "$profile" && return
  if [[ $profile == release ]]; then flags+=(--release); fi
  mkdir -p "$LEPTOS_SITE_ROOT"
  started=$(mktemp)
  timed "Building Tessera ($profile; the first time takes some minutes)" cargo_leptos_build "${flags[@]}" ||
    die "the build failed." "The compiler's message is above; \`make check\` shows all of them."
  if [[ $profile == release ]]; then
    compress_site
    build_verifier
  fi
  lay_verifier
  # The other profile's site was overwritten. What changed while we built must be built the next time.
  rm -f "$LEPTOS_SITE_ROOT".built-*
  touch -r "$started" "$(build_stamp "$profile")"
  rm -f "$started"
}
