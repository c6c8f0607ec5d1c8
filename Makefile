# Every command of the project. `make` lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
lang ?= zh
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready
LOCKED := --universal --python-version 3.11 --generate-hashes --group dev --extra course --extra pdf

.PHONY: help setup report lab test test-slow full check format data notebooks book docs lock doctor bench clean

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

# A venv with the locked packages and this project; made again when the lock or the project's frame changes.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11')"
	@echo "Installing the locked packages into $(VENV); this takes a few minutes, once."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -c "import pathlib; pathlib.Path('$(READY)').touch()"

setup: $(READY) ## Install everything into .venv, exactly as locked

report: $(READY) ## Render the case-study report of the sample community, in Chinese and English
	$(BIN)/shequn report demo_mothers --lang zh,en --out reports/out

lab: $(READY) ## Open JupyterLab on your copy of the workbook; in English: make lab lang=en
	$(BIN)/shequn workbook workbook/$(lang) --lang $(lang)
	$(BIN)/python -m jupyter lab --ServerApp.root_dir=. --LabApp.app_settings_dir=jupyter --LabApp.extension_manager=readonly --LabApp.default_url=/lab/tree/workbook/$(lang)/00_orientation.ipynb

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-slow: $(READY) ## Run the tests that take minutes
	$(BIN)/python -m pytest -n 2 --dist loadfile -m slow

full: $(READY) ## Run every chapter on the communities of all eleven cases, in two processes
	$(BIN)/python -m pytest -n 2 -m "full or slow" tests/workbook/test_chapters_on_other_data.py

check: $(READY) ## Lint, format, types, layers and tests: what the continuous integration runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

format: $(READY) ## Put code and notebooks into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

data: $(READY) ## Rebuild the sample communities from their scenarios
	$(BIN)/python -m shequn_lab.simulate data
	$(BIN)/python -m shequn_lab.cases data

notebooks: $(READY) ## Run the chapters again and keep their outputs
	$(BIN)/python -m shequn_lab.workbook

book: $(READY) ## Write the book, a static site in both languages, to reports/out/book
	$(BIN)/python -m shequn_lab.workbook --book reports/out/book

docs: $(READY) ## Write the pages that come from the code
	$(BIN)/shequn terms --format markdown > docs/nomenclature.md

doctor: $(READY) ## Check this installation
	$(BIN)/shequn doctor

bench: $(READY) ## Measure speed as ratios against plain DuckDB
	$(BIN)/python benchmarks/events.py

lock: ## Make requirements.lock anew (needs uv)
	uv pip compile --quiet --no-header --upgrade $(LOCKED) pyproject.toml -o requirements.lock

clean: ## Remove what was made, the installation included
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('$(VENV)', 'reports/out', '.pytest_cache', '.mypy_cache', '.ruff_cache')]"
