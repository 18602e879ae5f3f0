"""What the chat-completions API sends and answers, for the tests of its judge."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

import pytest

from sosprobe.errors import JudgeError
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.types import Message, Messages, Reply
from tests.loopback import Answer, Handler, Loopback, script

KEY = "sk-test-1234567890abcdef"
MESSAGES: Messages = (
    Message(role="system", content="You compare answers."),
    Message(role="user", content="A or B?"),
)


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
