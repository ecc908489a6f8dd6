# The standard library for wasm32-unknown-unknown: from rustup, or compiled from Debian's copy of its source.
# shellcheck shell=bash

readonly WASM_TARGET=wasm32-unknown-unknown

# From the clone, because rust-toolchain.toml decides which compiler this is.
sysroot() { (cd "$ROOT" && "${RUSTC:-rustc}" --print sysroot); }

wasm_target_present() { compgen -G "$(sysroot)/lib/rustlib/$WASM_TARGET/lib/libstd-*.rlib" >/dev/null; }

add_wasm_target_with_rustup() {
  has rustup || return 1
  # A toolchain server that swallows packets would hold us for many minutes.
  (cd "$ROOT" && quietly timeout 240 rustup target add "$WASM_TARGET")
}

# Debian's archive as this machine reaches it: the address comes from its own sources, the suites are added here.
debian_mirror() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" && $2 !~ /security/ { print $2; exit }'
}

# A private apt: own lists, cache and sources, so nothing of the system's changes.
private_apt() {
  local dir=$1
  shift
  local tool=$1
  shift
  "$tool" -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$dir/lists" -o Dir::Cache="$dir/cache" -o APT::Sandbox::User= \
    -o Acquire::Languages=none -o APT::Get::List-Cleanup=0 "$@"
}

# download_rust_src VERSION FOLDER: leaves the package of exactly this version in the folder.
download_rust_src() {
  local version=$1 dir=$2 mirror suite candidate
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || return 1
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
  # Names that stay valid: a new compiler reaches the stable release through its backports.
  for suite in stable-backports trixie-backports testing unstable; do
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" >"$dir/sources.list"
    say "    looking for rust-src $version in Debian's $suite"
    private_apt "$dir" apt-get update -qq >/dev/null 2>&1 || continue
    candidate=$(private_apt "$dir" apt-cache madison rust-src | awk -v v="$version" '$3 ~ "^([0-9]+:)?" v "[+~-]" { print $3; exit }')
    [[ -n $candidate ]] || continue
    (cd "$dir" && private_apt "$dir" apt-get download -qq "rust-src=$candidate") && return 0
  done
  return 1
}

# build_std SYSROOT FOLDER: compiles the standard library beside an empty crate, then keeps its libraries.
build_std() {
  local sysroot=$1 dir=$2/probe lib
  mkdir -p "$dir/src"
  printf '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n[workspace]\n' >"$dir/Cargo.toml"
  : >"$dir/src/lib.rs"
  # The library's lock file belongs to this compiler; the variable allows the unstable flag on a stable one.
  (cd "$dir" && RUSTUP_TOOLCHAIN=${RUSTUP_TOOLCHAIN:-$(pinned_toolchain_name)} RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$dir/target \
    quietly "${CARGO:-cargo}" build -Zbuild-std=std,panic_abort --target "$WASM_TARGET" --release) || return
  mkdir -p "$sysroot/lib/rustlib/$WASM_TARGET/lib"
  for lib in "$dir/target/$WASM_TARGET"/release/deps/*.rlib; do
    [[ $(basename "$lib") == libprobe* ]] || cp "$lib" "$sysroot/lib/rustlib/$WASM_TARGET/lib/"
  done
}

pinned_toolchain_name() { (cd "$ROOT" && rustup show active-toolchain 2>/dev/null | awk '{ print $1; exit }'); }

compile_wasm_target() {
  local root version dir status=0
  has apt-get && has dpkg-deb || return 1
  root=$(sysroot)
  version=$("${RUSTC:-rustc}" --version | awk '{ print $2 }')
  [[ -w $root/lib/rustlib ]] || return 1
  dir=$(mktemp -d)
  {
    download_rust_src "$version" "$dir" &&
      dpkg-deb -x "$dir"/rust-src_*.deb "$dir/unpacked" &&
      mkdir -p "$root/lib/rustlib/src/rust" &&
      cp -r "$dir"/unpacked/usr/src/rustc-*/library "$root/lib/rustlib/src/rust/" &&
      build_std "$root" "$dir"
  } || status=$?
  rm -rf "$dir"
  return "$status"
}

need_wasm_target() {
  wasm_target_present && return
  timed "Adding the $WASM_TARGET target with rustup" add_wasm_target_with_rustup && wasm_target_present && return
  say "    rustup could not; compiling it from Debian's rust-src instead"
  timed "Compiling the $WASM_TARGET target" compile_wasm_target && wasm_target_present ||
    die "the $WASM_TARGET target could not be added." "Run: rustup target add $WASM_TARGET"
}
