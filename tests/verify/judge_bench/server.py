"""A chat server on this machine that waits, answers and counts: one process of its own.

It answers every question after a fixed wait, from bytes made beforehand, so that it stays far from
being what limits a client; `Tally.cpu` says how far. The first part of a path says what form the
answer has: `/words/v1` for a text that ends in a verdict, `/rank/v1` for a JSON object with a
ranking, `/call/v1` for a call of the function that the client offers.

It prints its port and lives until its standard input is closed, which happens when the process that
started it ends, or for `LIFE` seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import sys
import time
from dataclasses import asdict, dataclass
from typing import Literal

LIFE = 3 * 3600.0
LATENCY = 0.05
"""Seconds from the last byte of a question to the answer."""
SHARES = {"busy": 0.05, "broken": 0.01, "reset": 0.005}
"""Shares of questions that fail where faults are on: status 429, status 500, connection reset."""

Fate = Literal["answered", "busy", "broken", "reset"]

REASON = (
    "Both responses take up what was asked. The first one names the steps in their order and says "
    "why each of them is needed; the second one repeats itself, leaves one step out and adds a "
    "remark that has little to do with the question, so the first one serves the reader better."
)
NUMBER = "0" * 12
"""Where the number of an answer stands: each has an id of its own, as with real servers."""
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the server has seen since it was last told to begin."""

    calls: int = 0
    answered: int = 0
    busy: int = 0
    broken: int = 0
    reset: int = 0
    connections: int = 0
    open: int = 0
    most_open: int = 0
    """Questions that were waiting for their answer at the same time."""
    first: float = 0.0
    last: float = 0.0
    """Seconds of a steady clock: the first question came, the last answer went."""
    cpu: float = 0.0
    """Processor seconds of the server."""


def draw(rng: random.Random, faults: bool) -> Fate:
    """Return what becomes of the next question."""
    left = rng.random()
    for fate, share in SHARES.items() if faults else ():
        if left < share:
            return "busy" if fate == "busy" else "broken" if fate == "broken" else "reset"
        left -= share
    return "answered"


def answers() -> dict[bytes, tuple[bytes, bytes]]:
    """Return the answer before and after its number, by the first part of a question's path."""
    function = {"name": "InferredSchema", "arguments": json.dumps({"choice": "A"})}
    call = {"id": "call_1", "type": "function", "function": function}
    messages: dict[bytes, dict[str, object]] = {
        b"words": {"content": f"{REASON}\n\nVerdict: [[A>B]]"},
        b"rank": {"content": json.dumps({"rank": [1, 2], "reason": REASON})},
        b"call": {"content": None, "tool_calls": [call]},
    }
    found: dict[bytes, tuple[bytes, bytes]] = {}
    for form, message in messages.items():
        done = "tool_calls" if form == b"call" else "stop"
        choice = {
            "index": 0,
            "message": {"role": "assistant", **message},
            "finish_reason": done,
        }
        body = {
            "id": f"chatcmpl-{NUMBER}",
            "object": "chat.completion",
            "created": 1,
            "model": "judge",
            "choices": [choice],
            "usage": {"prompt_tokens": 600, "completion_tokens": 60, "total_tokens": 660},
        }
        before, _, after = whole(200, json.dumps(body)).partition(NUMBER.encode())
        found[form] = before, after
    return found


def whole(status: int, body: str, *headers: str) -> bytes:
    """Return an HTTP answer as it goes over the line."""
    raw = body.encode()
    reason = {200: "OK", 404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error"}
    lines = [
        f"HTTP/1.1 {status} {reason[status]}",
        "Content-Type: application/json",
        f"Content-Length: {len(raw)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


def complaint(message: str) -> str:
    """Return the body of a failure in the words that chat servers use."""
    return json.dumps({"error": {"message": message, "type": "server", "code": None}})


class Office:
    """What all connections share: the answers, the draw of faults and the tally."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._answers = answers()
        self._number = 0
        self._failures = {
            "busy": whole(429, complaint("Rate limit reached, try again."), "Retry-After: 0"),
            "broken": whole(500, complaint("The server had an error.")),
        }
        self._unknown = whole(404, complaint("There is nothing here."))
        self.begin(faults=False)

    def begin(self, *, faults: bool) -> None:
        """Forget what was counted, and draw faults from the start again."""
        self.tally = Tally()
        self._faults = faults
        self._rng = random.Random(1)
        self._started = time.process_time()

    def receive(self, path: bytes, line: asyncio.Transport) -> None:
        """Take a question, or a word from the one who measures."""
        if path.startswith(b"/control/"):
            if path.startswith(b"/control/begin"):
                self.begin(faults=path.endswith(b"faults"))
            self.tally.cpu = time.process_time() - self._started
            line.write(whole(200, json.dumps(asdict(self.tally))))
            return
        tally = self.tally
        tally.calls += 1
        tally.open += 1
        tally.most_open = max(tally.most_open, tally.open)
        tally.first = tally.first or self.loop.time()
        fate = draw(self._rng, self._faults)
        form = path.split(b"/", 2)[1]
        self.loop.call_later(LATENCY, self._answer, tally, fate, form, line)

    def _answer(self, tally: Tally, fate: Fate, form: bytes, line: asyncio.Transport) -> None:
        tally.open -= 1
        tally.last = self.loop.time()
        match fate:
            case "answered":
                tally.answered += 1
                self._number += 1
                line.write(self._numbered(form))
            case "reset":
                tally.reset += 1
                line.abort()
            case "busy":
                tally.busy += 1
                line.write(self._failures[fate])
            case "broken":
                tally.broken += 1
                line.write(self._failures[fate])

    def _numbered(self, form: bytes) -> bytes:
        if form not in self._answers:
            return self._unknown
        before, after = self._answers[form]
        return before + str(self._number).zfill(len(NUMBER)).encode() + after


class Connection(asyncio.Protocol):
    """One connection, kept open from question to question."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._waiting = b""
        self._line: asyncio.Transport | None = None
        self._counted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the line that answers go over."""
        assert isinstance(transport, asyncio.Transport)
        self._line = transport

    def data_received(self, data: bytes) -> None:
        """Take every question that has come in whole."""
        self._waiting += data
        while (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            head = self._waiting[:end]
            length = _LENGTH.search(head)
            after = end + 4 + (int(length[1]) if length else 0)
            if len(self._waiting) < after or self._line is None:
                return
            self._waiting = self._waiting[after:]
            path = head.split(b" ", 2)[1]
            if not self._counted and not path.startswith(b"/control/"):
                self._counted = True
                self._office.tally.connections += 1
            self._office.receive(path, self._line)


async def serve() -> None:
    """Serve on a free port until standard input is closed."""
    loop = asyncio.get_running_loop()
    office = Office(loop)
    server = await loop.create_server(lambda: Connection(office), "127.0.0.1", 0, backlog=1024)
    over = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), over.set)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), LIFE)


if __name__ == "__main__":
    asyncio.run(serve())
