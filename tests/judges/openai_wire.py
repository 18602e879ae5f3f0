"""What the chat-completions API sends and answers, for the tests of its judge."""

from __future__ import annotations

import json
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


def chunks(*texts: str, reason: str | None = "stop", **choice: Any) -> tuple[bytes, ...]:
    """Return the events in which the chat-completions API sends some texts."""
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1}
    base |= {"model": "judge-2026-01-01", "usage": None}
    usage = completion()["usage"]

    def one(delta: object, finish: str | None = None, **more: Any) -> bytes:
        part = {"index": 0, "delta": delta, "finish_reason": finish, **more}
        return event({**base, "choices": [part]})

    return (
        one({"role": "assistant", "content": "", "refusal": None}),
        *(
            one({"content": text}, **(choice if place == 0 else {}))
            for place, text in enumerate(texts)
        ),
        one({}, reason),
        event({**base, "choices": [], "usage": usage}),
        b"data: [DONE]\n\n",
    )


def event(data: object) -> bytes:
    """Return an event as the chat-completions API sends it."""
    return f"data: {json.dumps(data)}\n\n".encode()


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
    saying=completion,
    pieces=chunks,
)
