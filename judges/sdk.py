"""What judges built on a vendor's SDK share: where to send, what to hide, how failures read."""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

from sosprobe.errors import JudgeError, MissingKey, Refused, SetupError, Transient

Client = TypeVar("Client")

NO_KEY = "none"
"""Sent to servers that need no key; SDKs insist on one."""

CLIP = 300
"""Most characters of a server's error text that end up in a message."""

POLICY = re.compile(
    r"content_policy_violation|content_filter|invalid_prompt|content (filtering|management) policy"
)
UNSUPPORTED = re.compile(r"(?i)unsupported|not support|only the default|deprecated|use \S+ instead")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where requests go and with which key; neither is in its repr."""

    url: str = field(repr=False)
    key: str = field(repr=False)

    @classmethod
    def find(cls, vendor: str, url: str, key: str, *, key_needed: bool = True) -> Endpoint:
        """Fill what is empty from `VENDOR_BASE_URL` and `VENDOR_API_KEY`, and check the address.

        Raises
        ------
        MissingKey
            There is no key, and no server was named that could do without one.
        """
        url = url or os.environ.get(f"{vendor}_BASE_URL", "")
        key = key or os.environ.get(f"{vendor}_API_KEY", "")
        if not key and not url and key_needed:
            raise MissingKey(f"{vendor}_API_KEY")
        try:
            parts = urlsplit(url)
            usable = not url or (parts.scheme in ("http", "https") and bool(parts.hostname))
        except ValueError:
            usable = False
        if not usable:
            raise SetupError("base_url is not an address such as https://host:8000/v1.")
        return cls(url=url, key=key or NO_KEY)

    @property
    def public_url(self) -> str:
        """The address without user, password and query, which may be secrets."""
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))

    def clean(self, text: str) -> str:
        """Take the key and the full address out of `text`, then clip it."""
        if self.key != NO_KEY:
            text = text.replace(self.key, "[key]")
        if self.url:
            text = text.replace(self.url, self.public_url)
        return text[:CLIP]

    def unanswered(self, error: Exception) -> Transient:
        """Say that no answer came: no connection, a reset, a time-out."""
        return Transient(self.clean(f"{error} {error.__cause__ or ''}".strip()))

    def failure(self, status: int, headers: Mapping[str, str], body: object) -> JudgeError:
        """Turn a failed answer into the error whose class says whether a retry can help."""
        text = self.clean(f"HTTP {status}: {complaint(body)}")
        if status in (408, 409, 429) or status >= 500:
            return Transient(text, retry_after=seconds(headers.get("retry-after")))
        if status == 400 and POLICY.search(json.dumps(body)):
            return Refused(text)
        return JudgeError(text)

    def decode(self, text: str, headers: Mapping[str, str]) -> Mapping[str, object]:
        """Read the body of a successful answer; some routers put a failure into one."""
        try:
            data: object = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            raise Transient(self.clean(f"The server's answer is not a JSON object: {text}"))
        answer = cast("dict[str, object]", data)
        if error := answer.get("error"):
            code = dig(error, "code")
            raise self.failure(code if isinstance(code, int) else 502, headers, error)
        return answer


class PerLoop(Generic[Client]):
    """A client made at the first call: its connections belong to the event loop it meets."""

    def __init__(self, make: Callable[[], Client]) -> None:
        self._make = make
        self._made: tuple[asyncio.AbstractEventLoop, Client] | None = None

    def get(self) -> Client:
        """Return the running loop's client."""
        loop = asyncio.get_running_loop()
        if self._made is None or self._made[0] is not loop:
            self._made = loop, self._make()
        return self._made[1]

    def drop(self) -> Client | None:
        """Forget the client and return it, to be closed."""
        made, self._made = self._made, None
        return made[1] if made else None


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


def whole(value: object) -> int:
    """Return a count; 0 if the server left it out."""
    return value if isinstance(value, int) else 0


def words(content: object) -> str:
    """Return the text of a message: a string, or a list of blocks some of which are text."""
    if isinstance(content, list):
        texts = [block for block in cast("list[object]", content) if dig(block, "type") == "text"]
        return "".join(words(dig(block, "text")) for block in texts)
    return content if isinstance(content, str) else ""


def complaint(body: object) -> str:
    """Return what a failed answer says, wherever the server put it."""
    for path in (("message",), ("error", "message"), ("detail",), ("error",)):
        text = dig(body, *path)
        if isinstance(text, str) and text:
            return text
    return body if isinstance(body, str) else json.dumps(body)


def unsupported(status: int, body: object) -> str:
    """Return the body of an answer that complains of an unknown parameter, else nothing.

    A value out of range is not meant: to leave it out would hide a mistake of the caller's.
    """
    text = json.dumps(body)
    return text if status == 400 and UNSUPPORTED.search(text) else ""


def seconds(text: str | None) -> float | None:
    """Read a Retry-After header; None unless it is a number of seconds.

    >>> [seconds(text) for text in ("2.5", "Fri, 31 Dec 1999 23:59:59 GMT", "nan", None)]
    [2.5, None, None, None]
    """
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
