"""The harness, quiet and without a hub; all tests here are skipped where it is not installed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

QUIET = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "DO_NOT_TRACK": "1"}

# Before any test imports the harness.
for name, value in QUIET.items():
    os.environ.setdefault(name, value)


@pytest.fixture(autouse=True)
def _harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip without the harness; let it keep its copies of data sets in the test's folder."""
    pytest.importorskip("lm_eval", reason="tests/bench_env/setup.sh builds an environment with it")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "datasets"))
