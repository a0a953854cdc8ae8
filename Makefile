# Every target sets up what it needs in .venv by itself; nothing has to be activated.
# Another Python than `python3`:  make PYTHON=python3.12 test
# Some rows of the benchmark only, or all of them with little of each:  make bench ROWS="steps stored", ROWS=--quick

PYTHON ?= python3
BIN := .venv/bin
BENCH := .venv/bench/bin
CODE := orchestra_dsl grammar tests benchmarks $(wildcard examples plugins)

INTERPRETED := $(wildcard $(addprefix tests/,interpreter language constructs order model runtime))

.DEFAULT_GOAL := help
.PHONY: help demo test test-long long-run coverage mutants bench bench-mistakes lint docs grammar clean python core tools

help:
	@echo "make demo            run the case-management example from its text to its end"
	@echo "make test            run the tests"
	@echo "make test-long       run the tests that take minutes"
	@echo "make long-run        put a worker and its clients through an hour of random load, with kills (OPTIONS=--help)"
	@echo "make coverage        say what of the interpreter its tests do not come to"
	@echo "make mutants         change single things in the core, and count the changes that no test notices"
	@echo "make bench           measure the hot paths, beside others, and print one table"
	@echo "make bench-mistakes  count the mistakes that the compiler finds, and what it reports where nothing is wrong"
	@echo "make lint            check style, types and layers"
	@echo "make docs            write the pages of docs/ that are made from the code, and all as a site to docs/_build"
	@echo "make grammar         work out the parse table anew after a change of grammar/orchestra.lark"
	@echo "make clean           remove build products and caches (the environment is .venv; it stays)"

demo: core
	@$(BIN)/python examples/case_management/demo.py </dev/null

test: tools
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --max-worker-restart 0 </dev/null

test-long: tools
	@$(BIN)/python -m pytest -m stress --override-ini faulthandler_timeout=7200 </dev/null

long-run: tools
	@$(BIN)/python -m tests.longrun $(OPTIONS) </dev/null

coverage: tools
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest --numprocesses auto --dist loadfile --max-worker-restart 0 $(INTERPRETED) </dev/null
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m tests.uncovered

mutants: tools
	@$(BIN)/python -m tests.mutants $(OPTIONS) </dev/null

bench: tools
	@$(BIN)/python -m benchmarks.setup </dev/null
	@$(BENCH)/python -m benchmarks.run $(ROWS) </dev/null

bench-mistakes: tools
	@$(BIN)/python -m benchmarks.mistakes </dev/null

lint: tools
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy $(CODE)
	@$(BIN)/mypy --no-explicit-package-bases .ci/environment.py .ci/programs.py docs/generate.py docs/conf.py
	@$(BIN)/lint-imports

docs: tools
	@$(BIN)/python docs/generate.py
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --builder html docs docs/_build
	@echo "The site is docs/_build/index.html."

grammar: tools
	@$(BIN)/python -m orchestra_dsl.syntax.table

clean:
	rm -rf docs/_build build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

core: python
	@$(PYTHON) .ci/environment.py core

tools: python
	@$(PYTHON) .ci/environment.py test

# The message is for Pythons too old to read the file above.
python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "Orchestra needs Python 3.11 or newer, and there is no '$(PYTHON)'. Name one: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Orchestra needs Python 3.11 or newer; '$(PYTHON)' is $$("$(PYTHON)" -c 'import platform; print(platform.python_version())'). Name another: make PYTHON=python3.12 …" >&2; exit 1; }
