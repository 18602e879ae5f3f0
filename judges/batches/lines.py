"""Read and write the files of batches: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping

from sosprobe.errors import JudgeError, Transient
from sosprobe.judges.answer import dig, entries, words
from sosprobe.judges.batches.route import Answer, Batchable, Request
from sosprobe.judges.endpoint import Endpoint

LARGEST = 32 * 2**20
"""Most bytes of a line that are read."""

# Half a character and an infinite number have no JSON; both are errors of the question's own.
_WRITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def written(data: Mapping[str, object]) -> bytes:
    """Return an object as one line; ValueError if it has no JSON."""
    return _WRITE(data).encode() + b"\n"


async def lines(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """Yield the lines of a body that comes in pieces, without empty ones.

    Only a line feed ends a line: JSON may hold the other characters that `str.splitlines` takes
    for one.
    """
    left = b""
    async for piece in pieces:
        first, *others = piece.split(b"\n")
        left += first
        for other in others:
            if left.strip():
                yield left
            left = other
        if len(left) > LARGEST:
            raise JudgeError(f"A line of the results is larger than {LARGEST >> 20} MB.")
    if left.strip():
        yield left


def chat_line(request: Request) -> dict[str, object]:
    """Return a request as OpenAI's batches and vLLM's offline runner read it."""
    return {
        "custom_id": request.custom_id,
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": request.body,
    }


def chat_answer(line: Mapping[str, object], judge: Batchable) -> tuple[str, Answer]:
    """Read one line of results in OpenAI's form.

    A failed question has an error, an answer with a status of its own, or both (vLLM).
    """
    name = words(line.get("custom_id"))
    response, error = line.get("response"), line.get("error")
    if response is None:
        text = words(dig(error, "message")) or words(dig(error, "code")) or "there is no answer"
        return name, Transient(judge.endpoint.clean(text))
    status = dig(response, "status_code")
    body = dig(response, "body")
    if not isinstance(status, int):
        return name, Transient(judge.endpoint.clean(f"An answer without a status: {response}"))
    if status >= 300:
        return name, judge.endpoint.failure(status, {}, body or error)
    return name, answer(body, judge)


def answer(body: object, judge: Batchable) -> Answer:
    """Read the body of an answer with a good status; some servers put a failure into one."""
    data = entries(body)
    if data is not body:
        return Transient(judge.endpoint.clean(f"The answer is not a JSON object: {body}"))
    if error := data.get("error"):
        return judge.endpoint.reported(error, {})
    return judge.read(data)


def malformed(where: Endpoint, number: int, line: object) -> Transient:
    """Say that a line of results is no JSON object; it may be another time."""
    return Transient(where.clean(f"Line {number} of the results is not a JSON object: {line}"))
