"""The tiny model, and a quiet machine for the engines: no hub, no compiler, little memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

QUIET = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "TORCH_COMPILE_DISABLE": "1",
    "VLLM_CPU_KVCACHE_SPACE": "1",
    "VLLM_LOGGING_LEVEL": "ERROR",
    "VLLM_NO_USAGE_STATS": "1",
}

# Before any test imports an engine.
for name, value in QUIET.items():
    os.environ.setdefault(name, value)


@pytest.fixture(scope="package")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a tiny chat model."""
    pytest.importorskip("torch", reason="tests/engines/setup.sh builds an environment with it")
    pytest.importorskip("transformers")
    from tests.engines.tiny import save_tiny

    return save_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="package")
def engine(tiny: Path) -> Iterator[Any]:
    """Return vLLM's engine with the tiny model, made once for all tests."""
    from sosprobe.judges.vllm_engine import SETTINGS, Engine

    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    vllm: Any = pytest.importorskip("vllm")
    yield vllm.LLM(model=str(tiny), **Engine(dtype="float32").options)
