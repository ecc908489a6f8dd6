# Debian packages: only the missing ones, without starting the services they bring.
# shellcheck shell=bash

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

can_be_root() { ((EUID == 0)) || { has sudo && sudo -n true 2>/dev/null; }; }

apt_install_once() {
  quietly as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@"
}

# Debian starts a service when its package is installed; `policy-rc.d` is its own way to say no.
# A machine that has such a file already keeps it.
apt_install_without_starting() {
  local policy=/usr/sbin/policy-rc.d ours=false status=0
  if [[ ! -e $policy ]]; then
    ours=true
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  apt_install_once "$@" 2>/dev/null || {
    step "Refreshing the package lists"
    quietly as_root apt-get -o DPkg::Lock::Timeout=600 update || say "    some lists could not be refreshed; going on with the others"
    apt_install_once "$@" || status=$?
  }
  if $ours; then as_root rm -f "$policy"; fi
  return "$status"
}

# need_packages "purpose" command=package...: installs the packages whose command is missing.
need_packages() {
  local purpose=$1 pair missing=()
  shift
  for pair in "$@"; do
    has "${pair%%=*}" || missing+=("${pair#*=}")
  done
  ((${#missing[@]} > 0)) || return 0
  has apt-get || die "$purpose needs: ${missing[*]}." "Install them with your system's package manager and run this again."
  can_be_root || die "$purpose needs the packages: ${missing[*]}." "Run as an administrator: apt-get install ${missing[*]}"
  timed "Installing packages: ${missing[*]}" apt_install_without_starting "${missing[@]}" ||
    die "the packages ${missing[*]} could not be installed." "Run as an administrator: apt-get update && apt-get install ${missing[*]}"
}
