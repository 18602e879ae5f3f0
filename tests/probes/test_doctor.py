"""The doctor says what an endpoint can do, and what is missing, without believing its promises."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from sosprobe.judges import JUDGES
from sosprobe.probes.doctor import Finding, examine
from tests.cli.test_run import sosprobe
from tests.loopback import Answer, Loopback, script


def chat(content: str, finish: str = "stop", logprobs: object = None) -> Answer:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content},
        "finish_reason": finish,
        "logprobs": logprobs,
    }
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
    return 200, {}, {"model": "tiny", "choices": [choice], "usage": usage}


def able(path: str, body: Any) -> Answer:
    """Answer as a server that can do everything."""
    if path.endswith("/models"):
        return 200, {}, {"data": [{"id": "tiny", "max_model_len": 4096}]}
    if "/batches" in path:
        return 200, {}, {"data": []}
    if body.get("logprobs"):
        likely = [{"token": "A", "logprob": -0.2}, {"token": "B", "logprob": -2.0}]
        return chat("A", "length", {"content": [{**likely[0], "top_logprobs": likely}]})
    if "response_format" in body:
        return chat('{"choice": "ochre"}')
    return chat("Verdict: [[A>B]]")


def bare(path: str, body: Any) -> Answer:
    """Answer as a server that writes text and nothing else."""
    if body is None:
        return 404, {}, {"error": {"message": "no such path"}}
    if "response_format" in body:
        return 400, {}, {"error": {"message": "response_format is unknown here"}}
    return chat("Verdict: [[A>B]]")


def found(handler: Any) -> Mapping[str, Finding]:
    with Loopback(handler) as server:
        judge = JUDGES.build("openai:tiny", base_url=f"{server.url}/v1", api_key="none")
        findings = asyncio.run(examine(judge, "openai:tiny", f"{server.url}/v1"))
        assert sum(body is not None for body in server.requests) <= 3
    return {finding.what: finding for finding in findings}


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_a_server_that_can_do_everything() -> None:
    answers = found(able)
    assert "[[A>B]]" in answers["answers"].found
    assert answers["verdict (pairwise)"].found == "valid, A>B"
    assert answers["token probabilities"].found.startswith("yes, 2 candidates, A and B")
    assert answers["structured output"].found == "yes"
    assert answers["context length"].found == "4,096 tokens"
    assert answers["batches"].found == "yes"
    assert not any(finding.advice for finding in answers.values())


def test_a_server_that_only_writes_text() -> None:
    answers = found(bare)
    assert answers["token probabilities"].found == "no: the answer holds none"
    assert "response_format is unknown" in answers["structured output"].found
    assert answers["context length"].found == "not told by the server"
    assert answers["batches"].found == "no (HTTP 404)"


def test_a_server_that_takes_a_form_and_ignores_it() -> None:
    assert "ignored the form" in found(script(chat("I like mauve.")))["structured output"].found


def test_a_model_that_the_server_does_not_list() -> None:
    def other(path: str, body: Any) -> Answer:
        if path.endswith("/models"):
            return 200, {}, {"data": [{"id": "big"}]}
        return able(path, body)

    assert found(other)["model listed"] == Finding(
        what="model listed", found="no", advice="The server lists big."
    )


def test_a_verdict_that_was_cut_short_gets_advice() -> None:
    answers = found(script(chat("I think", "length")))
    assert "max_tokens" in answers["verdict (pairwise)"].advice


def test_an_endpoint_that_cannot_be_asked_is_exit_code_2() -> None:
    with Loopback(script((401, {}, {"error": {"message": "no such key"}}))) as server:
        done = sosprobe("doctor", "openai:tiny", "--base-url", f"{server.url}/v1")
        assert len(server.requests) == 1
    assert done.returncode == 2
    assert "no such key" in done.stdout
    assert "Check the address" in done.stdout
