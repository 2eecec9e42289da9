# Everything a newcomer types: `make run`. Nothing is written outside this folder except what apt installs (as root,
# for the browser tests) and, when root runs PostgreSQL, /var/lib/anlan. Paths are relative, so spaces above are fine.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

export UV_CACHE_DIR ?= $(CURDIR)/build/cache/uv
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS ?= true
export npm_config_cache ?= $(CURDIR)/build/cache/npm
export npm_config_update_notifier := false
export VIRTUAL_ENV := $(CURDIR)/.venv
unexport PYTHONPATH PYTHONHOME

UV := build/tools/bin/uv
PY := .venv/bin/python
REPORTS := build/reports
JOBS ?= 2
# The first Python that runs and is new enough; `make PYTHON=/path/to/python3 ...` chooses another.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)

.PHONY: help setup run check test soak bench lock clean

help: ## what can be made
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

setup: .venv/.installed src/anlan/console_dist/.built ## install everything and build the console; a second time does nothing
	@:

run: setup ## the whole platform with a generated city, in one command
	@exec $(PY) -m anlan demo $(ARGS)

include .ci/test.mk

bench: setup ## every figure of bench/
	@$(PY) -m anlan bench all $(ARGS)

# --- Python -------------------------------------------------------------------------------------------------------

build/tools/.installed: requirements/uv.lock
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or later is needed (apt-get install python3)" >&2; exit 1; }
	@"$(PYTHON)" -m pip --version >/dev/null 2>&1 || { echo "make: pip is needed (apt-get install python3-pip)" >&2; exit 1; }
	@echo "· uv"
	@rm -rf build/tools && mkdir -p build/tools
	@"$(PYTHON)" -m pip install -qq --disable-pip-version-check --no-cache-dir --no-deps --no-warn-conflicts \
		--root-user-action ignore --require-hashes --target build/tools -r requirements/uv.lock
	@touch $@

.venv/.installed: build/tools/.installed requirements/test.lock pyproject.toml
	@echo "· Python packages"
	@$(PY) -c '' 2>/dev/null || $(UV) venv --quiet --clear --python "$(PYTHON)" .venv
	@$(UV) pip sync --quiet --require-hashes requirements/test.lock
	@$(UV) pip install --quiet --offline --no-deps --no-build-isolation --editable .
	@touch $@

lock: build/tools/.installed ## make the lock files anew; `make lock ARGS=--upgrade` takes newer versions
	@compile="$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --no-annotate $(ARGS)"; \
	$$compile requirements/uv.in --output-file requirements/uv.lock; \
	$$compile pyproject.toml --output-file requirements/run.lock; \
	$$compile pyproject.toml requirements/build.in --extra test --constraints requirements/run.lock \
		--output-file requirements/test.lock
	@if grep -nE '://|--index|--find-links' requirements/*.lock; then \
		echo "make: a lock file names a host" >&2; exit 1; fi
	@cd console && npm install --package-lock-only --ignore-scripts --silent && \
		{ ! grep -n '"resolved"' package-lock.json; }

# --- console ------------------------------------------------------------------------------------------------------

CONSOLE := $(shell find console -name node_modules -prune -o -type f -print 2>/dev/null | grep -v ' ')

console/node_modules/.installed: console/package.json console/package-lock.json console/.npmrc
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || \
		{ echo "make: Node 20 or later is needed (apt-get install nodejs npm)" >&2; exit 1; }
	@echo "· console packages"
	@cd console && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent
	@touch $@

src/anlan/console_dist/.built: console/node_modules/.installed $(CONSOLE)
	@echo "· console"
	@cd console && npm run --silent build -- --logLevel warn
	@touch $@

clean: ## remove everything that setup and the tests made here, except data folders
	rm -rf .venv build console/node_modules src/anlan/console_dist .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
