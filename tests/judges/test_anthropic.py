"""What is the Anthropic judge's own, against a real server on this machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sosprobe.errors import JudgeError, Refused
from sosprobe.judges import JUDGES
from sosprobe.judges.anthropic import AnthropicJudge
from sosprobe.types import Judge
from tests.judges.anthropic_wire import ANTHROPIC, failure, key_sent, message
from tests.judges.served import MESSAGES, ask
from tests.loopback import Answer, Loopback, script


def test_a_reply_carries_text_usage_model_and_latency() -> None:
    with Loopback(script((200, {}, message("I prefer", " A.")))) as server:
        judge = ANTHROPIC.at(server.url, max_tokens=99)
        (reply,) = ask(judge)
        (body,) = server.requests
        assert key_sent(server.headers[0]) == ANTHROPIC.key
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
        judge = ANTHROPIC.at(server.url)
        ask(judge, messages=MESSAGES[1:])
        assert "system" not in server.requests[0]
        assert "cache_control" not in str(server.requests[0])


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
    assert ANTHROPIC.reply_to(message("A", stop_reason=stop)).finish_reason == finish


@pytest.mark.parametrize(
    "body", [message(), message(content=None), {}], ids=["no blocks", "null content", "nothing"]
)
def test_an_answer_without_content_is_an_empty_text(body: dict[str, Any]) -> None:
    reply = ANTHROPIC.reply_to(body)
    assert (reply.text, reply.finish_reason) == ("", "stop")


def test_thinking_is_not_part_of_the_text() -> None:
    thought = {"type": "thinking", "thinking": "hm", "signature": "x"}
    assert ANTHROPIC.reply_to(message(content=[thought, {"type": "text", "text": "A"}])).text == "A"


def test_a_request_against_the_content_policy_is_refused() -> None:
    text = "Output blocked by content filtering policy"
    assert isinstance(ANTHROPIC.error_after(failure(400, text, "invalid_request_error")), Refused)


def test_a_long_answer_may_be_asked_for_with_a_long_time_out() -> None:
    with Loopback(script((200, {}, message("A")))) as server:
        judge = ANTHROPIC.at(server.url, max_tokens=64_000, timeout=600.0)
        assert ask(judge)[0].text == "A"


def test_a_temperature_that_is_not_taken_is_left_out_and_remembered() -> None:
    def modern(path: str, body: Any) -> Answer:
        if "temperature" in body:
            return failure(400, "`temperature` is deprecated for this model.")
        return 200, {}, message("A")

    with Loopback(modern) as server:
        judge = ANTHROPIC.at(server.url)
        before = dict(judge.identity)
        replies = ask(judge, times=2)
        sent = ["temperature" in body for body in server.requests]
    assert [reply.text for reply in replies] == ["A", "A"]
    assert sent == [True, False, False]
    assert judge.identity == before


def test_a_temperature_out_of_range_is_not_adapted_away() -> None:
    error = ANTHROPIC.error_after(failure(400, "temperature: range: 0..1"))
    assert type(error) is JudgeError


def test_the_identity_names_the_endpoint_without_its_secrets() -> None:
    judge = ANTHROPIC.at("https://user:hush-hush@example.org/?token=topsecret")
    assert judge.identity == {
        "provider": "anthropic",
        "model": "judge",
        "base_url": "https://example.org",
        "temperature": 0.0,
        "max_tokens": 1024,
    }


def test_the_key_and_the_server_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(script((200, {}, message("A")))) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        ask(AnthropicJudge("judge"))
        monkeypatch.setenv("ANTHROPIC_API_KEY", ANTHROPIC.key)
        judge = AnthropicJudge("judge")
        ask(judge)
        assert [key_sent(headers) for headers in server.headers] == ["none", ANTHROPIC.key]
        assert judge.identity["base_url"] == server.url


def test_a_spec_builds_the_judge() -> None:
    make: Callable[..., Judge] = JUDGES.build
    judge = make("anthropic:claude-judge,base_url=http://127.0.0.1:1,in_flight=4")
    assert judge.identity["model"] == "claude-judge"
    assert (judge.in_flight, judge.template) == (4, "pairwise")
