# `make run` and `make test` are all that a newcomer needs. Everything else is for those who change something.
.DEFAULT_GOAL := help
.PHONY: help setup run test thorough check quick types-js bench lock pages clean
PYTHON ?= python3
PORT ?= 8017
BIN := .venv/bin
LONG ?= --durations=5
# A process for each processor; a file goes whole to one of them, so that what its tests share is made once. In one process: make test SPREAD=
SPREAD ?= -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# Tests of the clinic in which the kind of database has no part, so that once is enough.
ONCE := $(patsubst %,--ignore=tests/clinic/%.py,test_companion test_headers test_oidc test_security_page pages/test_openapi_page)

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: .venv/ok ## make .venv with all that running and testing need; quick the second time

.venv/ok: requirements/dev.lock requirements/system.sh pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Balm needs Python 3.11 or later; this is $$($(PYTHON) --version). Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 2; }
	@echo "Setting up .venv, and the browsers that the tests open (once; a minute or two)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/balm rule > /dev/null
	@requirements/system.sh
	@touch $@

run: setup ## the web app on this machine, at the address that it prints; Ctrl+C ends it
	@$(BIN)/balm serve --port $(PORT)

test: check ## every check and every test, the clinic's on SQLite and again on PostgreSQL
	$(BIN)/pytest $(SPREAD) $(LONG)
	BALM_TEST_DATABASE=postgres $(BIN)/pytest $(SPREAD) $(LONG) -m "not thorough and not own_database and not slow" $(ONCE) tests/clinic

quick: setup ## the tests without the long ones
	$(BIN)/pytest -m "not slow"

thorough: setup ## the longest tests, which `make test` leaves out: more people, more mistakes
	$(BIN)/pytest $(SPREAD) -m thorough $(LONG)
	BALM_TEST_DATABASE=postgres $(BIN)/pytest $(SPREAD) $(LONG) -m "slow and not own_database" $(ONCE) tests/clinic

check: setup ## format, lint, types, content
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	$(BIN)/balm content check

types-js: setup ## the page's JavaScript, its modules made from the content among it, against its own types; needs npm
	@rm -rf build/types && $(BIN)/python -c 'from pathlib import Path; from balm import load_pathway; from balm.companion.build import sources; [(p := Path("build/types/static", n), p.parent.mkdir(parents=True, exist_ok=True), p.write_bytes(d)) for n, d in sources(load_pathway()).items()]'
	@command -v npm > /dev/null || { echo "types-js was left out: it needs Node and npm"; exit 0; } && \
	npm install --no-audit --no-fund --no-save --loglevel=error --prefix build/node/typescript typescript@7.0.2 && build/node/typescript/node_modules/.bin/tsc -p requirements/tsconfig.json

bench: setup ## speed, as ratios within one run, against other engines
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bench.lock
	@.venv-bench/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	.venv-bench/bin/python -m bench

pages: setup ## write the generated pages again (in docs/, and clinical-safety/hazard-log.md)
	$(BIN)/python -m docs.generate

lock: setup ## for maintainers: write the locks again (they hold no address)
	$(BIN)/python -m pip install -q --disable-pip-version-check uv
	for extra in dev bench; do $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --extra $$extra pyproject.toml -o requirements/$$extra.lock; done

clean: ## forget everything that can be made again
	rm -rf .venv .venv-bench build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis balm/content/__pycache__
