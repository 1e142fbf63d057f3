# Everything a person does here; each target installs what it needs first.
VENV := .venv
PY := $(VENV)/bin/python
BIOME := tools/node_modules/.bin/biome
RELEASE := $(VENV)/release
TOOLS := $(VENV)/tools
INSTALL := -m pip install --quiet --require-hashes
LOCK := $(TOOLS)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--custom-compile-command "make lock"
PYTHON ?= python3.11
FUZZ_S ?= 300
# Coverage costs two thirds more of the processor; `make check` measures it, `make test` is quicker.
COVERAGE ?=
PARSERS := $(addprefix tests/infra/test_,lenient_parsing.py letterboxd_mutations.py exports_mutations.py \
	exports_odd_rows.py tmdb_odd_answers.py streaming_justwatch_answers.py)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: run identities test thorough delays fuzz check lint types format docs system screenshots forget lock licences sbom clean

run: $(VENV)/.runs
	$(PY) main.py

identities: $(VENV)/.runs
	$(PY) -m identities

test: $(VENV)/.tests system
	$(PY) -m pytest -n $$(($$(nproc) + 2)) --dist worksteal $(if $(COVERAGE),--cov --cov-fail-under=90)

thorough: $(VENV)/.tests
	HYPOTHESIS_PROFILE=thorough $(PY) -m pytest -n auto --dist worksteal --timeout 900 $$(grep -rlE "(MANY|FEW)_EXAMPLES" tests --include="test_*.py")

delays: $(VENV)/.tests system
	$(PY) -m pytest -n $$(($$(nproc) + 2)) --dist worksteal -p tests.delays --timeout 900

fuzz: $(VENV)/.tests
	@end=$$(($$(date +%s) + $(FUZZ_S))); while [ $$(date +%s) -lt $$end ]; do \
	HYPOTHESIS_PROFILE=thorough $(PY) -m pytest -n auto --dist worksteal --timeout 900 $(PARSERS) || exit 1; done

check: lint types
	@$(MAKE) test COVERAGE=1

lint: $(VENV)/.tests tools/node_modules/.installed
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(BIOME) ci

format: $(VENV)/.tests tools/node_modules/.installed
	$(VENV)/bin/ruff format .
	$(BIOME) check --write

types: $(VENV)/.tests
	$(VENV)/bin/mypy .

$(VENV)/bin/python:
	@echo "Making a virtual environment in $(VENV)"
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed and was not found as $(PYTHON)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); tools/install-venv "$(PYTHON)" && $(PYTHON) -m venv $(VENV); }

$(VENV)/.runs: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the application needs (a minute or two, once)"
	@$(PY) $(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.tests: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the application and its tests need (a minute or two, once)"
	@$(PY) $(INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/.runs

# What writes lock files, licences and the bill of materials, and what production installs: each for itself.
$(TOOLS)/.installed: tools/requirements.txt | $(VENV)/bin/python
	@echo "Installing what writes lock files (once)"
	@$(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/python $(INSTALL) -r tools/requirements.txt
	@touch $@

$(RELEASE)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing what production runs on, and nothing else"
	@rm -rf $(RELEASE)
	@$(PYTHON) -m venv --without-pip $(RELEASE)
	@$(PY) -m pip --python $(RELEASE)/bin/python install --quiet --require-hashes -r requirements.txt
	@touch $@

# Versions that are locked already stay, unless a requirements.in asks for others.
lock: $(TOOLS)/.installed
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(LOCK) tools/requirements.in -o tools/requirements.txt
	$(MAKE) licences

licences: $(TOOLS)/.installed $(RELEASE)/.installed
	$(TOOLS)/bin/pip-licenses --python $(RELEASE)/bin/python --from mixed --with-system --format json | tools/licences

sbom: $(TOOLS)/.installed $(RELEASE)/.installed
	$(TOOLS)/bin/cyclonedx-py environment $(RELEASE)/bin/python --pyproject pyproject.toml -o sbom.cdx.json

tools/node_modules/.installed: tools/package.json tools/package-lock.json
	@tools/install-system node npm
	@echo "Installing what checks JavaScript and CSS (once)"
	@npm ci --prefix tools --silent --no-audit --no-fund
	@touch $@

system:
	@tools/install-system redis-server chromium node curl

docs: $(VENV)/.tests
	$(PY) -m tools.documents

# USER of the environment is who sits here, not whom to forget.
forget: $(VENV)/.runs
	@$(PY) tools/forget "$(if $(filter command line,$(origin USER)),$(USER))"

screenshots: $(VENV)/.tests system
	$(PY) tools/screenshots

clean:
	rm -rf $(VENV) tools/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*
