"""A batch that was taken without anybody hearing of it is found again, and no other one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest

from sosprobe.errors import Transient
from sosprobe.judges.batches import Route, route_for
from sosprobe.judges.batches.route import Request, request
from sosprobe.types import Message
from tests.judges.batch_wire import SHOPS, Provider, Shop

T = TypeVar("T")

ANTHROPIC = SHOPS[1]
KEY = "f" * 64
ASKED = (Message(role="user", content="A or B?"),)


@pytest.fixture(params=SHOPS, ids=[shop.name for shop in SHOPS])
def shop(request: pytest.FixtureRequest) -> Shop:
    found: Shop = request.param
    return found


@pytest.fixture
def server(shop: Shop) -> Iterator[Provider]:
    with shop.serve() as made:
        yield made


def done(route: Route, work: Coroutine[Any, Any, T]) -> T:
    """Run a call of a route, and close the route."""

    async def run() -> T:
        try:
            return await work
        finally:
            await route.aclose()

    return asyncio.run(run())


def asked(route: Route, key: str = KEY) -> Request:
    return request(route.judge, key, ASKED, 0, None)


def test_a_batch_is_found_on_any_page_by_its_token_or_its_keys(
    shop: Shop, server: Provider
) -> None:
    route = route_for(shop.at(server))
    keys = [KEY, "e" * 64]

    async def run() -> str | None:
        for count, token in ((2, "mine"), (1, "other"), (3, "third")):
            await route.submit([asked(route, key=keys[n % 2]) for n in range(count)], token)
        server.finish()
        return await route.find("mine", set(keys), server.jobs[0].created, [])

    assert done(route, run()) == server.jobs[0].id


def test_a_batch_that_was_never_taken_is_not_found(shop: Shop, server: Provider) -> None:
    route = route_for(shop.at(server))

    async def run() -> str | None:
        await route.submit([asked(route)], "other")
        return await route.find("mine", {KEY, "e" * 64}, server.jobs[0].created, [])

    assert done(route, run()) is None


def test_a_batch_of_long_ago_is_not_mistaken_for_one_of_now(server: Provider, shop: Shop) -> None:
    route = route_for(shop.at(server))

    async def run() -> str | None:
        await route.submit([asked(route)], "old")
        return await route.find("mine", {KEY}, server.jobs[0].created + 3600, [])

    assert done(route, run()) is None


def test_an_anthropic_batch_that_ended_with_other_questions_is_not_taken_for_ours() -> None:
    with ANTHROPIC.serve() as server:
        route = route_for(ANTHROPIC.at(server))

        async def run() -> str | None:
            await route.submit([asked(route, key="e" * 64)], "other")
            server.finish()
            return await route.find("mine", {KEY}, server.jobs[0].created, [])

        assert done(route, run()) is None


def test_whether_a_running_anthropic_batch_is_ours_cannot_be_told_yet() -> None:
    with ANTHROPIC.serve() as server:
        route = route_for(ANTHROPIC.at(server))

        async def run(taken: list[str]) -> str | None:
            await route.submit([asked(route)], "mine")
            return await route.find("mine", {KEY}, server.jobs[0].created, taken)

        with pytest.raises(Transient, match="msgbatch_0 shows when that has ended"):
            done(route, run([]))
        assert done(route, run(["msgbatch_0", "msgbatch_1"])) is None
