# Every target is one script; `scripts/` is the place to read what they do.
.PHONY: help run reset watch ui check test e2e fmt bench

help:
	@scripts/help

run:
	@scripts/run

reset:
	@scripts/reset

watch:
	@scripts/watch

ui:
	@scripts/ui

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
