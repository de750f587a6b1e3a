# Everything a contributor needs, one word each; every target makes its own environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: dev scan test lint docs bench

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

dev: $(STAMP)  ## make the environment

scan: $(STAMP)  ## scan the example shop, faults and all
	$(BIN)/infracheck scan fixtures/shop --fail-on never

test: $(STAMP)  ## run the tests
	$(BIN)/pytest -q -n auto

lint: $(STAMP)  ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
