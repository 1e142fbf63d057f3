# Everything a person does here; each target installs what it needs first.
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= python3.11
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: run test check lint types system screenshots clean

run: $(VENV)/.runs
	$(PY) main.py

test: $(VENV)/.tests system
	$(PY) -m pytest -n auto --cov --cov-fail-under=90

check: lint types test

lint: $(VENV)/.tests
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.tests
	$(VENV)/bin/mypy .

$(VENV)/bin/python:
	@echo "Making a virtual environment in $(VENV)"
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed and was not found as $(PYTHON)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); tools/install-venv "$(PYTHON)" && $(PYTHON) -m venv $(VENV); }

$(VENV)/.runs: requirements.txt constraints.txt | $(VENV)/bin/python
	@echo "Installing what the application needs (a minute or two, once)"
	@$(PY) -m pip install --quiet -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/.tests: requirements.txt requirements-dev.txt constraints.txt | $(VENV)/bin/python
	@echo "Installing what the application and its tests need (a minute or two, once)"
	@$(PY) -m pip install --quiet -r requirements-dev.txt -c constraints.txt
	@touch $@ $(VENV)/.runs

system:
	@tools/install-system

screenshots: $(VENV)/.tests system
	$(PY) tools/screenshots

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*
