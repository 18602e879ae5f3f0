"""Name a question by a hash of everything that its reply depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from sosprobe.types import Form, Messages


def key(
    identity: Mapping[str, object],
    messages: Messages,
    repeat: int = 0,
    form: Form | None = None,
) -> str:
    """Return the key of a question: 64 hexadecimal digits.

    The form counts only with a judge that holds its model to it.
    """
    parts = {"judge": dict(identity), "messages": list(messages), "repeat": repeat}
    if form is not None and identity.get("structured"):
        parts["form"] = asdict(form)
    return _digest(parts)


def question_key(messages: Messages, repeat: int = 0) -> str:
    """Return a key of the question that is the same for every judge: 64 hexadecimal digits."""
    parts = [f"{repeat}"]
    for message in messages:
        content = message["content"]
        parts.append(f"{message['role']}:{len(content)}:{content}")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def identity_text(identity: Mapping[str, object]) -> str:
    """Return a judge's identity as the one JSON text that stands for it in a store."""
    return json.dumps(dict(identity), sort_keys=True, separators=(",", ":"))


def _digest(parts: Mapping[str, object]) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
