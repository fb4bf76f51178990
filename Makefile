# Weerbaar. `make demo` shows the main job, `make test` tests everything; both set up what they need.
PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
SOURCES := casework bots nlp storage flows web tests bench

.PHONY: help setup demo test check format lock clean

help:            ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(VENV)/run.done        ## make .venv/bin/weerbaar

demo: setup      ## run the main job on embedded defaults and show what became of each mail
	$(BIN)/weerbaar demo

test: $(VENV)/dev.done         ## set up what the tests need, then lint, type-check and test
	bash deploy/test_packages.sh
	$(MAKE) check
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup

check: $(VENV)/dev.done        ## lint, types and import contracts
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.done       ## format the code
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

$(VENV)/run.done: requirements/run.txt requirements/build.txt pyproject.toml
	bash deploy/venv.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.done: $(VENV)/run.done requirements/dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

lock:            ## renew the locks (needs uv)
	bash deploy/lock.sh

clean:           ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
