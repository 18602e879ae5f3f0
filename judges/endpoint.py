"""Where a served judge's questions go, what of that is secret, and how its failures read."""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from sosprobe.errors import Denied, JudgeError, MissingKey, Refused, SetupError, Transient
from sosprobe.judges.answer import decoded, dig, entries, words
from sosprobe.judges.waiting import wait

NO_KEY = "none"
"""Sent to servers that need no key; they and SDKs insist on one."""

CLIP = 300
"""Most characters of a server's error text that end up in a message."""

POLICY = re.compile(
    r"content_policy_violation|content_filter|invalid_prompt|content (filtering|management) policy"
    r"|input was flagged"
)
UNSUPPORTED = re.compile(r"(?i)unsupported|not support|only the default|deprecated|use \S+ instead")

EXHAUSTED = re.compile(
    r"(?i)insufficient[ _](quota|credits?|balance|funds)|billing[ _](error|hard|not[ _]active)"
    r"|credit balance is too low|out of credits|credits? (is |are )?exhausted"
)
"""A plain "quota exceeded" is not meant: some say that of the requests of a minute."""

CODES = {
    "authentication_error": 401,
    "billing_error": 402,
    "insufficient_quota": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "invalid_request_error": 400,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""The status that goes with a kind of error, for errors that come without a status of their own."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where requests go and with which key; neither is in its repr."""

    url: str = field(repr=False)
    """As it was given, or empty for the vendor's own."""

    key: str = field(repr=False)
    home: str = ""
    """The vendor's own address."""

    @classmethod
    def find(
        cls, vendor: str, url: str, key: str, *, home: str = "", key_needed: bool = True
    ) -> Endpoint:
        """Fill what is empty from `VENDOR_BASE_URL` and `VENDOR_API_KEY`, and check the address.

        Raises
        ------
        MissingKey
            There is no key, and no server was named that could do without one.
        """
        url = (url or os.environ.get(f"{vendor}_BASE_URL", "")).strip()
        key = (key or os.environ.get(f"{vendor}_API_KEY", "")).strip()
        if not key and not url and key_needed:
            raise MissingKey(f"{vendor}_API_KEY")
        try:
            parts = urlsplit(url)
            usable = not url or (parts.scheme in ("http", "https") and bool(parts.hostname))
            usable = usable and parts.port != 0  # reading the port checks it
        except ValueError:
            usable = False
        if not usable:
            raise SetupError("base_url is not an address such as https://host:8000/v1.")
        return cls(url=url, key=key or NO_KEY, home=home)

    @property
    def public_url(self) -> str:
        """The address without user, password and query, which may be secrets."""
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))

    @property
    def login(self) -> str:
        """What the header `Authorization` says for a user and password in the address, if any."""
        user, at, _ = urlsplit(self.url).netloc.rpartition("@")
        return f"Basic {b64encode(unquote(user).encode()).decode()}" if at else ""

    def at(self, path: str) -> str:
        """Return the full address of `path`, with the query of the server's address."""
        parts = urlsplit(self.url or self.home)
        host = parts.netloc.rpartition("@")[2]
        path = f"{parts.path.rstrip('/')}/{path.lstrip('/')}"
        return urlunsplit((parts.scheme, host, path, parts.query, ""))

    def clean(self, text: str) -> str:
        """Take the key and what is secret of the address out of `text`, then clip it."""
        if self.url:
            parts = urlsplit(self.url)
            text = text.replace(self.url, self.public_url)
            for secret in (parts.netloc.rpartition("@")[0], parts.query):
                text = text.replace(secret, "[secret]") if secret else text
        if self.key != NO_KEY:
            text = text.replace(self.key, "[key]")
        return text[:CLIP]

    def unanswered(self, error: Exception) -> Transient:
        """Say that no answer came: no connection, a reset, a time-out."""
        return Transient(self.clean(f"{error} {error.__cause__ or ''}".strip()))

    def failure(self, status: int, headers: Mapping[str, str], body: object) -> JudgeError:
        """Turn a failed answer into the error whose class says whether a retry can help."""
        text = self.clean(f"HTTP {status}: {complaint(body)}")
        error = dig(body, "error") or body
        said = " ".join([text, words(dig(error, "code")), words(dig(error, "type"))])
        if status in (400, 403) and POLICY.search(json.dumps(body)):
            return Refused(text)
        if status in (401, 402, 403, 404) or (status in (400, 429) and EXHAUSTED.search(said)):
            return Denied(text)
        if status in (408, 409, 429) or status >= 500:
            overload = status in (429, 503, 529)
            return Transient(text, retry_after=wait(headers), overload=overload)
        return JudgeError(text)

    def reported(self, error: object, headers: Mapping[str, str]) -> JudgeError:
        """Turn an error that came inside an answer into what its own code says."""
        for name in ("code", "status", "type"):
            code = dig(error, name)
            if isinstance(code, str):
                code = int(code) if re.fullmatch(r"\d{3}", code) else CODES.get(code)
            if isinstance(code, int) and 400 <= code < 600:
                return self.failure(code, headers, error)
        return self.failure(502, headers, error)

    def decode(self, body: bytes, headers: Mapping[str, str]) -> Mapping[str, object]:
        """Read the body of a successful answer; some routers put a failure into one."""
        data = decoded(body)
        answer = entries(data)
        if answer is not data:
            text = body.decode(errors="replace")
            raise Transient(self.clean(f"The server's answer is not a JSON object: {text}"))
        if error := answer.get("error"):
            raise self.reported(error, headers)
        return answer


def complaint(body: object) -> str:
    """Return what a failed answer says, wherever the server put it."""
    for path in (("message",), ("error", "message"), (0, "error", "message"), ("detail",)):
        if text := words(dig(body, *path)):
            return text
    if text := words(dig(body, "error")):
        return text
    return body if isinstance(body, str) else json.dumps(body)


def unsupported(status: int, body: object) -> str:
    """Return the body of an answer that complains of an unknown parameter, else nothing.

    A value out of range is not meant: to leave it out would hide a mistake of the caller's.
    """
    text = json.dumps(body)
    return text if status == 400 and UNSUPPORTED.search(text) else ""
