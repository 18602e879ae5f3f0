"""The OpenAI judge against a real server on this machine: replies and errors."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from sosprobe.errors import JudgeError, Refused, Transient
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.types import Reply
from tests.judges.openai_wire import KEY, MESSAGES, ask, completion, error_after, failure, reply_to
from tests.loopback import Answer, Loopback, script


def test_a_reply_carries_text_usage_model_and_latency() -> None:
    with Loopback(script((200, {}, completion("I prefer A.")))) as server:
        (reply,) = ask(OpenAIJudge("judge", base_url=server.url, api_key=KEY, max_tokens=99))
        (body,) = server.requests
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
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


def test_equal_questions_send_equal_requests() -> None:
    with Loopback(script((200, {}, completion()))) as server:
        ask(OpenAIJudge("judge", base_url=server.url, api_key=KEY), times=3)
        first, *others = server.requests
    assert others == [first, first]


def test_log_probabilities_are_those_of_the_first_token() -> None:
    likely = [{"token": "A", "logprob": -0.1}, {"token": " A", "logprob": -2.5}]
    first = {"token": "B", "logprob": -3.0, "top_logprobs": likely}
    second = {"token": "!", "logprob": -0.5, "top_logprobs": [{"token": "?", "logprob": -1.0}]}
    answer = completion("B", logprobs={"content": [first, second]}, finish_reason="length")
    with Loopback(script((200, {}, answer))) as server:
        judge = OpenAIJudge("judge", base_url=server.url, api_key=KEY, logprobs=True)
        (reply,) = ask(judge)
        (body,) = server.requests
    assert (body["max_tokens"], body["logprobs"], body["top_logprobs"]) == (1, True, 20)
    assert reply.logprobs == {"A": -0.1, " A": -2.5, "B": -3.0}
    assert judge.template == "token"
    assert judge.identity["max_tokens"] == 1


def test_a_server_that_ignores_logprobs_gives_none() -> None:
    assert reply_to((200, {}, completion("A")), logprobs=True).logprobs is None


def test_an_answer_cut_off_says_length() -> None:
    assert reply_to((200, {}, completion("I pr", finish_reason="length"))).finish_reason == "length"


def test_a_filtered_answer_says_content_filter() -> None:
    reply = reply_to((200, {}, completion(None, finish_reason="content_filter")))
    assert (reply.text, reply.finish_reason) == ("", "content_filter")


def test_a_refusal_is_the_text_and_says_content_filter() -> None:
    reply = reply_to((200, {}, completion(None, refusal="I cannot help with that.")))
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
    reply = reply_to((200, {}, body))
    assert (reply.text, reply.finish_reason) == ("", "stop")


def test_content_in_blocks_is_joined_without_the_thinking() -> None:
    blocks = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "A"}]
    assert reply_to((200, {}, completion(blocks))).text == "A"


def test_too_many_requests_is_transient_and_carries_the_wait() -> None:
    error = error_after((429, {"Retry-After": "2.5"}, {"error": {"message": "slow down"}}))
    assert isinstance(error, Transient)
    assert error.retry_after == 2.5
    assert str(error) == "HTTP 429: slow down"


@pytest.mark.parametrize("text", ["Wed, 21 Oct 2026 07:28:00 GMT", "nan", "-1", "inf", ""])
def test_a_wait_that_is_no_number_of_seconds_is_left_out(text: str) -> None:
    error = error_after((429, {"Retry-After": text}, {"error": {"message": "slow down"}}))
    assert isinstance(error, Transient)
    assert error.retry_after is None


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504, 529])
def test_server_faults_are_transient(status: int) -> None:
    assert isinstance(error_after(failure(status, "later")), Transient)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_a_request_that_is_turned_down_is_a_plain_error(status: int) -> None:
    error = error_after(failure(status, "no such thing"))
    assert type(error) is JudgeError
    assert str(error) == f"HTTP {status}: no such thing"


@pytest.mark.parametrize("code", ["content_policy_violation", "content_filter", "invalid_prompt"])
def test_a_request_against_the_content_policy_is_refused(code: str) -> None:
    assert isinstance(error_after(failure(400, "Flagged.", code=code)), Refused)


@pytest.mark.parametrize("body", [b"<html>busy</html>", b'{"choices": [', b"[1]", b"null", b""])
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_an_answer_that_is_no_json_object_is_transient(body: bytes, kind: str) -> None:
    assert isinstance(error_after((200, {"Content-Type": kind}, body)), Transient)


def test_a_failure_inside_a_successful_answer_is_a_failure() -> None:
    body = {"error": {"code": 429, "message": "upstream is busy"}, "choices": None}
    assert isinstance(error_after((200, {}, body)), Transient)
    body = {"error": {"code": 403, "message": "not allowed"}}
    assert type(error_after((200, {}, body))) is JudgeError


def test_a_refused_connection_is_transient() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, but nobody listens
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(Transient, match="Connection error"):
            ask(OpenAIJudge("judge", base_url=url, api_key=KEY))


def test_a_late_answer_is_transient() -> None:
    def late(path: str, body: Any) -> Answer:
        server.closing.wait(20)
        return 200, {}, completion()

    with Loopback(late) as server, pytest.raises(Transient, match="timed out"):
        ask(OpenAIJudge("judge", base_url=server.url, api_key=KEY, timeout=0.2))


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
        judge = OpenAIJudge("judge", base_url=server.url, api_key=KEY)
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
    async def run(judge: OpenAIJudge) -> list[Reply]:
        replies = await asyncio.gather(*(judge.ask(MESSAGES) for _ in range(8)))
        await judge.aclose()
        return replies

    with Loopback(old_words_unknown) as server:
        replies = asyncio.run(run(OpenAIJudge("judge", base_url=server.url, api_key=KEY)))
    assert [reply.text for reply in replies] == ["A"] * 8


@pytest.mark.parametrize(
    "message",
    [
        "Invalid 'temperature': expected a value <= 2, but got 5 instead.",
        "'max_tokens' or 'max_completion_tokens' is too large: 999999.",
    ],
)
def test_a_value_out_of_range_is_not_adapted_away(message: str) -> None:
    assert type(error_after(failure(400, message))) is JudgeError


def test_a_server_that_keeps_complaining_is_not_asked_forever() -> None:
    text = "'temperature' and 'max_tokens' are unsupported, use 'max_completion_tokens' instead."
    with Loopback(script(failure(400, text))) as server:
        with pytest.raises(JudgeError, match="unsupported"):
            ask(OpenAIJudge("judge", base_url=server.url, api_key=KEY))
        assert len(server.requests) == 3
