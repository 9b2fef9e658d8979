# make reports   set up what is needed and bring the reports up to date
# make test      all tests; make check: the quick ones (lint, format, types, unit tests)

PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/ready
READY_TO_DEVELOP := .venv/ready-to-develop
SNAKEMAKE_FILES := Snakefile $(wildcard workflow/rules/*.smk)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# uv is five times as quick; pip knows more of proxies and mirrors, and takes over where uv fails.
INSTALL = $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r $(1) || $(PIP) --require-hashes -r $(1)
export OMP_NUM_THREADS := 1
# A run starts many short processes: each would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE
export VIRTUAL_ENV := $(CURDIR)/.venv

.PHONY: reports check test lock benchmarks

reports: $(READY)
	@$(BIN)/snakemake reports/

check: $(READY_TO_DEVELOP)
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/snakefmt --check $(SNAKEMAKE_FILES)
	@arrows=$$($(BIN)/lint-imports --no-logo) || { echo "$$arrows"; exit 1; }
	$(BIN)/mypy
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not workflow"

test: check
	$(BIN)/pytest -q -n 2 --dist worksteal -m workflow

benchmarks: $(READY_TO_DEVELOP)
	for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done

.venv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with venv is needed: see https://www.python.org (Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv .venv

$(READY): requirements.txt pyproject.toml | .venv
	@echo "Setting up .venv: packages are fetched once, which takes a minute or two."
	@$(PIP) -r requirements-setup.txt
	@$(call INSTALL,requirements.txt)
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "Set up."

$(READY_TO_DEVELOP): requirements-dev.txt $(READY)
	@$(call INSTALL,requirements-dev.txt)
	@touch $@

# Pins every package with its checksums, for each Python from 3.11 and each system; needs uv.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --group setup --output-file requirements-setup.txt
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-header --no-annotate --python-version 3.11 pyproject.toml --group build --output-file requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-header --no-annotate --python-version 3.11 pyproject.toml --group build --extra dev --constraints requirements.txt --output-file requirements-dev.txt
