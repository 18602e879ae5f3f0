"""What a route sends, how it reads what comes back, and what it says when something is wrong."""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest

from sosprobe.errors import Denied, JudgeError, MissingExtra, SetupError, Transient
from sosprobe.judges.batches import Answer, Route, route_for, route_named
from sosprobe.judges.batches.anthropic import AnthropicBatches
from sosprobe.judges.batches.openai import OpenAIBatches
from sosprobe.judges.batches.route import Progress, Request, request
from sosprobe.judges.planted import PlantedJudge
from sosprobe.types import Form, Message, Reply
from tests.judges.anthropic_wire import key_sent, message
from tests.judges.batch_wire import SHOPS, OpenAIProvider, Provider, Shop
from tests.judges.openai_wire import completion
from tests.loopback import Raw

T = TypeVar("T")

OPENAI, ANTHROPIC = SHOPS
KEY = "f" * 64
ASKED = (Message(role="system", content="You compare."), Message(role="user", content="A or B?"))


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


async def read(route: Route, handle: str) -> list[tuple[str, Answer]]:
    return [found async for found in route.results(handle)]


def asked(route: Route, key: str = KEY, form: Form | None = None) -> Request:
    return request(route.judge, key, ASKED, 0, form)


def failed(shop: Shop, handle: Any) -> JudgeError:
    """Return the error of fetching results when the server answers `handle` to everything."""
    with shop.serve() as server:
        server.down = handle
        route = route_for(shop.at(server))
        with pytest.raises(JudgeError) as caught:
            done(route, read(route, "batch_0"))
    assert shop.key not in "".join(traceback.format_exception(caught.value))
    return caught.value


def test_a_question_in_a_batch_is_the_live_one_without_how_to_send_it(
    shop: Shop, server: Provider
) -> None:
    judge = shop.at(server, stream=True)
    route = route_for(judge)
    done(route, route.submit([asked(route)], "t"))
    entry = server.jobs[0].requests[0]
    plain = json.loads(json.dumps(shop.at(server).body(ASKED)))
    assert entry["custom_id"] == KEY
    assert entry.get("body", entry.get("params")) == plain


def test_openai_is_told_method_and_path_of_each_question() -> None:
    with OpenAIProvider() as server:
        route = route_for(OPENAI.at(server))
        done(route, route.submit([asked(route)], "t"))
        entry = server.jobs[0].requests[0]
        assert b'name="purpose"\r\n\r\nbatch' in server.raw[0]
    assert (entry["method"], entry["url"]) == ("POST", "/v1/chat/completions")


def test_a_question_is_held_to_its_form_and_its_answer_is_read_back(
    shop: Shop, server: Provider
) -> None:
    route = route_for(shop.at(server, structured=True))
    done(route, route.submit([asked(route, form=Form(choices=("A", "B")))], "t"))
    entry = server.jobs[0].requests[0]
    assert '"choice"' in json.dumps(entry)
    held: dict[str, dict[str, Any]] = {
        "openai": {
            "response": {"status_code": 200, "body": completion('{"choice": "B"}')},
        },
        "anthropic": {
            "result": {
                "type": "succeeded",
                "message": message()
                | {"content": [{"type": "tool_use", "name": "v", "input": {"choice": "B"}}]},
            }
        },
    }
    server.jobs[0].lines = [{"custom_id": KEY, **held[shop.name]}]
    server.jobs[0].state = "ended"
    (_, answer), *_ = done(route, read(route, server.jobs[0].id))
    assert isinstance(answer, Reply)
    assert answer.text == "B"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("validating", "running"),
        ("in_progress", "running"),
        ("finalizing", "running"),
        ("cancelling", "running"),
        ("completed", "ended"),
        ("failed", "failed"),
        ("expired", "expired"),
        ("cancelled", "cancelled"),
        ("a state of tomorrow", "running"),
    ],
)
def test_openai_s_states_have_one_meaning(said: str, meant: str) -> None:
    with OpenAIProvider() as server:
        counts = {"total": 9, "completed": 4, "failed": 2}
        problem = {"message": f"line 3 of {OPENAI.key} is no good"}
        body = {"status": said, "request_counts": counts, "errors": {"data": [problem]}}
        server.down = (200, {}, body)
        route = route_for(OPENAI.at(server))
        progress = done(route, route.poll("batch_0"))
    assert (progress.state, progress.done, progress.failed, progress.total) == (meant, 4, 2, 9)
    assert progress.reason == "line 3 of [key] is no good"


@pytest.mark.parametrize(
    ("status", "results", "counts", "meant"),
    [
        ("in_progress", None, {"processing": 5}, Progress(state="running", total=5)),
        ("canceling", None, {"processing": 5}, Progress(state="running", total=5)),
        ("ended", "there", {"succeeded": 5}, Progress(state="ended", done=5, total=5)),
        (
            *("ended", "there", {"succeeded": 3, "errored": 2}),
            Progress(state="ended", done=3, failed=2, total=5),
        ),
        (
            *("ended", "there", {"succeeded": 1, "expired": 4}),
            Progress(state="expired", done=1, failed=4, total=5),
        ),
        (
            *("ended", "there", {"canceled": 5}),
            Progress(state="cancelled", failed=5, total=5),
        ),
        (
            *("ended", None, {"succeeded": 5}),
            Progress(state="failed", failed=5, total=5, reason="its results are there no more"),
        ),
    ],
)
def test_anthropic_s_states_have_one_meaning(
    status: str, results: str | None, counts: dict[str, int], meant: Progress
) -> None:
    with ANTHROPIC.serve() as server:
        body = {"processing_status": status, "request_counts": counts, "results_url": results}
        server.down = (200, {}, body)
        route = route_for(ANTHROPIC.at(server))
        assert done(route, route.poll("batch_0")) == meant


@pytest.mark.parametrize(
    ("status", "kind"), [(401, Denied), (404, Denied), (429, Transient), (503, Transient)]
)
def test_a_failed_call_is_the_same_error_as_live_and_holds_no_key(
    shop: Shop, status: int, kind: type[JudgeError]
) -> None:
    error = failed(shop, (status, {"Retry-After": "7"}, {"error": {"message": shop.key}}))
    assert type(error) is kind
    assert str(error) == f"HTTP {status}: [key]"


def test_a_broken_connection_is_transient(shop: Shop) -> None:
    assert isinstance(failed(shop, Raw(reset=True)), Transient)


def test_an_answer_without_an_id_says_that_batches_are_not_offered(
    shop: Shop, server: Provider
) -> None:
    server.down = (200, {}, {"object": "something else"})
    route = route_for(shop.at(server))
    with pytest.raises(JudgeError, match="does not offer"):
        done(route, route.submit([asked(route)], "t"))


def test_a_client_that_is_given_is_used_and_left_open() -> None:
    import anthropic
    import openai

    async def run(make: Any, client: Any, server: Provider, shop: Shop) -> None:
        route: Route = make(shop.at(server), client)
        handle = await route.submit([asked(route)], "t")
        await route.aclose()
        assert (await route.poll(handle)).state == "running"
        assert not client.is_closed()
        await client.close()

    with OPENAI.serve() as server:
        asyncio.run(
            run(
                OpenAIBatches,
                openai.AsyncOpenAI(api_key="other", base_url=server.url, max_retries=0),
                *(server, OPENAI),
            )
        )
        assert server.headers[0]["authorization"] == "Bearer other"
    with ANTHROPIC.serve() as server:
        asyncio.run(
            run(
                AnthropicBatches,
                anthropic.AsyncAnthropic(api_key="other", base_url=server.url, max_retries=0),
                *(server, ANTHROPIC),
            )
        )
        assert key_sent(server.headers[0]) == "other"


def test_a_route_is_found_again_by_its_name(shop: Shop, server: Provider) -> None:
    judge = shop.at(server)
    route = route_for(judge)
    again = route_named(judge, route.name)
    assert type(again) is type(route)
    assert route_named(judge, "by pigeon") is None


def test_a_missing_sdk_is_one_command(
    shop: Shop, server: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, shop.name, None)
    with pytest.raises(MissingExtra, match=rf"sosprobe\[{shop.name}\]"):
        route_for(shop.at(server))


def test_a_judge_that_takes_no_batches_says_so() -> None:
    with pytest.raises(SetupError, match="planted takes no batches: leave out --batch"):
        route_for(PlantedJudge())
