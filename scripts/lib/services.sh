# The programs that Tessera starts privately: PostgreSQL always, Redis and Chromium for tests.
# shellcheck shell=bash

postgres_present() { { has initdb && has postgres; } || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

# Debian would make and start a cluster of its own; we only want the programs.
install_postgres_programs() {
  local conf=/etc/postgresql-common/createcluster.conf
  apt_install_without_starting postgresql-common || return
  if ! grep -qs '^create_main_cluster' "$conf"; then
    echo 'create_main_cluster = false' | as_root tee -a "$conf" >/dev/null
  fi
  apt_install_without_starting postgresql
}

need_postgres() {
  postgres_present && return
  has apt-get || die "PostgreSQL's programs (initdb, postgres) are missing." "Install PostgreSQL 15 or newer with your system's package manager; it need not run."
  can_be_root || die "PostgreSQL's programs are missing." "Run as an administrator: apt-get install postgresql"
  timed "Installing PostgreSQL's programs (no service is started)" install_postgres_programs && postgres_present ||
    die "PostgreSQL could not be installed." "Run as an administrator: apt-get install postgresql"
}

need_test_programs() {
  need_packages "The test suite" redis-server=redis-server chromium=chromium zbarimg=zbar-tools
}

need_bench_programs() { need_packages "The benchmark" nginx=nginx wrk=wrk redis-server=redis-server python3=python3; }
