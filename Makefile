# On a fresh machine, `make demo` shows the main job and `make test` proves it. Python packages go into .venv; binaries and
# builds go into your user cache directory.

PYTHON ?= python3
# Minutes in which `make test` starts optional variants; `make prove` proves all variants.
MINUTES ?= 20
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCKED := --require-hashes --only-binary :all: --requirement requirements.txt
EDITABLE := --no-deps --no-build-isolation --editable .
# `make lock UPGRADE=` adds new dependencies of pyproject.toml, and keeps all other versions.
UPGRADE ?= --upgrade
LOWEST := $(VENV)-lowest

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast test-lowest prove lint format lock schemas architecture labs-page bench clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

# The set of requirements.txt and nothing else, by uv where it is on PATH, else by pip; both verify the hashes.
$(READY): pyproject.toml requirements.txt
	@echo "making $(VENV)"
	@if command -v uv >/dev/null 2>&1; then \
	    rm -rf $(VENV) && uv venv --quiet --python '$(if $(filter file,$(origin PYTHON)),>=3.11,$(PYTHON))' $(VENV) && \
	    uv pip install --quiet --python $(BIN)/python $(LOCKED) && \
	    uv pip install --quiet --python $(BIN)/python $(EDITABLE); \
	else \
	    $(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else 0' && \
	    rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check $(LOCKED) && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check $(EDITABLE); \
	fi
	@touch $@

demo: $(READY) ## start a lab, grade it, solve it, grade it again
	@bash scripts/demo.sh

test: $(READY) ## run all tests, the fast ones first, then as much of the labs' proof as fits
	$(BIN)/python -m pytest -m "not slow"
	$(BIN)/dojo runtime fetch
	@# Without a container engine, tests that need one are skipped with the reason.
	$(BIN)/dojo image build --kubernetes 1.34.4 --upgrade-to 1.35.4 || [ -z "$$CLUSTERDOJO_REQUIRE_ALL_TIERS" ]
	$(BIN)/python -m pytest -m "slow and not exhaustive" --durations=10
	@# Untouched and solution of the labs on every engine (of upgrades and etcd some, by turns), then what else fits.
	@minutes=$(MINUTES); \
	[ -z "$$PROOF_ENDS" ] || minutes=$$((PROOF_ENDS > $$(date +%s) ? (PROOF_ENDS - $$(date +%s)) / 60 : 0)); \
	$(BIN)/dojo validate --minutes $$minutes

test-fast: $(READY) ## run the tests that need no cluster
	$(BIN)/python -m pytest -m "not slow"

test-lowest: $(READY) ## run the fast tests with the lowest versions that pyproject.toml allows, on Python 3.11
	rm -rf $(LOWEST)
	$(BIN)/uv venv --quiet --python 3.11 $(LOWEST)
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct --editable . --group test
	$(LOWEST)/bin/python scripts/lowest_bounds.py
	$(LOWEST)/bin/python -m pytest -m "not slow"

lock: $(READY) ## update requirements.txt to the newest versions that pyproject.toml allows
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	    --only-binary :all: --generate-hashes --no-emit-index-url --no-emit-find-links $(UPGRADE) \
	    --group dev --output-file requirements.txt pyproject.toml

prove: $(READY) ## prove every lab on every engine; continues after an interruption
	$(BIN)/python -m pytest -m exhaustive
	$(BIN)/dojo validate --resume --report docs/proof.md

lint: $(READY) ## check code, types, the style of texts, and the files of every lab
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.style
	$(BIN)/dojo validate --content-only

format: $(READY) ## format the code, and fix simple faults
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

schemas: $(READY) ## generate docs/schema/ from the models
	$(BIN)/python -m clusterdojo.schemas docs/schema

architecture: $(READY) ## draw docs/floors.svg from the code
	$(BIN)/python -m scripts.floors docs/floors.svg

labs-page: $(READY) ## generate docs/labs.md from labs/
	$(BIN)/python -m scripts.labs_page docs/labs.md

bench: $(READY) ## compare speed and memory with the raw tools
	$(BIN)/python -m bench

clean: ## remove generated files in this checkout; the user cache stays (`dojo runtime prune`)
	rm -rf $(VENV) $(LOWEST) dist reports/out .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
