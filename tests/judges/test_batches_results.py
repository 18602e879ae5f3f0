"""What stands in a file of results is read with distrust, and failures keep their class."""

from __future__ import annotations

import asyncio
import itertools
import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosprobe.errors import Denied, JudgeError, Refused, Transient
from sosprobe.judges.batches import Answer, Route, route_for
from sosprobe.judges.batches.lines import lines
from sosprobe.types import Reply
from tests.judges.anthropic_wire import message
from tests.judges.batch_wire import SHOPS, Job, Shop
from tests.judges.openai_wire import completion
from tests.loopback import truncated

OPENAI, ANTHROPIC = SHOPS
KEY = "f" * 64


@pytest.fixture(params=SHOPS, ids=[shop.name for shop in SHOPS])
def shop(request: pytest.FixtureRequest) -> Shop:
    found: Shop = request.param
    return found


def read(route: Route, handle: str) -> list[tuple[str, Answer]]:
    """Return all results of a batch."""

    async def run() -> list[tuple[str, Answer]]:
        try:
            return [found async for found in route.results(handle)]
        finally:
            await route.aclose()

    return asyncio.run(run())


def answers(shop: Shop, *lines: dict[str, Any]) -> list[tuple[str, Answer]]:
    """Return what a route reads in these lines of results."""
    with shop.serve() as server:
        server.jobs.append(Job(id="batch_0", requests=[], state="ended", lines=list(lines)))
        route = route_for(shop.at(server))
        return read(route, "batch_0")


def openai_line(status: int, body: object) -> dict[str, Any]:
    return {"custom_id": KEY, "response": {"status_code": status, "body": body}, "error": None}


def says(text: str, **more: str) -> dict[str, Any]:
    return {"error": {"message": text, **more}}


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        (openai_line(500, says("broke")), Transient, "HTTP 500: broke"),
        (openai_line(429, says("slow down")), Transient, "HTTP 429: slow down"),
        (openai_line(400, says("no", code="content_policy_violation")), Refused, "HTTP 400: no"),
        (openai_line(429, says("pay", code="insufficient_quota")), Denied, "HTTP 429: pay"),
        (openai_line(400, says("too long")), JudgeError, "HTTP 400: too long"),
        (openai_line(200, "<html>"), Transient, "The answer is not a JSON object: <html>"),
        (openai_line(200, says("busy", code="502")), Transient, "HTTP 502: busy"),
        (
            {"custom_id": KEY, "response": None, "error": {"code": "batch_expired"}},
            *(Transient, "batch_expired"),
        ),
        (
            {
                "custom_id": KEY,
                "response": {"status_code": 400, "body": None},
                "error": says("too long"),
            },
            *(JudgeError, "HTTP 400: too long"),
        ),
        ({"custom_id": KEY, "response": {"body": {}}}, Transient, "An answer without a status"),
        ({"custom_id": KEY}, Transient, "there is no answer"),
    ],
)
def test_openai_s_failures_say_whether_asking_again_can_help(
    line: dict[str, Any], kind: type[JudgeError], text: str
) -> None:
    ((key, answer),) = answers(OPENAI, line)
    assert (key, type(answer)) == (KEY, kind)
    assert text in str(answer)


@pytest.mark.parametrize(
    ("result", "kind", "text"),
    [
        ({"type": "expired"}, Transient, "expired"),
        ({"type": "canceled"}, Transient, "canceled"),
        (
            {
                "type": "errored",
                "error": {"error": {"type": "invalid_request_error", "message": "too long"}},
            },
            *(JudgeError, "HTTP 400: too long"),
        ),
        (
            {
                "type": "errored",
                "error": {"error": {"type": "overloaded_error", "message": "busy"}},
            },
            *(Transient, "HTTP 529: busy"),
        ),
        (
            {
                "type": "errored",
                "error": {"error": {"type": "authentication_error", "message": "who?"}},
            },
            *(Denied, "HTTP 401: who?"),
        ),
        ({"type": "a kind of tomorrow"}, Transient, "a kind of tomorrow"),
        ({"type": "succeeded", "message": None}, Transient, "not a JSON object"),
    ],
)
def test_anthropic_s_failures_say_whether_asking_again_can_help(
    result: dict[str, Any], kind: type[JudgeError], text: str
) -> None:
    ((key, answer),) = answers(ANTHROPIC, {"custom_id": KEY, "result": result})
    assert (key, type(answer)) == (KEY, kind)
    assert text in str(answer)


@given(
    texts=st.lists(st.text(alphabet="ab\r\u2028\x0b é", max_size=9)),
    cuts=st.lists(st.integers(0, 40)),
    ends=st.booleans(),
)
def test_lines_are_the_same_however_they_come_down(
    texts: list[str], cuts: list[int], ends: bool
) -> None:
    whole = "\n".join(texts).encode() + (b"\n" if ends and texts else b"")

    async def pieces() -> AsyncIterator[bytes]:
        places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
        for start, end in itertools.pairwise(places):
            yield whole[start:end]

    async def run() -> list[str]:
        return [line.decode() async for line in lines(pieces())]

    assert asyncio.run(run()) == [text for text in texts if text.encode().strip()]


def test_only_a_line_feed_ends_a_line(shop: Shop) -> None:
    text = "one\u2028two\x1cthree\x85four"
    line: dict[str, dict[str, Any]] = {
        "openai": {"response": {"status_code": 200, "body": completion(text)}},
        "anthropic": {"result": {"type": "succeeded", "message": message(text)}},
    }
    ((_, answer),) = answers(shop, {"custom_id": KEY, **line[shop.name]})
    assert isinstance(answer, Reply)
    assert answer.text == text


def results(shop: Shop, body: bytes, *, whole: bool = True) -> JudgeError:
    """Return the error of fetching results that are `body`."""
    with shop.serve() as server:
        job = Job(id="batch_0", requests=[], state="ended")
        server.jobs.append(job)
        server.write(job, KEY, "good", "hello")
        server.content = (200, {}, body) if whole else truncated(body)
        route = route_for(shop.at(server))
        with pytest.raises(JudgeError) as caught:
            read(route, "batch_0")
    assert shop.key not in "".join(traceback.format_exception(caught.value))
    return caught.value


def test_results_that_are_no_json_name_the_line_and_may_be_better_later(shop: Shop) -> None:
    error = results(shop, b'{"custom_id": "x"}\n<html>' + shop.key.encode() + b"\n")
    assert isinstance(error, Transient)
    assert str(error) == "Line 2 of the results is not a JSON object: <html>[key]"


def test_results_that_break_off_may_be_whole_later(shop: Shop) -> None:
    assert isinstance(results(shop, b'{"custom_id": "x"}\n', whole=False), Transient)
