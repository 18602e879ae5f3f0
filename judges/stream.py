"""Put an answer that came in pieces (server-sent events) together as if it had come whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sosprobe.errors import Transient
from sosprobe.judges.answer import decoded, dig, entries, whole, words
from sosprobe.judges.endpoint import Endpoint

DONE = "[DONE]"
"""What chat-completions servers send last."""


def streamed(body: bytes) -> bool:
    """Say whether a body is a stream: servers may answer whole all the same, above all errors.

    >>> streamed(b"data: {}"), streamed(b'{"choices": []}')
    (True, False)
    """
    return re.match(rb"\s*(data|event|id|retry)?:", body) is not None


def events(body: bytes) -> Iterator[tuple[str, str]]:
    r"""Yield the name and the data of each event; comments and events without data are left out.

    >>> list(events(b"event: ping\ndata: {}\n\n: hello\n\ndata: 1\ndata: 2\n\n"))
    [('ping', '{}'), ('', '1\n2')]
    """
    # Not splitlines: U+2028 and its like are part of the data.
    for block in re.split(r"(?:\r\n|\r|\n){2,}", body.decode("utf-8", "replace")):
        name, data = "", list[str]()
        for line in re.split(r"\r\n|\r|\n", block):
            key, _, value = line.partition(":")
            if key == "data":
                data.append(value.removeprefix(" "))
            elif key == "event":
                name = value.strip()
        if data:
            yield name, "\n".join(data)


def chat(body: bytes, headers: Mapping[str, str], where: Endpoint) -> Mapping[str, object]:
    """Return the answer whose chunks a chat-completions server sent.

    Of the log probabilities, those of the first token are kept.

    Raises
    ------
    JudgeError
        What an error in the stream says; `Transient` if the stream is broken or ends too early.
    """
    said: dict[str, list[str]] = {"content": [], "refusal": []}
    answer: dict[str, object] = {}
    finish, first, done = "", None, False
    for name, data in events(body):
        if data.strip() == DONE:
            done = True
            break
        chunk = _piece(name, data, headers, where)
        choice = dig(chunk, "choices", 0)
        for part, texts in said.items():
            texts.append(words(dig(choice, "delta", part)))
        first = first or dig(choice, "logprobs", "content", 0)
        finish = words(dig(choice, "finish_reason")) or finish
        answer |= {key: chunk[key] for key in ("model", "usage") if chunk.get(key)}
    if not (done or finish):
        raise Transient("The stream ended before the answer did.")
    message = {part: "".join(texts) for part, texts in said.items()}
    choice = {"message": message, "finish_reason": finish, "logprobs": {"content": [first]}}
    return {**answer, "choices": [choice]}


def message(body: bytes, headers: Mapping[str, str], where: Endpoint) -> Mapping[str, object]:
    """Return the answer whose events the messages API sent.

    Raises
    ------
    JudgeError
        What an error in the stream says; `Transient` if the stream is broken or ends too early.
    """
    answer: dict[str, Any] = {}
    usage: dict[str, object] = {}
    blocks: dict[int, tuple[dict[str, Any], list[str]]] = {}
    done = False
    for name, data in events(body):
        piece = _piece(name, data, headers, where)
        index = whole(piece.get("index"))
        match piece.get("type"):
            case "message_start":
                answer = entries(piece.get("message"))
                usage |= _known(answer.get("usage"))
            case "content_block_start":
                block = entries(piece.get("content_block"))
                blocks[index] = block, [words(block.get("text"))]
            case "content_block_delta" if index in blocks:
                delta = entries(piece.get("delta"))
                blocks[index][1].append(words(delta.get("text", delta.get("partial_json"))))
            case "message_delta":
                answer |= _known(piece.get("delta"))
                usage |= _known(piece.get("usage"))
            case "message_stop":
                done = True
            case _:
                pass  # a ping, the end of a block, and what there may be one day
    if not (done or answer.get("stop_reason")):
        raise Transient("The stream ended before the answer did.")
    content = [_block(block, "".join(texts)) for _, (block, texts) in sorted(blocks.items())]
    return {**answer, "content": content, "usage": usage}


def _piece(name: str, data: str, headers: Mapping[str, str], where: Endpoint) -> dict[str, Any]:
    """Return one event's JSON object; raise what an error event says."""
    read = decoded(data.encode())
    piece = entries(read)
    if piece is not read:
        raise Transient(where.clean(f"The stream is broken: {data}"))
    if error := piece.get("error") or (piece if name == "error" else None):
        raise where.reported(error, headers)
    return piece


def _known(part: object) -> dict[str, Any]:
    """Return what an object says, without what it leaves open."""
    return {name: value for name, value in entries(part).items() if value is not None}


def _block(block: dict[str, Any], text: str) -> dict[str, Any]:
    """Return a block of content with its pieces: text, or the input of a tool."""
    if block.get("type") == "tool_use":
        return {**block, "input": decoded(text.encode()) if text else block.get("input")}
    return {**block, "text": text}
