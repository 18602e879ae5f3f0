"""The Anthropic judge against a real server on this machine."""

from __future__ import annotations

import asyncio
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from sosprobe.errors import JudgeError, MissingExtra, MissingKey, Refused, SetupError, Transient
from sosprobe.judges import JUDGES
from sosprobe.judges.anthropic import AnthropicJudge
from sosprobe.types import Judge, Message, Messages, Reply
from tests.loopback import Answer, Loopback, script

KEY = "sk-ant-test-1234567890abcdef"
MESSAGES: Messages = (
    Message(role="system", content="You compare answers."),
    Message(role="user", content="A or B?"),
)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the machine's own keys, servers and proxies."""
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def message(*texts: str, **more: Any) -> dict[str, Any]:
    """Return a body as the messages API sends it."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-judge-20260101",
        "content": [{"type": "text", "text": text} for text in texts],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 5,
            "output_tokens": 7,
            "cache_creation_input_tokens": 10,
            "cache_read_input_tokens": 100,
        },
        **more,
    }


def failure(status: int, text: str, kind: str = "some_error") -> Answer:
    """Return an answer as Anthropic sends it when something is wrong."""
    return status, {}, {"type": "error", "error": {"type": kind, "message": text}}


def ask(judge: AnthropicJudge, times: int = 1, messages: Messages = MESSAGES) -> list[Reply]:
    """Ask the judge the same question several times, one after another, and close it."""

    async def run() -> list[Reply]:
        try:
            return [await judge.ask(messages, repeat=turn) for turn in range(times)]
        finally:
            await judge.aclose()

    return asyncio.run(run())


def reply_to(body: object) -> Reply:
    """Return the judge's reply when the server answers so."""
    with Loopback(script((200, {}, body))) as server:
        return ask(AnthropicJudge("judge", base_url=server.url, api_key=KEY))[0]


def error_after(answer: Answer) -> JudgeError:
    """Return the error that the judge raises when the server answers so; one request, no retry."""
    with Loopback(script(answer)) as server:
        with pytest.raises(JudgeError) as caught:
            ask(AnthropicJudge("judge", base_url=server.url, api_key=KEY))
        assert len(server.requests) == 1
    shown = "".join(traceback.format_exception(caught.value))
    assert KEY not in shown
    return caught.value


def key_sent(headers: dict[str, str]) -> str:
    """Return the key in a request; the SDK's version decides which header carries it."""
    return headers.get("x-api-key") or headers["authorization"].removeprefix("Bearer ")


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


@pytest.mark.parametrize("status", [400, 401, 429, 529])
def test_the_key_never_shows_in_an_error(status: int) -> None:
    text = f"invalid x-api-key {KEY}. " + "x" * 1000
    bodies = failure(status, text)[2], text.encode(), {"odd": text}
    for body in bodies:
        error = error_after((status, {}, body))
        assert "[key]" in str(error)
        assert len(str(error)) <= 300


def test_neither_repr_nor_identity_shows_a_secret() -> None:
    url = "https://user:hush-hush@example.org/?token=topsecret"
    judge = AnthropicJudge("judge", base_url=url, api_key=KEY)
    for shown in (repr(judge), str(judge.identity), repr(vars(judge)["_where"])):
        assert not [secret for secret in (KEY, "hush", "topsecret", "user") if secret in shown]
    assert judge.identity == {
        "provider": "anthropic",
        "model": "judge",
        "base_url": "https://example.org",
        "temperature": 0.0,
        "max_tokens": 1024,
    }


def test_without_a_key_and_a_server_the_message_names_the_variable() -> None:
    with pytest.raises(MissingKey, match="export ANTHROPIC_API_KEY="):
        AnthropicJudge("judge")


def test_the_key_and_the_server_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(script((200, {}, message("A")))) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        ask(AnthropicJudge("judge"))
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        judge = AnthropicJudge("judge")
        ask(judge)
        assert [key_sent(headers) for headers in server.headers] == ["none", KEY]
        assert judge.identity["base_url"] == server.url


def test_an_address_that_is_none_is_a_setup_error() -> None:
    with pytest.raises(SetupError, match="base_url"):
        AnthropicJudge("judge", base_url="localhost:8000")


def test_without_the_sdk_the_message_is_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anthropic", None)
    with pytest.raises(MissingExtra) as caught:
        AnthropicJudge("judge", api_key=KEY)
    assert str(caught.value).endswith('Run: pip install "sosprobe[anthropic]"')


def test_a_spec_builds_the_judge() -> None:
    make: Callable[..., Judge] = JUDGES.build
    judge = make("anthropic:claude-judge,base_url=http://127.0.0.1:1,in_flight=4")
    assert judge.identity["model"] == "claude-judge"
    assert (judge.in_flight, judge.template) == (4, "pairwise")


def test_a_closed_judge_can_be_asked_again_in_another_event_loop() -> None:
    with Loopback(script((200, {}, message("A")))) as server:
        judge = AnthropicJudge("judge", base_url=server.url, api_key=KEY)
        assert [ask(judge)[0].text, ask(judge)[0].text] == ["A", "A"]


def test_a_given_client_is_used_and_left_open() -> None:
    from anthropic import AsyncAnthropic

    async def run(url: str) -> bool:
        async with AsyncAnthropic(api_key=KEY, base_url=url, max_retries=0) as client:
            judge = AnthropicJudge("judge", client=client)
            with pytest.raises(JudgeError) as caught:
                await judge.ask(MESSAGES)
            assert KEY not in str(caught.value)
            await judge.aclose()
            return client.is_closed()

    with Loopback(script(failure(401, f"bad key {KEY}"))) as server:
        assert asyncio.run(run(server.url)) is False
