# Everything runs in .venv, which the first target that needs it sets up from pinned requirements.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check docs site node compat bench mutants fuzz requirements clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("mmkb needs Python 3.11 or newer: make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(VENV)/ready ## show the main job on the shipped data
	@COLUMNS=100 $(BIN)/python docs/generate.py --demo

test: check ## check everything, then run the tests in development mode
	PYTHONDEVMODE=1 $(BIN)/pytest -n auto

check: $(VENV)/ready ## lint, types, records, freshness of the docs
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/mmkb check --data data
	$(BIN)/mmkb fmt --check data
	$(BIN)/python docs/generate.py --check

mutants: $(VENV)/ready ## see whether the tests of each floor find hand-made faults in it
	$(BIN)/python tests/mutants/run.py

docs: $(VENV)/ready ## write the generated pages anew
	$(BIN)/python docs/generate.py

site: $(VENV)/ready ## write the web pages of the shipped data into build/site
	@mkdir -p build
	$(BIN)/mmkb site --data data -o build/site --force

node: ## put the programs of npm that read our schemas into build/node, for their tests
	mkdir -p build/node && cp tests/node/package.json tests/node/package-lock.json build/node
	npm ci --silent --ignore-scripts --no-audit --no-fund --prefix build/node

compat: $(VENV)/ready ## run the command line's tests with the lowest typer; the pinned one is the highest
	rm -rf build/typer-lowest && $(PYTHON) -m venv build/typer-lowest
	build/typer-lowest/bin/python -m pip install --quiet --disable-pip-version-check \
	  typer==0.26.0 pydantic pyyaml rich rapidfuzz hatchling openpyxl pyarrow vl-convert-python 'mcp>=2.3,<3' 'bibtexparser>=2.1,<3' hypothesis pytest pytest-xdist
	build/typer-lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	build/typer-lowest/bin/pytest -q -n auto -k 'not on_a_page' tests/cli/test_help.py tests/cli/test_terminal.py tests/test_console.py

bench: $(VENV)/ready ## time mmkb against its peers
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/check.py
	$(BIN)/python bench/growth.py
	$(BIN)/python bench/layers.py
	$(BIN)/python bench/recall.py
	$(BIN)/python bench/bulk.py 300 3000 10000
	$(BIN)/python bench/pages.py

fuzz: $(VENV)/ready ## attack every reader and writer for MMKB_FUZZ_SECONDS, 600 by default
	set -e; end=$$(($$(date +%s) + $${MMKB_FUZZ_SECONDS:-600})); while [ $$(date +%s) -lt $$end ]; do \
	  MMKB_FUZZ_EXAMPLES=$${MMKB_FUZZ_EXAMPLES:-2000} $(BIN)/pytest -q -n auto tests/fuzz; \
	done

requirements: ## pin the development requirements anew
	$(PYTHON) -m venv build/pins && build/pins/bin/pip install --quiet pip-tools
	build/pins/bin/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb")); print(*p["project"]["dependencies"], *p["dependency-groups"]["dev"], sep="\n")' \
	| build/pins/bin/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --no-header --no-annotate --upgrade --output-file requirements-dev.txt -

clean: ## remove what the targets made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
