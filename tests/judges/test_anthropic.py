"""The Anthropic judge against a real server on this machine: replies and errors."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from sosprobe.errors import JudgeError, Refused, Transient
from sosprobe.judges.anthropic import AnthropicJudge
from tests.judges.anthropic_wire import (
    KEY,
    MESSAGES,
    ask,
    error_after,
    failure,
    key_sent,
    message,
    reply_to,
)
from tests.loopback import Answer, Loopback, script


def test_a_reply_carries_text_usage_model_and_latency() -> None:
    with Loopback(script((200, {}, message("I prefer", " A.")))) as server:
        judge = AnthropicJudge("judge", base_url=server.url, api_key=KEY, max_tokens=99)
        (reply,) = ask(judge)
        (body,) = server.requests
        assert key_sent(server.headers[0]) == KEY
    cached = {"type": "text", "text": "You compare answers."}
    assert body == {
        "model": "judge",
        "messages": [{"role": "user", "content": "A or B?"}],
        "system": [{**cached, "cache_control": {"type": "ephemeral"}}],
        "temperature": 0.0,
        "max_tokens": 99,
    }
    assert (reply.text, reply.finish_reason, reply.logprobs) == ("I prefer A.", "stop", None)
    assert (reply.tokens_in, reply.tokens_out, reply.tokens_cached) == (115, 7, 100)
    assert reply.model == "claude-judge-20260101"
    assert reply.latency > 0


def test_without_a_system_message_none_is_sent_and_nothing_cached() -> None:
    with Loopback(script((200, {}, message("A")))) as server:
        judge = AnthropicJudge("judge", base_url=server.url, api_key=KEY)
        ask(judge, messages=MESSAGES[1:])
        assert "system" not in server.requests[0]
        assert "cache_control" not in str(server.requests[0])


def test_equal_questions_send_equal_requests() -> None:
    with Loopback(script((200, {}, message("A")))) as server:
        ask(AnthropicJudge("judge", base_url=server.url, api_key=KEY), times=3)
        first, *others = server.requests
    assert others == [first, first]


@pytest.mark.parametrize(
    ("stop", "finish"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "content_filter"),
        ("something_new", "something_new"),
        (None, "stop"),
    ],
)
def test_stop_reasons_are_said_in_the_words_of_a_reply(stop: str | None, finish: str) -> None:
    assert reply_to(message("A", stop_reason=stop)).finish_reason == finish


@pytest.mark.parametrize(
    "body", [message(), message(content=None), {}], ids=["no blocks", "null content", "nothing"]
)
def test_an_answer_without_content_is_an_empty_text(body: dict[str, Any]) -> None:
    reply = reply_to(body)
    assert (reply.text, reply.finish_reason) == ("", "stop")


def test_thinking_is_not_part_of_the_text() -> None:
    thought = {"type": "thinking", "thinking": "hm", "signature": "x"}
    assert reply_to(message(content=[thought, {"type": "text", "text": "A"}])).text == "A"


def test_too_many_requests_is_transient_and_carries_the_wait() -> None:
    status, _, body = failure(429, "slow down", "rate_limit_error")
    error = error_after((status, {"Retry-After": "7"}, body))
    assert isinstance(error, Transient)
    assert error.retry_after == 7
    assert str(error) == "HTTP 429: slow down"


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504, 529])
def test_server_faults_and_overload_are_transient(status: int) -> None:
    assert isinstance(error_after(failure(status, "Overloaded", "overloaded_error")), Transient)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_a_request_that_is_turned_down_is_a_plain_error(status: int) -> None:
    error = error_after(failure(status, "no such thing"))
    assert type(error) is JudgeError
    assert str(error) == f"HTTP {status}: no such thing"


def test_a_request_against_the_content_policy_is_refused() -> None:
    text = "Output blocked by content filtering policy"
    assert isinstance(error_after(failure(400, text, "invalid_request_error")), Refused)


@pytest.mark.parametrize("body", [b"<html>busy</html>", b'{"content": [', b"[1]", b"null", b""])
def test_an_answer_that_is_no_json_object_is_transient(body: bytes) -> None:
    assert isinstance(error_after((200, {}, body)), Transient)


def test_a_refused_connection_is_transient() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, but nobody listens
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(Transient, match="Connection error"):
            ask(AnthropicJudge("judge", base_url=url, api_key=KEY))


def test_a_late_answer_is_transient() -> None:
    def late(path: str, body: Any) -> Answer:
        server.closing.wait(20)
        return 200, {}, message("A")

    with Loopback(late) as server, pytest.raises(Transient, match="timed out"):
        ask(AnthropicJudge("judge", base_url=server.url, api_key=KEY, timeout=0.2))


def test_a_long_answer_may_be_asked_for_with_a_long_time_out() -> None:
    with Loopback(script((200, {}, message("A")))) as server:
        judge = AnthropicJudge(
            "judge", base_url=server.url, api_key=KEY, max_tokens=64_000, timeout=600.0
        )
        assert ask(judge)[0].text == "A"


def test_a_temperature_that_is_not_taken_is_left_out_and_remembered() -> None:
    def modern(path: str, body: Any) -> Answer:
        if "temperature" in body:
            return failure(400, "`temperature` is deprecated for this model.")
        return 200, {}, message("A")

    with Loopback(modern) as server:
        judge = AnthropicJudge("judge", base_url=server.url, api_key=KEY)
        before = dict(judge.identity)
        replies = ask(judge, times=2)
        sent = ["temperature" in body for body in server.requests]
    assert [reply.text for reply in replies] == ["A", "A"]
    assert sent == [True, False, False]
    assert judge.identity == before


def test_a_temperature_out_of_range_is_not_adapted_away() -> None:
    error = error_after(failure(400, "temperature: range: 0..1"))
    assert type(error) is JudgeError
