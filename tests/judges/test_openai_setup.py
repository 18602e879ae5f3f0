"""The OpenAI judge: its key, its address, its client."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import pytest

from sosprobe.errors import JudgeError, MissingExtra, MissingKey, SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.judges.sdk import PerLoop
from sosprobe.types import Judge, Message
from tests.judges.openai_wire import KEY, MESSAGES, ask, completion, error_after, failure
from tests.loopback import Loopback, script


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
