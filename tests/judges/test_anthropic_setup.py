"""The Anthropic judge: its key, its address, its client."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import pytest

from sosprobe.errors import JudgeError, MissingExtra, MissingKey, SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.anthropic import AnthropicJudge
from sosprobe.types import Judge
from tests.judges.anthropic_wire import KEY, MESSAGES, ask, error_after, failure, key_sent, message
from tests.loopback import Loopback, script


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
