# Everything runs in .venv; models, demo output and test data stay inside the checkout, in ignored folders.
PYTHON ?= python3
BIN := .venv/bin
export OPENTUBE_MODELS_DIR := $(CURDIR)/.local/models

.PHONY: demo serve test test-web test-interop check setup dev models web system clean

demo: setup models  ## set up, analyse the bundled sample, print the summary, say where the report opens
	OPENTUBE_DATA_DIR=$(CURDIR)/.demo/data $(BIN)/open-tube analyze samples/sample.mp4 -o .demo/report

serve: setup models web  ## the API, the web app and a worker on http://localhost:8000
	$(BIN)/open-tube serve

test: system dev models check test-web  ## set up, run every check and every test
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

test-web: dev web  ## types, lint and tests of the web app, and that its client is current
	$(BIN)/python -m opentube.api.document >web/openapi.json
	scripts/node npm run schema --silent
	git diff --exit-code -- web/src/api/schema.d.ts
	scripts/node npm run check
	scripts/node npm test

test-interop: system dev models web  ## what is too heavy for `make test`
	scripts/system-packages java
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,interop]'
	scripts/node npm run e2e
	$(BIN)/python -m pytest -m interop --timeout 3000

check: dev  ## formatting, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

setup: .venv/.setup
dev: .venv/.dev

.venv/.setup: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/.dev: .venv/.setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

web: web/node_modules/.installed  ## build the web app, which the API serves
	scripts/node npm run build --silent

web/node_modules/.installed: web/package-lock.json web/package.json .venv/.setup
	scripts/node npm install --no-save --silent --no-audit --no-fund
	touch $@

models: setup  ## fetch the model files, once
	$(BIN)/open-tube models pull

system:  ## Chromium and PostgreSQL for the tests: installed on Debian as root, asked for elsewhere
	scripts/system-packages

clean:
	rm -rf .venv .demo .local .mypy_cache .ruff_cache .pytest_cache .hypothesis
