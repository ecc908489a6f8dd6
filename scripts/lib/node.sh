# Node.js, and the npm tools that live in the clone.
# shellcheck shell=bash

need_node() {
  local major=0
  has node && major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  ((major >= NODE_MAJOR_MIN)) && has npm ||
    die "Node.js $NODE_MAJOR_MIN or newer with npm is needed (found: $(node --version 2>/dev/null || echo none))." "Install it from https://nodejs.org or your distribution and run this again."
}

# wasm-opt, which cargo-leptos finds on the PATH.
need_binaryen() {
  [[ -x $LOCAL_TOOLS/node_modules/.bin/wasm-opt && -f $LOCAL_TOOLS/binaryen-$BINARYEN_VERSION ]] && return
  mkdir -p "$LOCAL_TOOLS"
  timed "Installing binaryen $BINARYEN_VERSION" quietly npm install --prefix "$LOCAL_TOOLS" --no-save --no-package-lock --no-audit --no-fund "binaryen@$BINARYEN_VERSION" ||
    die "binaryen could not be installed with npm." "Check that npm reaches its registry: npm ping"
  rm -f "$LOCAL_TOOLS"/binaryen-*
  : >"$LOCAL_TOOLS/binaryen-$BINARYEN_VERSION"
}

# The browser tests' packages; the stamp is the lock file they were installed from.
need_end2end_packages() {
  local lock=$ROOT/end2end/package-lock.json stamp=$ROOT/end2end/node_modules/.installed-from
  [[ -f $lock ]] || return 0
  cmp -s "$lock" "$stamp" && return
  timed "Installing the browser tests' packages" quietly env PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm --prefix "$ROOT/end2end" ci --no-audit --no-fund ||
    die "the browser tests' packages could not be installed." "Check that npm reaches its registry: npm ping"
  cp "$lock" "$stamp"
}
