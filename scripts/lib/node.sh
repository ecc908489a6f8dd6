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

# The countries of addresses, for the scans of `make run`; all clones on a machine share them.
countries_file() { printf '%s\n' "$CACHE_HOME/tessera/countries-$COUNTRIES_VERSION.mmdb"; }

# Nothing depends on them: where they cannot be fetched, countries are unknown.
want_countries() {
  local file folder
  file=$(countries_file)
  [[ ! -f $file ]] || return 0
  folder=$(mktemp -d)
  step "Fetching the countries of addresses"
  if (cd "$folder" && npm pack --silent --fetch-retries=0 --fetch-timeout=30000 "@ip-location-db/geo-whois-asn-country-mmdb@$COUNTRIES_VERSION" >name 2>/dev/null &&
    tar -xzf "$(<name)" --strip-components=1 package/geo-whois-asn-country.mmdb) && mkdir -p "${file%/*}"; then
    mv "$folder/geo-whois-asn-country.mmdb" "$file"
  else
    say "    npm does not reach them: the countries of scans are unknown, and the next start tries again"
  fi
  rm -rf "$folder"
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
