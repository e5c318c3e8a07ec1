# What a newcomer types. It needs Python 3.11 or newer, pip and make; everything else goes into .venv, which is made
# when it is missing and brought up to date when the packages asked for have changed.

ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
LOCK := config/constraints.txt
# What looks at packages lives apart from them, and what is listed is the service without its tests.
TOOLS := $(VENV)/tools
SERVED := $(VENV)/served

# The first Python here that is new enough; `make PYTHON=/path/to/python …` names another.
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$candidate" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo "$$candidate" && break; done)

.DEFAULT_GOAL := help
.PHONY: help run test check bench prove audit sbom assets strings screenshots

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

audit: $(TOOLS)/.ready  ## ask whether a weakness is known of a package that we pin; needs the network
	$(TOOLS)/bin/pip-audit --strict --no-deps --disable-pip --progress-spinner off --requirement $(LOCK) $(ARGS)

sbom: $(TOOLS)/.ready  ## list what the service runs on, as CycloneDX, in sbom.json; needs the network
	$(PYTHON) -m venv --clear $(SERVED)
	@$(SERVED)/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[analytics]" --constraint $(LOCK)
	$(TOOLS)/bin/cyclonedx-py environment $(SERVED)/bin/python --pyproject pyproject.toml --of JSON -o sbom.json $(ARGS)

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

$(TOOLS)/.ready: Makefile
	$(PYTHON) -m venv --clear $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check "pip-audit>=2.9,<3" "cyclonedx-bom>=7.5,<8"
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python …" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
