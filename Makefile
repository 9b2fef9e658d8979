# make reports   set up what is needed and bring the reports up to date
# make test      all tests; make check: the quick ones (lint, format, types, unit tests)

PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/ready
READY_TO_DEVELOP := .venv/ready-to-develop
SNAKEMAKE_FILES := Snakefile $(wildcard workflow/rules/*.smk)
export OMP_NUM_THREADS := 1

.PHONY: reports check test lock benchmarks

reports: $(READY)
	$(BIN)/snakemake reports/

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
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(READY_TO_DEVELOP): requirements-dev.txt $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

# Pins every package with its checksums, for each Python from 3.11 and each system; needs uv.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-header --no-annotate --python-version 3.11 pyproject.toml --group build --output-file requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-header --no-annotate --python-version 3.11 pyproject.toml --group build --extra dev --constraints requirements.txt --output-file requirements-dev.txt
