"""Put the questions that are open at the same time into one batch, for a model in this process."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Generic, TypeVar

from sosprobe.errors import JudgeError

T = TypeVar("T")
Job = TypeVar("Job")
Result = TypeVar("Result")

PAUSE = 0.005
"""Seconds without a new question after which those that wait are sent."""

CLIP = 300
"""Most characters of a library's error that end up in a message."""


class OneThread:
    """Run functions one after another, all in the same thread.

    A model is built and asked in one thread because some runtimes keep settings by thread. The
    thread never holds up the end of the program: an interrupted run need not wait for its batch.
    """

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        threading.Thread(target=_work_off, args=(self._calls,), daemon=True).start()
        weakref.finalize(self, self._calls.put, None)

    def submit(self, function: Callable[[], T]) -> Future[T]:
        """Queue a call; the future gets its result or its error."""
        future: Future[T] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(function())
            except BaseException as error:
                future.set_exception(error)

        self._calls.put(call)
        return future


@dataclass(slots=True)
class _Queue(Generic[Job, Result]):
    """What waits in one event loop, and the task that serves it."""

    loop: asyncio.AbstractEventLoop
    waiting: list[tuple[Job, asyncio.Future[Result]]] = field(
        default_factory=list[tuple[Job, "asyncio.Future[Result]"]]
    )
    server: asyncio.Task[None] | None = None


class Gatherer(Generic[Job, Result]):
    """Answer questions that come one by one in batches, one batch at a time.

    Parameters
    ----------
    work
        Answers a batch, in its order; an error in an answer's place fails that question alone, one
        that is raised fails the batch.
    thread
        Where `work` runs.
    limit
        The most questions in a batch; 0 means all that wait.

    Notes
    -----
    A batch is sent when a question was waiting and none has come since for a moment, or when it is
    full. What comes while a batch is answered waits for the next.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Job]], Sequence[Result | JudgeError]],
        thread: OneThread,
        *,
        limit: int = 0,
    ) -> None:
        self._work = work
        self._thread = thread
        self._limit = limit
        self._queue: _Queue[Job, Result] | None = None

    async def ask(self, job: Job) -> Result:
        """Return the answer to `job`, or raise its `JudgeError`."""
        loop = asyncio.get_running_loop()
        if self._queue is None or self._queue.loop is not loop:
            self._queue = _Queue(loop)
        queue = self._queue
        future: asyncio.Future[Result] = loop.create_future()
        queue.waiting.append((job, future))
        if queue.server is None or queue.server.done():
            queue.server = loop.create_task(self._serve(queue.waiting))
        return await future

    async def _serve(self, waiting: list[tuple[Job, asyncio.Future[Result]]]) -> None:
        """Send batch after batch until nothing waits."""
        while waiting:
            await self._quiet(waiting)
            taken = waiting[: self._limit or None]
            del waiting[: len(taken)]
            # Who has been cancelled meanwhile wants no answer.
            batch = [(job, future) for job, future in taken if not future.done()]
            results = await self._answers([job for job, _ in batch])
            for (_, future), result in zip(batch, results, strict=True):
                if future.done():
                    continue
                if isinstance(result, JudgeError):
                    future.set_exception(result)
                else:
                    future.set_result(result)

    async def _quiet(self, waiting: Sequence[object]) -> None:
        """Wait until a batch is full or nothing new has come for a moment."""
        seen = 0
        while seen < len(waiting) and not 0 < self._limit <= len(waiting):
            seen = len(waiting)
            await asyncio.sleep(PAUSE)

    async def _answers(self, jobs: Sequence[Job]) -> Sequence[Result | JudgeError]:
        """Return an answer or an error for each job, whatever `work` does."""
        if not jobs:
            return []
        try:
            results = await asyncio.wrap_future(self._thread.submit(lambda: self._work(jobs)))
            if len(results) != len(jobs):
                raise JudgeError(f"{len(results)} answers came to {len(jobs)} questions")
        except Exception as error:
            return [JudgeError(brief(error)) for _ in jobs]
        return results


def brief(error: Exception) -> str:
    """Return what an error of a library says, clipped; its kind if it says nothing.

    >>> brief(ValueError("no such   model")), brief(KeyError())
    ('no such model', 'KeyError')
    """
    return " ".join(str(error).split())[:CLIP] or type(error).__name__


def _work_off(calls: SimpleQueue[Callable[[], None] | None]) -> None:
    """Make every call that is queued, until a None."""
    for call in iter(calls.get, None):
        call()
