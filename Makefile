# The doors of this project. Each target prepares what it needs by itself: see packaging/setup.sh.
#
#   make demo                      the kiosk on embedded parts; ARGS="--lang en" adds to the command line
#   make demo SIM=tcn              the same with another board behind it: xy, tcn, zdm8, m102, relay
#   make demo TILL=1               the same with a till beside it: cash and cards, simulated too
#   make test                      everything a change must pass, and what CI runs
#   make PYTHON=/path/to/python3   another interpreter for .venv (3.11 or newer)

SHELL := /bin/bash
PYTHON ?= python3
export PYTHON
PY := .venv/bin/python

# Five for the two cores of a small CI machine: most tests wait for a board, a screen or a clock.
JOBS ?= 5
# Half of the first panel's 1080x1920: whole and upright on a laptop.
WINDOW ?= 540x960
DEMO_DATA ?= build/demo
# The demo's board: any that can be simulated (hardware/sim/boards/models.py).
SIM ?= xy
# TILL=1: a simulated till beside it. Coins are put in over the control socket (docs/payments.md).
TILL ?=
ARGS ?=
# On which port the cloud listens when it is started alone.
CLOUD_PORT ?= 8800

# Tests draw without a screen. What needs a real one starts its own (make bench).
OFFSCREEN := QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software
# A run of the tests starts the program and its neighbours hundreds of times: what was compiled is kept, also
# where the environment (an image, often) says that it should not be.
unexport PYTHONDONTWRITEBYTECODE
PYTEST := $(OFFSCREEN) $(PY) -m pytest -n $(JOBS) --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help venv venv-test venv-bench demo test test-fast check laws bench screenshots cloud chaos image \
        lock format clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

venv: ## prepare .venv and the system libraries, nothing else
	@packaging/setup.sh screen

venv-test:
	@packaging/setup.sh screen test

venv-bench:
	@packaging/setup.sh screen test bench

demo: venv ## the kiosk: simulated cabinet, embedded cloud, emulated gateways; no money is taken
	@if [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ]; then \
	    echo "make demo opens a window, and there is no screen here (DISPLAY and WAYLAND_DISPLAY are empty)."; \
	    echo "Sit at the machine's desktop, or come with 'ssh -X', or look at the pictures: make screenshots"; \
	    exit 1; \
	fi
	$(PY) main.py --demo --data $(DEMO_DATA) --windowed $(WINDOW) --set board.model=$(SIM) \
	    $(if $(TILL),--set till.model=qibixx) $(ARGS)

test: venv-test check ## the whole gate: format, lint, types, laws, and every test
	$(PYTEST) --durations=10

test-fast: venv-test check ## the part under two minutes
	$(PYTEST) -m "not slow"

# Cheapest first: a wrong blank should not cost ten minutes.
check:
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(PY) -m ui.qmllint

laws: venv-test ## the house rules alone
	$(OFFSCREEN) $(PY) -m pytest tests/laws

bench: venv-bench ## the performance table, each figure beside its peer of the same run
	$(PY) -m tests.bench $(ARGS)

screenshots: venv ## every screen, language, size and contrast as PNG under build/screenshots
	$(OFFSCREEN) $(PY) -m ui.screenshots --out build/screenshots $(ARGS)

cloud: venv ## the reference cloud alone; DATABASE_URL= for PostgreSQL, SQLite otherwise
	$(PY) -m cloud --port $(CLOUD_PORT) $(ARGS)

SALES ?= 10000
SEED ?= 1

chaos: venv-test ## the fault soak: SALES=10000 SEED=1, three books compared at the end
	$(OFFSCREEN) $(PY) -m tests.chaos --sales $(SALES) --seed $(SEED) $(ARGS)

image: ## the flashable disk image (not yet)
	@echo "make image: not yet; its issue is still open."; exit 2

# The lock is universal: one file for each Python from 3.11 and each platform, every file with its hash and
# without the address it came from. uv makes it, in an environment of its own; nothing else needs uv.
lock: venv ## make packaging/locks/all.lock anew from pyproject.toml
	@test -x build/uv/bin/uv || { $(PY) -m venv build/uv && build/uv/bin/pip install --quiet uv; }
	build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --all-extras --output-file packaging/locks/all.lock pyproject.toml

format: venv ## put the code in its usual form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

clean: ## remove what was made here: build/, .venv and caches
	rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
