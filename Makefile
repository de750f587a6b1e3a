# Everything a contributor needs, one word each; every target makes its own environment.
PYTHON ?= $(shell for each in python3 python python3.14 python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; done)
VENV ?= .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# what runs, and what a contributor needs besides
LIGHT := $(VENV)/.light
FULL := $(VENV)/.full

.PHONY: dev scan test lint docs outputs bench fuzz mutate

$(LIGHT): pyproject.toml
	$(if $(PYTHON),,$(error No Python 3.11 or newer on PATH: name one with `make PYTHON=…`))
	"$(PYTHON)" -m venv "$(VENV)"
	$(PIP) --editable .
	# an editable package is compiled by whoever runs it first, and where Python may write nothing, at every start
	$(BIN)/python -m compileall -q checker policies
	touch $@

$(FULL): $(LIGHT)
	$(PIP) --editable '.[dev]'
	touch $@

dev: $(FULL)  ## make the environment

scan: $(LIGHT)  ## scan the example shop, faults and all
	$(BIN)/infracheck scan fixtures/shop --fail-on never

test: $(FULL)  ## run the tests
	$(BIN)/python -m pytest -q -n auto

lint: $(FULL)  ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(LIGHT)  ## write the generated docs anew
	$(BIN)/python tools/make_docs.py
	$(BIN)/python tools/make_config.py
	$(BIN)/python tools/make_dependency_table.py
	$(BIN)/python tools/make_entities.py
	$(BIN)/python tools/make_picture.py
	$(BIN)/python tools/make_formats.py
	$(BIN)/python tools/make_model.py

outputs: $(LIGHT)  ## write anew what the policies say of their examples; look at the diff
	$(BIN)/python tools/make_outputs.py

bench: $(LIGHT)  ## measure; BENCH_CORPUS and BENCH_CHARTS are folders to measure on, BENCH_CHECKOV a checkov to compare with
	$(BIN)/python -m tests.bench.bench

fuzz: $(FULL)  ## look for inputs that a scan does not bear; FUZZ_SECONDS says how long, FUZZ_SEED where to start
	$(BIN)/python -m tests.fuzz

mutate: $(FULL)  ## look for changes that no test notices; MUTATE_IN is policies or model, MUTATE_BASE a revision
	$(BIN)/python -m tools.mutate
