"""Questions that are open at the same time are answered together, each for itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from sosprobe.errors import JudgeError
from sosprobe.judges.gather import Gatherer, OneThread

BROKEN = 1313
"""The number at which `Doubling` breaks down."""


class Doubling:
    """Doubles numbers, and notes the batches and the threads."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.threads: set[int] = set()

    def __call__(self, jobs: Sequence[int]) -> list[int | JudgeError]:
        self.batches.append(list(jobs))
        self.threads.add(threading.get_ident())
        if BROKEN in jobs:
            raise RuntimeError("the engine is\n gone")
        return [JudgeError(f"{job} is negative") if job < 0 else 2 * job for job in jobs]


def ask(gatherer: Gatherer[int, int], jobs: Sequence[int]) -> list[int | BaseException]:
    """Ask all at once; errors are returned."""

    async def run() -> list[int | BaseException]:
        return await asyncio.gather(*map(gatherer.ask, jobs), return_exceptions=True)

    return asyncio.run(run())


def test_what_is_asked_at_once_is_one_batch_in_its_order() -> None:
    work = Doubling()
    assert ask(Gatherer(work, OneThread()), range(1, 1000)) == list(range(2, 2000, 2))
    assert work.batches == [list(range(1, 1000))]


def test_questions_that_come_in_short_steps_are_still_one_batch() -> None:
    work = Doubling()
    gatherer = Gatherer(work, OneThread())

    async def late(job: int) -> int:
        for _ in range(job):
            await asyncio.sleep(0)
        return await gatherer.ask(job)

    async def run() -> list[int]:
        return await asyncio.gather(*map(late, range(20)))

    assert asyncio.run(run()) == list(range(0, 40, 2))
    assert len(work.batches) == 1


def test_a_limit_cuts_batches() -> None:
    work = Doubling()
    assert ask(Gatherer(work, OneThread(), limit=4), range(10)) == list(range(0, 20, 2))
    assert [len(batch) for batch in work.batches] == [4, 4, 2]


def test_what_comes_while_a_batch_is_answered_waits_for_the_next() -> None:
    started, going = threading.Event(), threading.Event()
    batches: list[list[int]] = []

    def work(jobs: Sequence[int]) -> list[int | JudgeError]:
        batches.append(list(jobs))
        started.set()
        assert going.wait(20)
        return list(jobs)

    async def run() -> list[int]:
        gatherer = Gatherer(work, OneThread())
        first = asyncio.create_task(gatherer.ask(1))
        await asyncio.to_thread(started.wait, 20)
        others = [asyncio.create_task(gatherer.ask(job)) for job in (2, 3)]
        await asyncio.sleep(0)
        going.set()
        return await asyncio.gather(first, *others)

    assert asyncio.run(run()) == [1, 2, 3]
    assert batches == [[1], [2, 3]]


def test_one_bad_question_fails_alone() -> None:
    good, bad, other = ask(Gatherer(Doubling(), OneThread()), [1, -1, 2])
    assert (good, other) == (2, 4)
    assert isinstance(bad, JudgeError)
    assert str(bad) == "-1 is negative"


def test_a_failure_of_the_engine_fails_every_question_of_its_batch_and_no_other() -> None:
    gatherer = Gatherer(Doubling(), OneThread())
    errors = ask(gatherer, [1, BROKEN])
    assert [str(error) for error in errors] == ["the engine is gone"] * 2
    assert all(type(error) is JudgeError for error in errors)
    assert ask(gatherer, [1]) == [2]


def test_a_wrong_number_of_answers_is_an_error_and_no_wrong_answer() -> None:
    gatherer: Gatherer[int, int] = Gatherer(lambda jobs: [1], OneThread())
    assert all(isinstance(error, JudgeError) for error in ask(gatherer, [1, 2]))


def test_all_batches_run_in_one_thread_that_is_not_the_callers() -> None:
    work = Doubling()
    gatherer = Gatherer(work, OneThread(), limit=1)
    ask(gatherer, range(5))
    ask(gatherer, range(5))
    assert len(work.threads) == 1
    assert threading.get_ident() not in work.threads


def test_a_cancelled_question_holds_up_nobody() -> None:
    work = Doubling()

    async def run() -> int:
        gatherer = Gatherer(work, OneThread())
        given_up = asyncio.create_task(gatherer.ask(1))
        kept = asyncio.create_task(gatherer.ask(2))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        return await kept

    assert asyncio.run(run()) == 4
    assert work.batches == [[2]]


def test_the_thread_ends_with_its_owner() -> None:
    thread = OneThread()
    ident = thread.submit(threading.get_ident).result()
    (worker,) = [one for one in threading.enumerate() if one.ident == ident]
    del thread
    worker.join(20)
    assert not worker.is_alive()
