# Two commands for newcomers: `make demo` and `make test`. The rest is for those who work on Talktrack.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WEB := api/web
export TALKTRACK_DATA_DIR ?= $(CURDIR)/var/demo
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test check format openapi web system lock demo-audio train clean

demo: $(VENV)/.runtime $(WEB)/dist/.built  ## load the demo calls and serve them on http://127.0.0.1:8000
	@$(BIN)/talktrack demo

test: system check  ## everything that must hold
	@# Two files at a time, for much of a test is waiting; the long ones first (tests/conftest.py). Each model on one
	@# thread: two that share two cores with two threads each spend a fifth of their time waiting for one another.
	@# What drives a browser comes after the rest: the driver's event loop would be in the way of theirs.
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore tests/acceptance
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder tests/acceptance

check: $(VENV)/.dev $(WEB)/dist/.built  ## formatting, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd $(WEB) && npm run --silent check

format: $(VENV)/.dev  ## put the code into shape
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

openapi: $(VENV)/.dev  ## write docs/openapi.json and the Python client anew, after a change of the API
	$(BIN)/python -m api.document
	$(BIN)/python clients/generate.py

# Python 3.11 or 3.12; every package pinned by hash, torch by version (its build differs by machine).
$(VENV)/.runtime: requirements/runtime.txt requirements/speakers.txt requirements/torch.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' || \
		{ echo "Talktrack needs Python 3.11 or 3.12; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV) (about 3 GB, a few minutes the first time) …"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements/runtime.txt -r requirements/speakers.txt
	@# Where pip is served torch's CUDA build, it brings the packages that build needs.
	$(BIN)/pip install --quiet --no-deps -r requirements/torch.txt
	@$(BIN)/python -c 'import torch' 2>/dev/null || $(BIN)/pip install --quiet -r requirements/torch.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

$(WEB)/dist/.built: $(WEB)/package-lock.json $(wildcard $(WEB)/src/*) $(wildcard $(WEB)/*.mjs) $(WEB)/tsconfig.json
	@echo "Building the page assets …"
	cd $(WEB) && npm ci --silent --no-audit --no-fund && npm run --silent build
	@touch $@

web: $(WEB)/dist/.built  ## the page assets

# Tests use a real PostgreSQL and a real browser.
SYSTEM_MISSING = $(strip $(if $(wildcard /usr/lib/postgresql/*/bin/initdb)$(shell command -v initdb),,postgresql) \
	$(if $(or $(shell command -v chromium),$(shell command -v chromium-browser),$(shell command -v google-chrome)),,chromium))
system:
	@missing="$(SYSTEM_MISSING)"; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ]; then \
			echo "Installing $$missing …"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
		else \
			echo "The tests need $$missing. Run: sudo apt-get install -y $$missing"; exit 1; \
		fi; \
	fi

demo-audio: $(VENV)/.runtime  ## make the demo recordings anew from their scripts (needs flite)
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements/demo-audio.txt
	$(BIN)/python -m demo.make_audio

train: $(VENV)/.runtime  ## train mining anew from the concern bank (and CORRECTIONS=FILE, what people corrected)
	$(BIN)/python -m nlp.training.clauses
	$(BIN)/python -m nlp.training.train $(if $(CORRECTIONS),--corrections $(CORRECTIONS))
	$(BIN)/python -m nlp.training.topics
	$(BIN)/python -m nlp.training.themes

# Resolving takes ten minutes; torch is left out of the result (see requirements/strip_torch.py).
lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet pip-tools==7.6.2
	for set in runtime dev demo-audio; do \
		build/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
			--no-emit-index-url --no-emit-find-links -o requirements/$$set.txt requirements/$$set.in && \
		build/lock/bin/python requirements/strip_torch.py requirements/$$set.txt || exit 1; \
	done

clean:  ## remove what was built and the demo's data, not the environment
	rm -rf $(WEB)/dist var build
