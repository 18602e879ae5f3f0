"""What the chat-completions API sends and answers, for the tests of its judge."""

from __future__ import annotations

from typing import Any

from sosprobe.judges.openai import OpenAIJudge
from tests.judges.served import Vendor
from tests.loopback import Answer


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


OPENAI = Vendor(
    name="openai",
    key="sk-test-1234567890abcdef",
    judge=OpenAIJudge,
    client="AsyncOpenAI",
    good=completion(),
    failure=failure,
)
