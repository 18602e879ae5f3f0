"""Ask a judge every question once, as fast as it bears, and keep each reply the moment it comes.

A question is answered from the store if it can be; equal questions in flight are asked once. What
fails and may pass is tried again, with growing waits; what fails for good is an outcome, and the
run goes on. It stops early, and can be resumed, where a budget is spent or where the endpoint
turns everything down.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field

from sosprobe.errors import (
    BudgetReached,
    Denied,
    JudgeError,
    Pending,
    Refused,
    SetupError,
    Transient,
)
from sosprobe.probes.budget import Budget, Cost
from sosprobe.probes.keeping import Keeper
from sosprobe.probes.limit import Limit
from sosprobe.probes.question import Answers, Question, Retry
from sosprobe.store import Entry, Store, identity_text, question_key
from sosprobe.types import Judge, Messages, Outcome, Reply, Verdict

CAUTIOUS = 16
"""Questions that are open at first, where the user does not say how many."""
WORKERS = 2
"""Tasks for each question that may be open, because some wait to try again."""
_TURNED_DOWN = 5
"""So many questions in a row, turned down for a reason that will not pass, end a run."""


def _free(tokens_in: int, tokens_out: int) -> float | None:
    return 0.0


@dataclass(slots=True, kw_only=True)
class Delivery:
    """Brings questions to one judge and replies into the store; used in one event loop.

    Parameters
    ----------
    in_flight
        How many questions may be open; 0 finds out how many the endpoint bears, up to what the
        judge says.
    budget
        What may be spent; judges may share one.
    cost
        Dollars of tokens in and out.
    tokens_out
        Tokens of a usual reply.
    """

    judge: Judge
    store: Store
    in_flight: int = 0
    retry: Retry = field(default_factory=Retry)
    budget: Budget = field(default_factory=Budget)
    cost: Cost = _free
    tokens_out: int = 200
    rng: random.Random = field(default_factory=random.Random)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    asked: int = 0
    stopped: str = ""
    """Why nothing more is asked; empty while something is."""
    limit: Limit = field(init=False)
    keeper: Keeper = field(init=False)
    _identity: str = field(init=False)
    _open: dict[str, asyncio.Future[Reply]] = field(
        default_factory=dict[str, asyncio.Future[Reply]]
    )
    _turned_down: int = 0

    def __post_init__(self) -> None:
        """Set the limit."""
        most = self.in_flight or self.judge.in_flight
        start = most if self.in_flight else min(most, CAUTIOUS)
        if not hasattr(self.judge, "endpoint"):
            start = most  # a judge in this process knows how much it bears
        self.keeper = Keeper(store=self.store)
        self.limit = Limit(most=most, now=start)
        self._identity = identity_text(self.judge.identity)

    async def ask(self, question: Question) -> Reply:
        """Return the reply to a question, see `answer`."""
        return (await self.answer(question))[0]

    async def answer(self, question: Question) -> tuple[Reply, bool]:
        """Return the reply to a question, and whether it was there already.

        Raises
        ------
        JudgeError
            If none came: `BudgetReached` before it was asked, `Refused`, `Denied` ...
        """
        stored = self.keeper.get(question.key)
        if stored is not None:
            return stored, True
        if question.key in self._open:
            return await asyncio.shield(self._open[question.key]), True
        mine = self._open[question.key] = asyncio.get_running_loop().create_future()
        try:
            reply = await self._patiently(question)
        except BaseException as error:
            mine.set_exception(error)
            mine.exception()  # nobody else may be waiting for it
            raise
        else:
            mine.set_result(reply)
            return reply, False
        finally:
            del self._open[question.key]

    async def _patiently(self, question: Question) -> Reply:
        """Ask until a reply comes, the failure is final, or the attempts are used up."""
        messages = question.render()
        attempt = 1
        while True:
            try:
                reply = await self._once(question, messages)
            except (BudgetReached, Pending):
                raise
            except JudgeError as error:
                self.store.failed(question.key, f"attempt {attempt}: {error}")
                if not isinstance(error, Transient) or attempt >= self.retry.attempts:
                    raise
                await self.sleep(self.retry.wait(attempt, error, self.rng))
                attempt += 1
                continue
            name = question_key(messages, question.repeat)
            entry = Entry(key=question.key, reply=reply, question=name, judge=self._identity)
            await self.keeper.keep(entry)
            self.asked += 1
            return reply

    async def _once(self, question: Question, messages: Messages) -> Reply:
        """Ask once, within the limit and the budget."""
        since = await self.limit.enter()
        try:
            if self.stopped:
                raise BudgetReached(self.stopped)
            hold = await self.budget.take(messages, self.tokens_out, self.cost)
            try:
                reply = await self.judge.ask(messages, repeat=question.repeat, form=question.form)
            except BaseException:
                self.budget.settle(hold, None, self.cost)
                raise
            self.budget.settle(hold, reply, self.cost)
        except Transient as error:
            if error.overload:
                self.limit.overloaded(since, min(error.retry_after or 0.0, self.retry.cap))
            raise
        finally:
            self.limit.leave()
        self.limit.replied(reply.latency)
        return reply

    def ended(self, error: JudgeError | None) -> bool:
        """Note how a question ended; say whether the endpoint is not worth another one.

        That is so when it turns one question after another down, or when it has not answered any.
        """
        useless = isinstance(error, Denied) or (isinstance(error, Transient) and not self.asked)
        self._turned_down = self._turned_down + 1 if useless else 0
        if self._turned_down >= _TURNED_DOWN and not self.stopped:
            self.stopped = str(error)
        return bool(self.stopped)

    async def aclose(self) -> None:
        """Close the judge's connections."""
        close = getattr(self.judge, "aclose", None)
        if close is not None:
            await close()


async def ask_all(
    questions: Iterable[Question],
    delivery: Delivery,
    *,
    progress: Callable[[Reply | None, bool], None] = lambda reply, reused: None,
) -> Answers:
    """Return an answer to every question; equal ones are asked once, stored ones not at all.

    Parameters
    ----------
    progress
        Called after each question with its reply (None if it failed) and whether it was stored.

    Raises
    ------
    SetupError
        If the store cannot be written, or if the endpoint turned everything down from the start.

    Notes
    -----
    A failed question is noted and the run goes on; it is asked again by the next run.
    """
    unique = {question.key: question for question in questions}
    answers = Answers(replies=delivery.keeper.look_up(set(unique)))
    before = delivery.asked
    for reply in answers.replies.values():
        progress(reply, True)
    waiting = [question for name, question in unique.items() if name not in answers.replies]
    del unique
    waiting.reverse()
    queue = _taken(waiting)
    count = min(WORKERS * delivery.limit.most, len(waiting))
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(count):
                group.create_task(_work(queue, delivery, answers, progress))
    except BaseExceptionGroup as failures:
        mistaken, others = failures.split(SetupError)
        raise failures if mistaken is None or others else mistaken.exceptions[0] from None
    finally:
        await delivery.aclose()
    if answers.pending and not answers.stopped:
        answers.stopped = f"{answers.pending:,} {answers.why_pending}"
    answers.asked = delivery.asked - before
    answers.reused = len(answers.replies) - answers.asked
    if answers.denied and not answers.replies:
        raise SetupError(f"The judge answers no question: {answers.stopped}")
    return answers


async def _work(
    queue: Iterator[Question],
    delivery: Delivery,
    answers: Answers,
    progress: Callable[[Reply | None, bool], None],
) -> None:
    """Take questions off the queue until it is empty or the run has to stop."""
    for question in queue:
        if answers.stopped:
            return
        error: JudgeError | None = None
        try:
            reply, reused = await delivery.answer(question)
        except BudgetReached as spent:
            answers.stopped = answers.stopped or str(spent)
            return
        except Pending as later:
            answers.pending += 1
            answers.why_pending = str(later)
            continue
        except JudgeError as failure:
            error = failure
            outcome = Outcome.REFUSED if isinstance(error, Refused) else Outcome.ERROR
            answers.failures[question.key] = Verdict(outcome=outcome, detail=str(error))
            progress(None, False)
        else:
            answers.replies[question.key] = reply
            progress(reply, reused)
        if delivery.ended(error):
            answers.stopped = answers.stopped or delivery.stopped
            answers.denied = True


def _taken(waiting: list[Question]) -> Iterator[Question]:
    """Yield the questions from the end, and let go of each."""
    while waiting:
        yield waiting.pop()
