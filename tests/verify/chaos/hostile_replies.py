"""Answers that no judge should send: how each is made, and whether a verdict is in it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.verify.chaos.questions import Question
from tests.verify.chaos.server import Answer, completion, http

MEGABYTE = 1_000_000
HTML = b"<!doctype html><html><body><h1>Sign in to the network</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of bad answer."""

    name: str
    answer: Callable[[Question], Answer]
    verdict: bool = False
    """Whether the verdict can be read in spite of it, and so must be."""


def _content(name: str, make: Callable[[str], object]) -> Kind:
    """Return a kind whose content is made of the text of a good one."""

    def answer(question: Question) -> Answer:
        body = completion(question)
        body["choices"][0]["message"]["content"] = make(question.text)
        return _json(body, good=True)

    return Kind(name=name, answer=answer, verdict=True)


def _changed(name: str, **more: Any) -> Kind:
    """Return a kind with other fields than a good answer's."""
    return Kind(
        name=name,
        answer=lambda question: _json(completion(question, **more), good=True),
        verdict=True,
    )


def _fixed(name: str, body: bytes, status: int = 200, kind: str = "application/json") -> Kind:
    """Return a kind that is the same whatever was asked."""
    raw = http(status, body, {"content-type": kind})
    return Kind(name=name, answer=lambda question: Answer(raw=raw))


def _wire(name: str, raw: bytes, *, close: bool = True) -> Kind:
    """Return a kind that is not even proper HTTP."""
    return Kind(name=name, answer=lambda question: Answer(raw=raw, close=close))


def _json(body: object, *, good: bool = False) -> Answer:
    return Answer(raw=http(200, json.dumps(body).encode()), good=good)


def _replaced(name: str, old: bytes, new: bytes, *, verdict: bool = False) -> Kind:
    """Return a kind with other bytes in place of some of a good answer's JSON."""

    def answer(question: Question) -> Answer:
        body = json.dumps(completion(question)).encode()
        return Answer(raw=http(200, body.replace(old, new, 1)), good=verdict)

    return Kind(name=name, answer=answer, verdict=verdict)


def _chunked(question: Question) -> Answer:
    body = json.dumps(completion(question)).encode()
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body)
    return Answer(raw=head + chunks + b"0\r\n\r\n", good=True)


def _zipped(question: Question) -> Answer:
    body = gzip.compress(json.dumps(completion(question)).encode())
    return Answer(raw=http(200, body, {"content-encoding": "gzip"}), good=True)


KINDS: tuple[Kind, ...] = (
    _content("10 MB of text, then the verdict", lambda text: "word " * (2 * MEGABYTE) + text),
    _fixed("40 MB of spaces", b" " * 40 * MEGABYTE),
    _content("NUL characters", lambda text: f"\0\0 {text} \0"),
    _content("half surrogate pairs", lambda text: f"\ud83d {text}"),
    _content("controls and a change of direction", lambda text: f"\x1b[2J\u202e\x07 {text}"),
    _replaced("bytes that are no UTF-8", b"About", b"\xff\xfe\xc0 About", verdict=True),
    _replaced("NUL bytes in the JSON", b"Verdict", b"\0Verdict"),
    _replaced("a byte order mark", b"{", b"\xef\xbb\xbf{"),
    _fixed("HTML, status 200", HTML, kind="text/html"),
    _fixed("HTML, status 502", HTML, 502, kind="text/html"),
    _fixed("HTML, status 400", HTML, 400, kind="text/html"),
    _fixed("an empty body", b""),
    _fixed("half a JSON", b'{"choices": [{"message": {"content": "Verd'),
    _fixed("a list", b"[]"),
    _fixed("a number", b"42"),
    _fixed("an empty object", b"{}"),
    _fixed("no choices", b'{"choices": []}'),
    _fixed("choices: null", b'{"choices": null}'),
    _fixed("message: null", b'{"choices": [{"message": null}]}'),
    _fixed("content: a number", b'{"choices": [{"message": {"content": 7}}]}'),
    _fixed("content: an object", b'{"choices": [{"message": {"content": {"a": [[]]}}}]}'),
    _fixed("100,000 brackets", b"[" * 100_000),
    _fixed("an error with status 200", b'{"error": {"message": "overloaded", "code": 503}}'),
    _changed("usage: a text", usage="many"),
    _changed("usage: texts", usage={"prompt_tokens": "ten", "completion_tokens": None}),
    _changed("usage: negative", usage={"prompt_tokens": -10, "completion_tokens": -5}),
    _changed("usage: 10^30", usage={"prompt_tokens": 10**30, "completion_tokens": 10**30}),
    _changed("usage: infinite", usage={"prompt_tokens": float("inf"), "completion_tokens": 5}),
    _changed("usage: true", usage={"prompt_tokens": True, "completion_tokens": False}),
    _replaced("usage: 5,000 digits", b'"prompt_tokens": 10', b'"p": ' + b"9" * 5000),
    _changed("model: a number", model=7),
    _changed("model: 1 MB", model="m" * MEGABYTE),
    Kind(name="chunks of one byte", answer=_chunked, verdict=True),
    Kind(name="gzip", answer=_zipped, verdict=True),
    _wire("gzip that is none", http(200, b"{}", {"content-encoding": "gzip"})),
    _wire("no HTTP at all", b"\x16\x03\x01 this is no HTTP\r\n\r\n"),
    _wire("an end before the first byte", b""),
    _wire("fewer bytes than announced", http(200, b'{"choices": []}', length=5000)),
    _wire("a length that is no number", b"HTTP/1.1 200 OK\r\ncontent-length: ten\r\n\r\n{}"),
    _wire(
        "a chunk that never ends", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{"
    ),
    _wire("a header of 1 MB", http(200, b"{}", {"x": "h" * MEGABYTE})),
    _wire("a redirection to itself", http(307, b"", {"location": "/v1/chat/completions"})),
)
