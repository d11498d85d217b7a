# Two commands for a newcomer: `make demo` and `make test`. `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV   ?= .venv
HOST   ?= 127.0.0.1
PORT   ?= 8050
BIN    := $(VENV)/bin

# The demonstration lives apart from an installation's own data and never writes to the DATABASE_URL of a ministry.
DEMO     := $(CURDIR)/var/demonstration
DEMO_ENV := env -u DATABASE_URL BELSENDI_DATA='$(DEMO)' BELSENDI_DEMONSTRATION=1
# Weeks begin on Sunday: with a new week the demonstration gets one week more.
DEMO_STAMP   := $(DEMO)/.built-$(shell date +%Y-%U)
DEMO_SOURCES := $(shell find dashboard geo/data -type f \( -name '*.py' -o -name '*.toml' -o -name '*.yaml' -o -name '*.csv' \) 2>/dev/null)

.PHONY: help
help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

.PHONY: demo
demo: ready $(DEMO_STAMP) ## set everything up, make the demonstration data and serve them on http://127.0.0.1:8050 (PORT=… for another)
	@exec $(DEMO_ENV) $(BIN)/belsendi serve --host $(HOST) --port $(PORT)

.PHONY: ready
ready:
	@.ci/preflight $(PYTHON) $(HOST) $(PORT)

$(DEMO_STAMP): $(VENV)/.installed $(DEMO_SOURCES)
	@$(DEMO_ENV) $(BIN)/belsendi translations compile
	@$(DEMO_ENV) $(BIN)/belsendi db upgrade
	@$(DEMO_ENV) $(BIN)/belsendi demo build
	@rm -f $(DEMO)/.built-* && touch $@

.PHONY: serve
serve: $(VENV)/.installed ## serve the snapshots of DATABASE_URL
	@exec $(BIN)/belsendi serve --host $(HOST) --port $(PORT)

.PHONY: test
test: $(VENV)/.installed-test ## run every check: style, types, imports, catalogues, migrations, tests, browser
	@VENV=$(VENV) .ci/check

.PHONY: format
format: $(VENV)/.installed-test ## format the code and mend what can be mended by itself
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

.PHONY: bench
bench: $(VENV)/.installed-test $(DEMO_STAMP) ## measure speed and memory on the demonstration (bench/)
	$(DEMO_ENV) $(BIN)/python -m bench

.PHONY: docs
docs: $(VENV)/.installed-test ## make a site of the documents in var/site, and check every link and anchor in it
	@$(BIN)/python docs/site/build.py var/site

.PHONY: pictures
pictures: $(VENV)/.installed-test $(DEMO_STAMP) ## take the pictures of the user's guide anew, from the demonstration
	@CHROMIUM=$$(.ci/chromium) $(DEMO_ENV) $(BIN)/python docs/pictures/take.py

.PHONY: lock
lock: $(VENV)/.installed-test ## write the lock files anew from pyproject.toml
	@VENV=$(VENV) .ci/lock

.PHONY: clean
clean: ## remove the environment and the demonstration
	rm -rf $(VENV) $(DEMO)

# Both environments are one folder: the second only adds to the first.
$(VENV)/.installed: requirements.lock requirements-installer.lock pyproject.toml .ci/environment
	@VENV=$(VENV) PYTHON=$(PYTHON) .ci/environment requirements.lock
	@touch $@

$(VENV)/.installed-test: requirements-test.lock requirements-installer.lock pyproject.toml .ci/environment
	@VENV=$(VENV) PYTHON=$(PYTHON) .ci/environment requirements-test.lock
	@touch $(VENV)/.installed $@
