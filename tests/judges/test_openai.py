"""The OpenAI judge against a real server on this machine."""

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
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.judges.sdk import PerLoop
from sosprobe.types import Judge, Message, Messages, Reply
from tests.loopback import Answer, Handler, Loopback, script

KEY = "sk-test-1234567890abcdef"
MESSAGES: Messages = (
    Message(role="system", content="You compare answers."),
    Message(role="user", content="A or B?"),
)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the machine's own keys, servers and proxies."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def completion(content: object = "A", **choice: Any) -> dict[str, Any]:
    """Return a body as the chat-completions API sends it."""
    message = {"role": "assistant", "content": content, "refusal": choice.pop("refusal", None)}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "judge-2026-01-01",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", **choice}],
        "usage": {
            "prompt_tokens": 40,
            "completion_tokens": 7,
            "total_tokens": 47,
            "prompt_tokens_details": {"cached_tokens": 32},
        },
    }


def failure(status: int, message: str, **more: object) -> Answer:
    """Return an answer as OpenAI sends it when something is wrong."""
    return status, {}, {"error": {"message": message, "type": "some_error", **more}}


def ask(judge: OpenAIJudge, times: int = 1) -> list[Reply]:
    """Ask the judge the same question several times, one after another, and close it."""

    async def run() -> list[Reply]:
        try:
            return [await judge.ask(MESSAGES, repeat=turn) for turn in range(times)]
        finally:
            await judge.aclose()

    return asyncio.run(run())


def reply_to(handler: Handler | Answer, **parameters: Any) -> Reply:
    """Return the judge's reply when the server answers so."""
    with Loopback(handler if callable(handler) else script(handler)) as server:
        return ask(OpenAIJudge("judge", base_url=server.url, api_key=KEY, **parameters))[0]


def error_after(answer: Answer) -> JudgeError:
    """Return the error that the judge raises when the server answers so; one request, no retry."""
    with Loopback(script(answer)) as server:
        with pytest.raises(JudgeError) as caught:
            ask(OpenAIJudge("judge", base_url=server.url, api_key=KEY))
        assert len(server.requests) == 1
    shown = "".join(traceback.format_exception(caught.value))
    assert KEY not in shown
    return caught.value


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


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_the_key_never_shows_in_an_error(status: int) -> None:
    text = f"Incorrect API key provided: {KEY}. " + "x" * 1000
    bodies = failure(status, text)[2], text.encode(), {"odd": text}
    for body in bodies:
        error = error_after((status, {}, body))
        assert "[key]" in str(error)
        assert len(str(error)) <= 300
    assert KEY not in str(error_after((200, {}, text.encode())))


def test_neither_repr_nor_identity_shows_a_secret() -> None:
    url = "https://user:hush-hush@example.org:8443/v1/?token=topsecret"
    judge = OpenAIJudge("judge", base_url=url, api_key=KEY)
    for shown in (repr(judge), str(judge.identity), repr(vars(judge)["_where"])):
        assert not [secret for secret in (KEY, "hush", "topsecret", "user") if secret in shown]
    assert judge.identity == {
        "provider": "openai",
        "model": "judge",
        "base_url": "https://example.org:8443/v1",
        "temperature": 0.0,
        "max_tokens": 1024,
        "logprobs": False,
    }


def test_without_a_key_and_a_server_the_message_names_the_variable() -> None:
    with pytest.raises(MissingKey, match="export OPENAI_API_KEY="):
        OpenAIJudge("judge")


def test_a_named_server_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback(script((200, {}, completion()))) as server:
        ask(OpenAIJudge("judge", base_url=server.url))
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        judge = OpenAIJudge("judge")
        ask(judge)
        assert [sent["authorization"] for sent in server.headers] == ["Bearer none"] * 2
        assert judge.identity["base_url"] == server.url


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Loopback(script((200, {}, completion()))) as server:
        ask(OpenAIJudge("judge", base_url=server.url))
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert OpenAIJudge("judge").identity["base_url"] == ""


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://host", "http://[::1", "https://"])
def test_an_address_that_is_none_is_a_setup_error(url: str) -> None:
    with pytest.raises(SetupError, match="base_url"):
        OpenAIJudge("judge", base_url=url)


def test_without_the_sdk_the_message_is_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(MissingExtra) as caught:
        OpenAIJudge("judge", api_key=KEY)
    assert str(caught.value).endswith('Run: pip install "sosprobe[openai]"')


def test_a_spec_builds_the_judge() -> None:
    make: Callable[..., Judge] = JUDGES.build
    judge = make("openai:org/model:free,base_url=http://127.0.0.1:1/v1,logprobs=true,in_flight=4")
    assert judge.identity["model"] == "org/model:free"
    assert (judge.in_flight, judge.template) == (4, "token")


def test_a_closed_judge_can_be_asked_again_in_another_event_loop() -> None:
    with Loopback(script((200, {}, completion()))) as server:
        judge = OpenAIJudge("judge", base_url=server.url, api_key=KEY)
        assert [ask(judge)[0].text, ask(judge)[0].text] == ["A", "A"]


def test_a_client_is_kept_for_one_event_loop_and_no_other() -> None:
    clients = PerLoop(object)

    async def twice() -> tuple[object, object]:
        return clients.get(), clients.get()

    (first, again), (second, _) = asyncio.run(twice()), asyncio.run(twice())
    assert first is again
    assert second is not first


def test_a_given_client_is_used_and_left_open() -> None:
    from openai import AsyncOpenAI

    async def run(url: str) -> bool:
        async with AsyncOpenAI(api_key=KEY, base_url=url, max_retries=0) as client:
            judge = OpenAIJudge("judge", client=client)
            with pytest.raises(JudgeError) as caught:
                await judge.ask(MESSAGES)
            assert KEY not in str(caught.value)
            await judge.aclose()
            return client.is_closed()

    with Loopback(script(failure(401, f"bad key {KEY}"))) as server:
        assert asyncio.run(run(server.url)) is False


def test_text_that_cannot_be_sent_is_a_judge_error() -> None:
    async def run(judge: OpenAIJudge) -> None:
        try:
            await judge.ask((Message(role="user", content="\ud800"),))
        finally:
            await judge.aclose()

    with Loopback(script((200, {}, completion()))) as server, pytest.raises(JudgeError):
        asyncio.run(run(OpenAIJudge("judge", base_url=server.url, api_key=KEY)))
