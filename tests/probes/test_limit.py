"""The limit grows while the endpoint bears it, halves once for an overload, and loses no place."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from sosprobe.probes.limit import Limit


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_doubles_with_each_round_while_replies_are_as_fast() -> None:
    limit = Limit(most=100, now=4)
    for _ in range(4):
        limit.replied(0.05)
    assert limit.now == 8
    for _ in range(500):
        limit.replied(0.05)
    assert limit.now == 100


def test_it_grows_no_more_when_replies_slow_down() -> None:
    limit = Limit(most=1000, now=4)
    for _ in range(50):
        limit.replied(0.05)
    before = limit.now
    for _ in range(200):
        limit.replied(1.0)
    assert limit.now < before + 10


def test_an_overload_halves_it_once_for_all_questions_that_were_open() -> None:
    clock = Clock()
    limit = Limit(most=64, now=64, clock=clock)
    clock.now = 1.0
    for _ in range(30):
        limit.overloaded(since=0.5)
    assert limit.now == 32
    clock.now = 2.0
    limit.overloaded(since=1.5)
    assert limit.now == 16
    for _ in range(16):
        limit.replied(0.05)
    assert limit.now == 20
    for _ in range(48):
        limit.replied(0.05)
    assert limit.now == 32
    for _ in range(32):
        limit.replied(0.05)
    assert 32.5 < limit.now < 33.5


def test_it_never_falls_below_one() -> None:
    clock = Clock()
    limit = Limit(most=8, now=2, clock=clock)
    for number in range(10):
        clock.now = float(number)
        limit.overloaded(since=float(number))
    assert limit.now == 1


@given(st.lists(st.sampled_from(["reply", "overload", "cancel"]), max_size=60), st.integers(1, 6))
def test_every_place_that_is_taken_is_given_back(events: list[str], start: int) -> None:
    async def run() -> None:
        limit = Limit(most=8, now=start)
        most_open = 0
        open_now = 0

        async def work(event: str) -> None:
            nonlocal open_now, most_open
            since = await limit.enter()
            open_now += 1
            most_open = max(most_open, open_now)
            try:
                await asyncio.sleep(0)
            finally:
                open_now -= 1
                limit.leave()
            if event == "overload":
                limit.overloaded(since)
            if event == "reply":
                limit.replied(0.01)

        tasks = [asyncio.create_task(work(event)) for event in events]
        for number, (event, task) in enumerate(zip(events, tasks, strict=True)):
            if event == "cancel" and number % 2:
                task.cancel()
                await asyncio.sleep(0)
        done = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 10)
        assert len(done) == len(events)
        assert most_open <= 8
        for _ in range(int(limit.now)):
            await asyncio.wait_for(limit.enter(), 1)

    asyncio.run(run())
