"""Read what a server sent, whatever it is: decoded JSON is followed, counted and never trusted."""

from __future__ import annotations

import json
from typing import Any, cast

MOST = 2**31 - 1
"""A count above it is no count of tokens."""

# A raw line break or NUL inside a string is no reason to lose an answer.
_READ = json.JSONDecoder(strict=False).decode


def decoded(body: bytes) -> object:
    r"""Return decoded JSON, or the text itself if it is none; a broken character becomes U+FFFD.

    >>> decoded(b'{"text": "A\xff"}') == {"text": "A\ufffd"}, decoded(b"<html>busy</html>")
    (True, '<html>busy</html>')
    """
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        return _READ(text)
    except (ValueError, RecursionError):
        return text


def dig(data: object, *path: str | int) -> object:
    """Follow `path` into decoded JSON; None where it leads nowhere.

    >>> dig({"choices": [{"text": "A"}]}, "choices", 0, "text")
    'A'
    >>> dig({"choices": []}, "choices", 0, "text") is None
    True
    """
    for step in path:
        try:
            data = cast(Any, data)[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def entries(data: object) -> dict[str, Any]:
    """Return a JSON object as it is, and a new empty one for anything else."""
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


def whole(value: object) -> int:
    """Return a count of tokens; 0 if the server left it out or sent what is none.

    >>> [whole(value) for value in (7, None, "7", -7, 10**30, True)]
    [7, 0, 0, 0, 0, 0]
    """
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
        return value
    return 0


def words(content: object) -> str:
    """Return the text of a message: a string, or a list of blocks some of which are text.

    >>> words([{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "A"}])
    'A'
    """
    if isinstance(content, list):
        texts = [block for block in cast("list[object]", content) if dig(block, "type") == "text"]
        return "".join(words(dig(block, "text")) for block in texts)
    return content if isinstance(content, str) else ""
