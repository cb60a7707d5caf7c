# Two commands: `make demo` and `make test`. `make help` lists the others.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: help demo install dev test test-postgres lock upgrade messages format clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 -- \2/p' Makefile

demo: install ## show the platform: QuattroPole on http://127.0.0.1:8000 (PORT= to change)
	@$(BIN)/quattropole demo --port $(PORT)

install:
	@$(PYTHON) scripts/install.py base

dev: ## install what it takes to work on the platform
	@$(PYTHON) scripts/install.py dev

test: dev ## lint, types, import contracts, translations, unit, integration and browser tests
	@$(BIN)/python scripts/checks.py all

test-postgres: dev ## the tests again, on PostgreSQL in a cluster that lives as long as they do
	@$(BIN)/python scripts/postgres.py run $(BIN)/python scripts/checks.py tests

messages: dev ## bring the message catalogues in step with the source, then compile them
	@$(BIN)/python scripts/translations.py update

format: dev ## lay out the source as everybody does
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url \
	--custom-compile-command "make lock" pyproject.toml requirements/build.in

lock: dev ## pin what pyproject.toml asks for, with hashes; what is pinned already stays
	@$(LOCK) $(FLAGS) -o requirements/base.txt
	@$(LOCK) $(FLAGS) --group dev -c requirements/base.txt -o requirements/dev.txt

upgrade: ## pin the newest versions that pyproject.toml allows
	@$(MAKE) --no-print-directory lock FLAGS=--upgrade

clean: ## remove what was built and the demo's data (not the virtual environment)
	rm -rf build dist var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache src/*.egg-info
