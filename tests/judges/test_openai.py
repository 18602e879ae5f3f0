"""What is the OpenAI judge's own, against a real server on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from sosprobe.errors import JudgeError, Refused
from sosprobe.judges import JUDGES
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.types import Judge, Reply
from tests.judges.openai_wire import OPENAI, completion, failure
from tests.judges.served import MESSAGES, Served, ask
from tests.loopback import Answer, Loopback, script


def test_a_reply_carries_text_usage_model_and_latency() -> None:
    with Loopback(script((200, {}, completion("I prefer A.")))) as server:
        (reply,) = ask(OPENAI.at(server.url, max_tokens=99))
        (body,) = server.requests
        assert server.headers[0]["authorization"] == f"Bearer {OPENAI.key}"
    assert body == {
        "model": "judge",
        "messages": [dict(message) for message in MESSAGES],
        "temperature": 0.0,
        "max_tokens": 99,
    }
    assert (reply.text, reply.finish_reason, reply.logprobs) == ("I prefer A.", "stop", None)
    assert (reply.tokens_in, reply.tokens_out, reply.tokens_cached) == (40, 7, 32)
    assert reply.model == "judge-2026-01-01"
    assert reply.latency > 0


def test_log_probabilities_are_those_of_the_first_token() -> None:
    likely = [{"token": "A", "logprob": -0.1}, {"token": " A", "logprob": -2.5}]
    first = {"token": "B", "logprob": -3.0, "top_logprobs": likely}
    second = {"token": "!", "logprob": -0.5, "top_logprobs": [{"token": "?", "logprob": -1.0}]}
    answer = completion("B", logprobs={"content": [first, second]}, finish_reason="length")
    with Loopback(script((200, {}, answer))) as server:
        judge = OPENAI.at(server.url, logprobs=True)
        (reply,) = ask(judge)
        (body,) = server.requests
    assert (body["max_tokens"], body["logprobs"], body["top_logprobs"]) == (1, True, 20)
    assert reply.logprobs == {"A": -0.1, " A": -2.5, "B": -3.0}
    assert judge.template == "token"
    assert judge.identity["max_tokens"] == 1


def test_a_server_that_ignores_logprobs_gives_none() -> None:
    assert OPENAI.reply_to(completion("A"), logprobs=True).logprobs is None


def test_an_answer_cut_off_says_length() -> None:
    assert OPENAI.reply_to(completion("I pr", finish_reason="length")).finish_reason == "length"


def test_a_filtered_answer_says_content_filter() -> None:
    reply = OPENAI.reply_to(completion(None, finish_reason="content_filter"))
    assert (reply.text, reply.finish_reason) == ("", "content_filter")


def test_a_refusal_is_the_text_and_says_content_filter() -> None:
    reply = OPENAI.reply_to(completion(None, refusal="I cannot help with that."))
    assert (reply.text, reply.finish_reason) == ("I cannot help with that.", "content_filter")


HOLLOW: dict[str, dict[str, object]] = {
    "null content": completion(None),
    "no choices": {**completion(), "choices": []},
    "null choices": {**completion(), "choices": None},
    "bare choice": {"choices": [{}]},
    "odd types": {"choices": [{"message": "odd"}], "usage": "odd"},
    "nothing": {},
}


@pytest.mark.parametrize("body", HOLLOW.values(), ids=HOLLOW.keys())
def test_an_answer_without_content_is_an_empty_text(body: dict[str, Any]) -> None:
    reply = OPENAI.reply_to(body)
    assert (reply.text, reply.finish_reason) == ("", "stop")


def test_content_in_blocks_is_joined_without_the_thinking() -> None:
    blocks = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "A"}]
    assert OPENAI.reply_to(completion(blocks)).text == "A"


@pytest.mark.parametrize("code", ["content_policy_violation", "content_filter", "invalid_prompt"])
def test_a_request_against_the_content_policy_is_refused(code: str) -> None:
    assert isinstance(OPENAI.error_after(failure(400, "Flagged.", code=code)), Refused)


def old_words_unknown(path: str, body: Any) -> Answer:
    """Answer as OpenAI's reasoning models do."""
    if "max_tokens" in body:
        text = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead."
        )
        return failure(400, text, param="max_tokens", code="unsupported_parameter")
    if "temperature" in body:
        text = "Unsupported value: 'temperature' does not support 0.0 with this model."
        return failure(400, text, param="temperature", code="unsupported_value")
    return 200, {}, completion()


def test_unknown_parameters_are_adapted_once_and_remembered() -> None:
    with Loopback(old_words_unknown) as server:
        judge = OPENAI.at(server.url)
        before = dict(judge.identity)
        replies = ask(judge, times=3)
        sent = [set(body) - {"model", "messages"} for body in server.requests]
    assert [reply.text for reply in replies] == ["A"] * 3
    assert sent == [
        {"max_tokens", "temperature"},
        {"max_completion_tokens", "temperature"},
        *[{"max_completion_tokens"}] * 3,
    ]
    assert judge.identity == before


def test_questions_in_flight_together_all_adapt() -> None:
    async def run(judge: Served) -> list[Reply]:
        replies = await asyncio.gather(*(judge.ask(MESSAGES) for _ in range(8)))
        await judge.aclose()
        return replies

    with Loopback(old_words_unknown) as server:
        replies = asyncio.run(run(OPENAI.at(server.url)))
    assert [reply.text for reply in replies] == ["A"] * 8


@pytest.mark.parametrize(
    "message",
    [
        "Invalid 'temperature': expected a value <= 2, but got 5 instead.",
        "'max_tokens' or 'max_completion_tokens' is too large: 999999.",
    ],
)
def test_a_value_out_of_range_is_not_adapted_away(message: str) -> None:
    assert type(OPENAI.error_after(failure(400, message))) is JudgeError


def test_a_server_that_keeps_complaining_is_not_asked_forever() -> None:
    text = "'temperature' and 'max_tokens' are unsupported, use 'max_completion_tokens' instead."
    with Loopback(script(failure(400, text))) as server:
        with pytest.raises(JudgeError, match="unsupported"):
            ask(OPENAI.at(server.url))
        assert len(server.requests) == 3


def test_the_identity_names_the_endpoint_without_its_secrets() -> None:
    judge = OPENAI.at("https://user:hush-hush@example.org:8443/v1/?token=topsecret")
    assert judge.identity == {
        "provider": "openai",
        "model": "judge",
        "base_url": "https://example.org:8443/v1",
        "temperature": 0.0,
        "max_tokens": 1024,
        "logprobs": False,
    }


def test_a_named_server_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(script((200, {}, completion()))) as server:
        ask(OpenAIJudge("judge", base_url=server.url))
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        judge = OpenAIJudge("judge")
        ask(judge)
        assert [sent["authorization"] for sent in server.headers] == ["Bearer none"] * 2
        assert judge.identity["base_url"] == server.url


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", OPENAI.key)
    with Loopback(script((200, {}, completion()))) as server:
        ask(OpenAIJudge("judge", base_url=server.url))
        assert server.headers[0]["authorization"] == f"Bearer {OPENAI.key}"
    assert OpenAIJudge("judge").identity["base_url"] == ""


def test_a_spec_builds_the_judge() -> None:
    make: Callable[..., Judge] = JUDGES.build
    judge = make("openai:org/model:free,base_url=http://127.0.0.1:1/v1,logprobs=true,in_flight=4")
    assert judge.identity["model"] == "org/model:free"
    assert (judge.in_flight, judge.template) == (4, "token")
