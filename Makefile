# Two commands for a fresh machine: `make demo` shows the main job, `make test` proves it.
# Everything happens in .venv; binaries and builds are cached in your user cache directory.

PYTHON ?= python3
# How long `make test` begins variants that it need not prove; `make prove` proves all.
MINUTES ?= 20
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast prove lint format schemas labs-page bench clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(READY): pyproject.toml
	@echo "making $(VENV)"
	@if command -v uv >/dev/null 2>&1; then \
	    uv venv --quiet --allow-existing --python '>=3.11' $(VENV) && \
	    uv pip install --quiet --python $(BIN)/python --editable . --group dev; \
	else \
	    $(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else 0' && \
	    $(PYTHON) -m venv $(VENV) && \
	    $(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1' && \
	    $(BIN)/python -m pip install --quiet --editable . --group dev; \
	fi
	@touch $@

demo: $(READY) ## start a lab, grade it, solve it, grade it again
	@bash scripts/demo.sh

test: $(READY) ## all tests, fast ones first, then as much of the labs' proof as fits
	$(BIN)/python -m pytest -m "not slow"
	$(BIN)/dojo runtime fetch
	@# Without a container engine, what needs one is skipped with the reason.
	$(BIN)/dojo image build --kubernetes 1.34.4 --upgrade-to 1.35.4 || [ -z "$$CLUSTERDOJO_REQUIRE_ALL_TIERS" ]
	$(BIN)/python -m pytest -m "slow and not exhaustive" --durations=10
	@# Untouched and solution of the labs on every engine (of upgrades and etcd some, by turns), then what else fits.
	@minutes=$(MINUTES); \
	[ -z "$$PROOF_ENDS" ] || minutes=$$((PROOF_ENDS > $$(date +%s) ? (PROOF_ENDS - $$(date +%s)) / 60 : 0)); \
	$(BIN)/dojo validate --minutes $$minutes

test-fast: $(READY) ## the tests that need no cluster
	$(BIN)/python -m pytest -m "not slow"

prove: $(READY) ## prove every lab on every engine; goes on where it was interrupted
	$(BIN)/python -m pytest -m exhaustive
	$(BIN)/dojo validate --resume --report docs/proof.md

lint: $(READY) ## ruff and mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/dojo validate --content-only

format: $(READY) ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

schemas: $(READY) ## write docs/schema/ anew from the models
	$(BIN)/python -m clusterdojo.schemas docs/schema
	$(BIN)/python -m clusterdojo.exam.schema docs/schema

labs-page: $(READY) ## write docs/labs.md anew from labs/
	$(BIN)/python -m scripts.labs_page docs/labs.md

bench: $(READY) ## measure against the raw tools, each as a ratio in one run
	$(BIN)/python -m bench

clean: ## remove what was made in this checkout; the user cache stays (`dojo runtime prune`)
	rm -rf $(VENV) dist reports/out .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
