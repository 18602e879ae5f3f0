"""A server that answers as badly as a scene wants: HTTP/1.1 by hand, connections kept open."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from tests.verify.chaos.questions import Question, read

_SERIAL = itertools.count()
"""Numbers the completions: none has the id of another, as with real servers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes over the connection for one request, and when."""

    raw: bytes
    """Everything that is sent, status line included."""
    good: bool = False
    """Whether it is a whole answer with the question's own verdict."""
    delay: float = 0.0
    silent: bool = False
    """Send nothing, ever."""
    copies: int = 1
    pause: float = 0.0
    """Seconds between copies."""
    close: bool = False
    """Close the connection after it."""


Behaviour = Callable[[Question, int], Answer]
"""The question, and how often it has been asked (from 1), in; the answer out."""


def http(
    status: int, body: bytes, headers: Mapping[str, str] | None = None, *, length: int | None = None
) -> bytes:
    """Return a response as bytes; `length` is what it claims to be long."""
    lines = {"content-type": "application/json", **(headers or {})}
    lines["content-length"] = str(len(body) if length is None else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body


def completion(question: Question, **more: Any) -> dict[str, Any]:
    """Return the body of a good answer; `more` replaces fields of it."""
    return {
        "id": f"id {next(_SERIAL)}",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": question.text},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        **more,
    }


def good(
    question: Question,
    *,
    delay: float = 0.0,
    silent: bool = False,
    copies: int = 1,
    pause: float = 0.0,
) -> Answer:
    """Return the answer of a server whose answers are right, whatever else it does to them."""
    raw = http(200, json.dumps(completion(question)).encode())
    return Answer(raw=raw, good=not silent, delay=delay, silent=silent, copies=copies, pause=pause)


class Hostile:
    """Serve on 127.0.0.1 while the `with` block lasts.

    Attributes
    ----------
    asked
        How often each question has arrived.
    served
        How often a good answer to it was handed to the network.
    url
        The base URL for a judge.
    """

    def __init__(self, behave: Behaviour) -> None:
        self.asked: Counter[Question] = Counter()
        self.served: Counter[Question] = Counter()
        self.url = ""
        self._behave = behave
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))

    @property
    def total(self) -> int:
        """How many requests have come."""
        return sum(self.asked.values())

    @property
    def again(self) -> int:
        """How many of them had been asked before."""
        return self.total - len(self.asked)

    def __enter__(self) -> Hostile:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        open_ones: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._connection(reader, writer))
            open_ones.add(task)
            task.add_done_callback(open_ones.discard)

        server = await asyncio.start_server(connected, "127.0.0.1", 0, backlog=256)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        self._ready.set()
        await self._over.wait()
        server.close()
        left = list(open_ones)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while body := await _request(reader):
                question = read(body)
                self.asked[question] += 1
                answer = self._behave(question, self.asked[question])
                await asyncio.sleep(answer.delay)
                if answer.silent:
                    await self._over.wait()
                for copy in range(answer.copies):
                    await asyncio.sleep(answer.pause if copy else 0)
                    writer.write(answer.raw)
                    await writer.drain()
                self.served[question] += answer.good
                if answer.close:
                    break
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client went away
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> Any:
    """Return the body of the next request; None at the end of the connection."""
    length = 0
    if not await reader.readline():
        return None
    while (line := await reader.readline()).strip():
        name, _, value = line.decode("latin-1").partition(":")
        if name.lower() == "content-length":
            length = int(value)
    return json.loads(await reader.readexactly(length))
