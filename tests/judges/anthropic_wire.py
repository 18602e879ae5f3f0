"""What the messages API sends and answers, for the tests of its judge."""

from __future__ import annotations

import json
from typing import Any

from sosprobe.judges.anthropic import AnthropicJudge
from tests.judges.served import Vendor
from tests.loopback import Answer


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


def pieces(*texts: str, reason: str = "end_turn") -> tuple[bytes, ...]:
    """Return the events in which the messages API sends some texts, after some thinking."""
    start = message(stop_reason=None)
    thought = {"type": "thinking_delta", "thinking": "hm, "}
    thinking = {"type": "thinking", "thinking": "", "signature": ""}
    ping = event("ping")
    return (
        event("message_start", message=start),
        event("content_block_start", index=0, content_block=thinking),
        ping,
        event("content_block_delta", index=0, delta=thought),
        event("content_block_stop", index=0),
        event("content_block_start", index=1, content_block={"type": "text", "text": ""}),
        *(
            event("content_block_delta", index=1, delta={"type": "text_delta", "text": text})
            for text in texts
        ),
        event("content_block_stop", index=1),
        event("message_delta", delta={"stop_reason": reason}, usage={"output_tokens": 7}),
        event("message_stop"),
    )


def event(name: str, **data: object) -> bytes:
    """Return an event as the messages API sends it."""
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


def failure(status: int, text: str, kind: str = "some_error") -> Answer:
    """Return an answer as Anthropic sends it when something is wrong."""
    return status, {}, {"type": "error", "error": {"type": kind, "message": text}}


def key_sent(headers: dict[str, str]) -> str:
    """Return the key in a request; the SDK's version decides which header carries it."""
    return headers.get("x-api-key") or headers["authorization"].removeprefix("Bearer ")


ANTHROPIC = Vendor(
    name="anthropic",
    key="sk-ant-test-1234567890abcdef",
    judge=AnthropicJudge,
    client="AsyncAnthropic",
    good=message("A"),
    failure=failure,
    saying=message,
    pieces=pieces,
)
