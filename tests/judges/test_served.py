"""What holds for every judge that a vendor serves, against a real server on this machine."""

from __future__ import annotations

import asyncio
import importlib
import socket
import sys
from typing import Any

import pytest

from sosprobe.errors import Denied, JudgeError, MissingExtra, MissingKey, SetupError, Transient
from sosprobe.judges.http import PerLoop
from sosprobe.types import Message
from tests.judges.served import MESSAGES, Vendor, ask
from tests.loopback import Answer, Loopback, script


def test_equal_questions_send_equal_requests(vendor: Vendor) -> None:
    with Loopback(script((200, {}, vendor.good))) as server:
        ask(vendor.at(server.url), times=3)
        first, *others = server.requests
    assert others == [first, first]


@pytest.mark.parametrize(("text", "wait"), [("2.5", 2.5), ("7", 7)])
def test_too_many_requests_is_transient_and_carries_the_wait(
    vendor: Vendor, text: str, wait: float
) -> None:
    status, _, body = vendor.failure(429, "slow down")
    error = vendor.error_after((status, {"Retry-After": text}, body))
    assert isinstance(error, Transient)
    assert error.retry_after == wait
    assert str(error) == "HTTP 429: slow down"


def test_a_wait_until_a_date_that_is_over_is_none_at_all(vendor: Vendor) -> None:
    status, _, body = vendor.failure(429, "slow down")
    error = vendor.error_after((status, {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}, body))
    assert isinstance(error, Transient)
    assert error.retry_after == 0


@pytest.mark.parametrize("text", ["soon", "nan", "-1", "inf", ""])
def test_a_wait_that_is_no_number_of_seconds_is_left_out(vendor: Vendor, text: str) -> None:
    error = vendor.error_after((429, {"Retry-After": text}, {"error": {"message": "slow down"}}))
    assert isinstance(error, Transient)
    assert error.retry_after is None


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504, 529])
def test_server_faults_and_overload_are_transient(vendor: Vendor, status: int) -> None:
    assert isinstance(vendor.error_after(vendor.failure(status, "Overloaded")), Transient)


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_an_endpoint_that_turns_everything_down_says_so(vendor: Vendor, status: int) -> None:
    error = vendor.error_after(vendor.failure(status, "no such thing"))
    assert type(error) is Denied
    assert str(error) == f"HTTP {status}: no such thing"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, {"error": {"message": "Check your plan.", "code": "insufficient_quota"}}),
        (429, {"error": {"message": "Add more", "type": "billing_not_active"}}),
        (400, {"error": {"message": "Your credit balance is too low to access the API."}}),
    ],
)
def test_a_spent_account_is_no_matter_of_waiting(vendor: Vendor, status: int, body: object) -> None:
    assert type(vendor.error_after((status, {}, body))) is Denied


def test_a_quota_by_the_minute_is_a_matter_of_waiting(vendor: Vendor) -> None:
    text = "You exceeded your current quota, please check your plan. Please retry in 12 s."
    assert isinstance(vendor.error_after(vendor.failure(429, text)), Transient)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_request_that_is_turned_down_is_a_plain_error(vendor: Vendor, status: int) -> None:
    error = vendor.error_after(vendor.failure(status, "no such thing"))
    assert type(error) is JudgeError
    assert str(error) == f"HTTP {status}: no such thing"


@pytest.mark.parametrize("body", [b"<html>busy</html>", b'{"content": [', b"[1]", b"null", b""])
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_an_answer_that_is_no_json_object_is_transient(
    vendor: Vendor, body: bytes, kind: str
) -> None:
    assert isinstance(vendor.error_after((200, {"Content-Type": kind}, body)), Transient)


def test_a_failure_inside_a_successful_answer_is_a_failure(vendor: Vendor) -> None:
    body = {"error": {"code": 429, "message": "upstream is busy"}, "choices": None}
    assert isinstance(vendor.error_after((200, {}, body)), Transient)
    body = {"error": {"code": 403, "message": "not allowed"}}
    assert type(vendor.error_after((200, {}, body))) is Denied


def test_a_refused_connection_is_transient(vendor: Vendor) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, but nobody listens
        with pytest.raises(Transient, match="Connection error"):
            ask(vendor.at(f"http://127.0.0.1:{unused.getsockname()[1]}"))


def test_a_late_answer_is_transient(vendor: Vendor) -> None:
    def late(path: str, body: Any) -> Answer:
        server.closing.wait(20)
        return 200, {}, vendor.good

    with Loopback(late) as server, pytest.raises(Transient, match="timed out"):
        ask(vendor.at(server.url, timeout=0.2))


@pytest.mark.parametrize("status", [400, 401, 429, 500, 529])
def test_the_key_never_shows_in_an_error(vendor: Vendor, status: int) -> None:
    text = f"Incorrect API key provided: {vendor.key}. " + "x" * 1000
    bodies = vendor.failure(status, text)[2], text.encode(), {"odd": text}
    for body in bodies:
        error = vendor.error_after((status, {}, body))
        assert "[key]" in str(error)
        assert len(str(error)) <= 300
    assert vendor.key not in str(vendor.error_after((200, {}, text.encode())))


def test_neither_repr_nor_identity_shows_a_secret(vendor: Vendor) -> None:
    judge = vendor.at("https://user:hush-hush@example.org:8443/v1/?token=topsecret")
    for shown in (repr(judge), str(judge.identity), repr(vars(judge)["_where"])):
        secrets = (vendor.key, "hush", "topsecret", "user")
        assert not [secret for secret in secrets if secret in shown]
    assert judge.identity["base_url"] == "https://example.org:8443/v1"


def test_without_a_key_and_a_server_the_message_names_the_variable(vendor: Vendor) -> None:
    with pytest.raises(MissingKey, match=f"export {vendor.name.upper()}_API_KEY="):
        vendor.judge("judge")


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://host", "http://[::1", "https://"])
def test_an_address_that_is_none_is_a_setup_error(vendor: Vendor, url: str) -> None:
    with pytest.raises(SetupError, match="base_url"):
        vendor.judge("judge", base_url=url)


def test_the_sdk_is_needed_by_those_who_ask_for_it_and_no_others(
    alone: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, alone.name, None)
    assert alone.reply_to(alone.good).text == "A"
    with pytest.raises(MissingExtra) as caught:
        alone.judge("judge", api_key=alone.key, sdk=True)
    assert str(caught.value).endswith(f'Run: pip install "sosprobe[{alone.name}]"')


def test_the_identity_does_not_say_how_a_question_is_sent(alone: Vendor) -> None:
    url = "http://127.0.0.1:1"
    plain = alone.at(url).identity
    assert plain == alone.at(url, sdk=True).identity == alone.at(url, stream=True).identity


def test_a_closed_judge_can_be_asked_again_in_another_event_loop(vendor: Vendor) -> None:
    with Loopback(script((200, {}, vendor.good))) as server:
        judge = vendor.at(server.url)
        assert [ask(judge)[0].text, ask(judge)[0].text] == ["A", "A"]


def test_a_client_is_kept_for_one_event_loop_and_no_other() -> None:
    clients = PerLoop(object)

    async def twice() -> tuple[object, object]:
        return clients.get(), clients.get()

    (first, again), (second, _) = asyncio.run(twice()), asyncio.run(twice())
    assert first is again
    assert second is not first


def test_a_given_client_is_used_and_left_open(vendor: Vendor) -> None:
    make = getattr(importlib.import_module(vendor.name), vendor.client)

    async def run(url: str) -> bool:
        async with make(api_key=vendor.key, base_url=url, max_retries=0) as client:
            judge = vendor.judge("judge", client=client)
            with pytest.raises(JudgeError) as caught:
                await judge.ask(MESSAGES)
            assert vendor.key not in str(caught.value)
            await judge.aclose()
            closed: bool = client.is_closed()
            return closed

    with Loopback(script(vendor.failure(401, f"bad key {vendor.key}"))) as server:
        assert asyncio.run(run(server.url)) is False


def test_text_that_cannot_be_sent_is_a_judge_error(vendor: Vendor) -> None:
    half = (Message(role="user", content="\ud800"),)
    with Loopback(script((200, {}, vendor.good))) as server, pytest.raises(JudgeError):
        ask(vendor.at(server.url), messages=half)
