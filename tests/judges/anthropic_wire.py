"""What the messages API sends and answers, for the tests of its judge."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

import pytest

from sosprobe.errors import JudgeError
from sosprobe.judges.anthropic import AnthropicJudge
from sosprobe.types import Message, Messages, Reply
from tests.loopback import Answer, Loopback, script

KEY = "sk-ant-test-1234567890abcdef"
MESSAGES: Messages = (
    Message(role="system", content="You compare answers."),
    Message(role="user", content="A or B?"),
)


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
