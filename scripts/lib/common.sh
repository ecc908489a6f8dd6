# What every script shares: places, messages, timing. Source it first.
# shellcheck shell=bash
# shellcheck source-path=SCRIPTDIR

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache}
# Tools built by cargo take minutes, so all clones on a machine share them.
TESSERA_TOOLS=${TESSERA_TOOLS:-$CACHE_HOME/tessera/tools}
# npm tools are quick and belong to the clone.
LOCAL_TOOLS=$ROOT/.tools
export ROOT TESSERA_TOOLS LOCAL_TOOLS
export PATH="$TESSERA_TOOLS/bin:$LOCAL_TOOLS/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH:/usr/local/sbin:/usr/sbin"
# Leptos' file names and the browser must not depend on the caller's language.
export LC_ALL=${LC_ALL:-C.UTF-8}
# shellcheck source=versions.sh
source "$ROOT/scripts/lib/versions.sh"

say() { printf '%s\n' "$*"; }
step() { printf '==> %s\n' "$*"; }

# die "what went wrong" "what to do about it"
die() {
  printf 'error: %s %s\n' "$1" "${2:-}" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# timed "label" command...: runs it with its output, then says how long it took.
timed() {
  local label=$1 start=$SECONDS
  shift
  step "$label"
  "$@" || return
  say "    done in $((SECONDS - start)) s"
}

# quietly command...: keeps the output for the case that it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  if ((status != 0)); then tail -n 40 "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

target_dir() { printf '%s\n' "${CARGO_TARGET_DIR:-$ROOT/target}"; }

# The program that a build with this profile leaves behind.
tessera_bin() { printf '%s/%s/tessera\n' "$(target_dir)" "$1"; }
