"""Ask a model from code that waits for its answer; every reply is stored and used again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from sosprobe.errors import JudgeError
from sosprobe.judges import JUDGES
from sosprobe.probes.delivery import Delivery
from sosprobe.probes.question import Question, Retry
from sosprobe.store import Store
from sosprobe.types import Messages

T = TypeVar("T")

THREADS = 16
"""Most threads that ask a writer at the same time."""


def asking(spec: str, base_url: str, store: Store, *, retry: Retry | None = None) -> Asking:
    """Return the model that `spec` names, as a judge is named, as a writer or a reader."""
    more = {"base_url": base_url} if base_url else {}
    judge = JUDGES.build(spec, **more)
    return Asking(delivery=Delivery(judge=judge, store=store, retry=retry or Retry()))


def pretend(messages: Messages, attempt: int = 0) -> str:
    """Hand the response back as its own rewrite, to count what would be asked.

    Marks that nobody sees make it another text for another instruction.
    """
    content = messages[1]["content"]
    response, _, instruction = content.partition("<response>")[2].rpartition("</response>")
    marks = "\u200b" * (1 + len(instruction) % 97)
    return f"<rewrite>{response.strip()}{marks}</rewrite>"


@dataclass(eq=False, slots=True, kw_only=True)
class Asking:
    """A judge used as a writer or a reader, by one or several threads at once.

    The judge and the store are used in a loop of its own thread alone. A question that was asked
    before, in this run or an earlier one, is answered from the store.
    """

    delivery: Delivery
    reused: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def asked(self) -> int:
        """How many questions were asked, and not answered from the store."""
        return self.delivery.asked

    @property
    def at_once(self) -> int:
        """How many threads may ask at the same time to some purpose."""
        return min(self.delivery.limit.most, THREADS)

    def __call__(self, messages: Messages, attempt: int = 0) -> str:
        """Return the text of the reply to `messages`; `attempt` tells equal questions apart.

        Raises
        ------
        JudgeError
            If no reply came, or one that was cut short or refused by the provider.
        """
        question = Question.of(self.delivery.judge.identity, messages, attempt)
        reply, known = self._wait(self.delivery.answer(question))
        with self._lock:
            self.reused += known
        if reply.finish_reason == "length":
            raise JudgeError("the reply hit the token limit")
        if reply.finish_reason == "content_filter":
            raise JudgeError("the provider's filter stopped the reply")
        return reply.text

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
                self._thread.start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def __enter__(self) -> Self:
        """Return this."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the judge's connections and stop the thread."""
        if self._thread is not None:
            self._wait(self.delivery.aclose())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()
