# Two commands do everything on a machine with Python 3.11+ and make:
#   make run     the embedded API and the terminal UI on its collection
#   make test    the whole test suite

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check format bench snapshots wheel clean help

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run ## start the demo API and the terminal UI on its collection
	@$(BIN)/endpoint-explorer demo

test: $(VENV)/.dev ## run the whole test suite
	$(BIN)/pytest -n 4 --dist worksteal -q

check: $(VENV)/.dev ## formatting, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## format the code and fix what lint can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev ## measure, as ratios within one run
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/send.py
	$(BIN)/python bench/latency.py
	$(BIN)/python -m bench.bomb
	$(BIN)/python -m bench.viewer
	$(BIN)/python -m bench.prose
	$(BIN)/python -m bench.posting
	$(BIN)/python -m bench.history

snapshots: $(VENV)/.dev ## accept the current screens as the expected ones
	$(BIN)/pytest -q tests/tui/test_snapshots.py --snapshot-update

wheel: $(VENV)/.dev ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## remove everything that make made
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "endpoint-explorer needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The stamps make a second run start at once; pyproject.toml newer than a stamp installs again.
$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(VENV)/.run $@
