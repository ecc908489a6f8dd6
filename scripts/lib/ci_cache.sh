# A build cache that outlives the clone: a clean clone then compiles the project's own crates and no others.
# shellcheck shell=bash

# Sets CARGO_TARGET_DIR unless the caller has. The lock is held until the caller ends, because two clones that build
# into one folder would replace each other's test programs.
use_shared_target() {
  local shared=$CACHE_HOME/tessera/target
  [[ -z ${CARGO_TARGET_DIR:-} ]] || return 0
  has flock || return 0
  mkdir -p "$shared" || return 0
  exec 8>"$CACHE_HOME/tessera/target.lock"
  if ! flock -n 8; then
    say "The shared build cache is in use; building into this clone's own target folder."
    return 0
  fi
  export CARGO_TARGET_DIR=$shared
  say "Build cache: $shared"
  forget_other_clone "$shared"
}

# cargo compares times, not contents: sources older than another clone's build would count as already built.
forget_other_clone() {
  local owner=$1/.clone
  if [[ $(cat "$owner" 2>/dev/null) != "$ROOT" ]]; then
    find "$ROOT"/{app,crates,frontend,migrations,server} "$ROOT"/Cargo.toml -type f \
      \( -name '*.rs' -o -name '*.sql' -o -name '*.toml' -o -path '*/migrations/*' \) -exec touch {} +
    printf '%s\n' "$ROOT" >"$owner"
  fi
}
