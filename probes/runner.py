"""Ask a judge every question once, bounded in flight, and keep each reply the moment it comes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field

from sosprobe.errors import JudgeError, Refused, Transient
from sosprobe.store import Store
from sosprobe.types import Form, Judge, Messages, Outcome, Reply, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to ask, under the key that its reply is kept by."""

    key: str
    messages: Messages
    repeat: int = 0
    form: Form | None = None


@dataclass(slots=True, kw_only=True)
class Answers:
    """What came back: replies, and verdicts without a reply for the questions that failed."""

    replies: dict[str, Reply] = field(default_factory=dict[str, Reply])
    failures: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    asked: int = 0
    reused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How often and how patiently a transient failure is tried again.

    The wait before attempt n is `base` x 2^(n-1) seconds, at most `cap`, times a random share of
    one half to one; a longer wait that the server asks for is honoured up to `cap`.
    """

    attempts: int = 6
    base: float = 0.5
    cap: float = 60.0

    def wait(self, attempt: int, error: Transient, rng: random.Random) -> float:
        """Return the seconds to wait after failed attempt number `attempt` (from 1)."""
        backoff = min(self.cap, self.base * 2.0 ** (attempt - 1)) * (0.5 + 0.5 * rng.random())
        return max(backoff, min(self.cap, error.retry_after or 0.0))


async def ask_all(
    questions: Iterable[Question],
    judge: Judge,
    store: Store,
    *,
    in_flight: int,
    retry: Retry | None = None,
    rng: random.Random | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    progress: Callable[[Reply | None, bool], None] = lambda reply, reused: None,
) -> Answers:
    """Return an answer to every question; equal questions are asked once, stored ones not at all.

    Parameters
    ----------
    in_flight
        How many questions may be open at once.
    progress
        Called after each question with its reply (None if it failed) and whether it was stored.

    Notes
    -----
    A failed question is noted and the run goes on; it is asked again by the next run.
    """
    answers = Answers()
    unique = {question.key: question for question in questions}
    waiting: list[Question] = []
    for question in unique.values():
        stored = store.get(question.key)
        if stored is None:
            waiting.append(question)
            continue
        answers.replies[question.key] = stored
        answers.reused += 1
        progress(stored, True)
    queue = iter(waiting)

    async def work() -> None:
        await _work(
            queue, judge, store, answers, retry or Retry(), rng or random.Random(), sleep, progress
        )

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(in_flight, len(waiting))):
                group.create_task(work())
    finally:
        close = getattr(judge, "aclose", None)
        if close is not None:
            await close()
    return answers


async def _work(
    queue: Iterator[Question],
    judge: Judge,
    store: Store,
    answers: Answers,
    retry: Retry,
    rng: random.Random,
    sleep: Callable[[float], Awaitable[None]],
    progress: Callable[[Reply | None, bool], None],
) -> None:
    """Take questions off the queue until it is empty."""
    for question in queue:
        try:
            reply = await patiently(question, judge, store.failed, retry, rng, sleep)
        except JudgeError as error:
            refused = isinstance(error, Refused)
            outcome = Outcome.REFUSED if refused else Outcome.ERROR
            answers.failures[question.key] = Verdict(outcome=outcome, detail=str(error))
            progress(None, False)
            continue
        store.put(question.key, reply)
        answers.replies[question.key] = reply
        answers.asked += 1
        progress(reply, False)


async def patiently(
    question: Question,
    judge: Judge,
    note: Callable[[str, str], None],
    retry: Retry,
    rng: random.Random,
    sleep: Callable[[float], Awaitable[None]],
) -> Reply:
    """Ask until a reply comes, the failure is final, or the attempts are used up.

    `note` is told the key and the reason of each failed attempt.
    """
    attempt = 1
    while True:
        try:
            return await judge.ask(
                question.messages, repeat=question.repeat, form=question.form
            )
        except JudgeError as error:
            note(question.key, f"attempt {attempt}: {error}")
            if not isinstance(error, Transient) or attempt >= retry.attempts:
                raise
            await sleep(retry.wait(attempt, error, rng))
            attempt += 1
