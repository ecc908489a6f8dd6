# Every target is one script; `scripts/` is the place to read what they do.
.PHONY: help run reset watch check test e2e fmt bench

help:
	@scripts/help

run:
	@scripts/run

reset:
	@scripts/reset

watch:
	@scripts/watch

check:
	@scripts/check

test:
	@scripts/test

e2e:
	@scripts/test browser

fmt:
	@scripts/fmt

bench:
	@scripts/bench
