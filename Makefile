# What a newcomer types. It needs Python 3.11 or newer, pip and make; everything else goes into .venv, which is made
# when it is missing and brought up to date when the packages asked for have changed.

ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
LOCK := config/constraints.txt

# The first Python here that is new enough; `make PYTHON=/path/to/python …` names another.
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$candidate" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo "$$candidate" && break; done)

.DEFAULT_GOAL := help
.PHONY: help run test check bench prove assets strings screenshots

help:  ## say what there is to do
	@awk -F ':.*## *' '/^[a-z]+:.*##/ { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  ARGS=…        is handed on: make run ARGS='--port 8080', make test ARGS='tests/consensus'"

run: $(VENV)/.ready  ## run everything on this machine, with demo content, until Ctrl-C
	@$(BIN)/microtask up --demo $(ARGS)

test: $(VENV)/.ready-test  ## run the tests, against a PostgreSQL and a Valkey of their own
	$(BIN)/python -m pytest -n auto $(ARGS)

check: $(VENV)/.ready-lint  ## look for faults without running anything: style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready-test  ## measure, and print one table
	$(BIN)/python -m benchmarks $(ARGS)

prove: $(VENV)/.ready-test  ## run the races, kills and fuzzing of the tests at their full size
	MICROTASK_PROVE=1 $(BIN)/python -m pytest -n auto --timeout 7200 $(ARGS)

assets:  ## compile style sheets and scripts again, for maintainers: this alone needs Node
	sh microtask/web/assets/build.sh

strings: $(VENV)/.ready  ## collect every string of the pages into the catalogue, for translators
	@$(BIN)/pybabel -q extract -F microtask/locale/babel.cfg -k N_ -k NN_:1,2 --no-location --sort-output --omit-header --width=120 \
		-o microtask/locale/messages.pot microtask
	@$(BIN)/pybabel -q update -l cy -i microtask/locale/messages.pot -o microtask/locale/cy.po --no-fuzzy-matching \
		--ignore-obsolete --width=120

screenshots: $(VENV)/.ready-test  ## photograph the most important pages, from the demo, into docs/screenshots
	$(BIN)/python -m tests.browser.screenshots $(ARGS)

# One stamp for each set of packages: .ready, .ready-test, .ready-lint.
$(VENV)/.ready: EXTRAS := embedded,analytics
$(VENV)/.ready-test: EXTRAS := embedded,analytics,test
$(VENV)/.ready-lint: EXTRAS := embedded,analytics,test,lint
$(VENV)/.ready $(VENV)/.ready-test $(VENV)/.ready-lint: pyproject.toml $(LOCK) | $(BIN)/python
	@echo "Installing microtask[$(EXTRAS)] into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[$(EXTRAS)]" --constraint $(LOCK)
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python …" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
