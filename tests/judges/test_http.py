"""What a judge makes of connections, however a server behaves on them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from sosprobe.errors import JudgeError, Transient
from sosprobe.judges import http, sdk
from sosprobe.types import Reply
from tests.judges.anthropic_wire import ANTHROPIC
from tests.judges.openai_wire import OPENAI, completion
from tests.judges.served import MESSAGES, Served, Vendor, ask
from tests.loopback import Answer, Loopback, Raw, chunked, script, truncated

GOOD = json.dumps(completion("A")).encode()


BROKEN = {
    "cut short": truncated(GOOD),
    "cut short in pieces": chunked(GOOD, ends=False),
    "reset": Raw(parts=(), reset=True),
    "reset in the middle": replace(truncated(GOOD), reset=True),
    "closed": Raw(),
    "no HTTP": Raw(parts=(b"220 mail.example.org ESMTP\r\n",)),
    "noise": Raw(parts=(bytes(range(256)),)),
    "no status": Raw(parts=(b"HTTP/1.1 abc\r\n\r\n",)),
    "a length that is none": Raw(parts=(b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n{}",)),
    "a piece that is none": Raw(
        parts=(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",)
    ),
    "a packed body that is none": Raw(
        parts=(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",)
    ),
    "a header without end": Raw(parts=(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,)),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
def test_an_answer_that_is_broken_off_or_no_http_is_transient(vendor: Vendor, answer: Raw) -> None:
    assert isinstance(vendor.error_after(answer), Transient)


def test_an_answer_in_pieces_is_put_together(vendor: Vendor) -> None:
    body = json.dumps(vendor.good).encode()
    assert vendor.reply_to(chunked(body[:7], body[7:20], body[20:])).text == "A"


@pytest.mark.parametrize("kind", ["text/html", "text/plain; charset=latin-1", ""])
def test_the_type_that_an_answer_claims_does_not_matter(vendor: Vendor, kind: str) -> None:
    with Loopback(script((200, {"Content-Type": kind}, vendor.good))) as server:
        assert ask(vendor.at(server.url))[0].text == "A"


def test_bytes_that_are_no_text_become_marks(vendor: Vendor) -> None:
    body = json.dumps(vendor.saying("A~B")).encode().replace(b"~", b"\xff")
    assert vendor.reply_to(body).text == "A\ufffdB"


@pytest.mark.parametrize("sent", [b"\\u0000", b"\0"], ids=["escaped", "bare"])
def test_a_null_character_is_a_character(vendor: Vendor, sent: bytes) -> None:
    body = json.dumps(vendor.saying("A~B")).encode().replace(b"~", sent)
    assert vendor.reply_to(body).text == "A\0B"


def test_a_byte_order_mark_is_passed_over(vendor: Vendor) -> None:
    assert vendor.reply_to(b"\xef\xbb\xbf" + json.dumps(vendor.good).encode()).text == "A"


def test_ten_megabytes_are_an_answer(vendor: Vendor) -> None:
    text = "long " * 2_000_000
    assert vendor.reply_to(vendor.saying(text)).text == text


def test_an_answer_above_the_limit_is_an_error_that_says_so(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (http, sdk):
        monkeypatch.setattr(module, "LARGEST", 2**20)
    error = vendor.error_after((200, {}, vendor.saying("x" * 2**20)))
    assert type(error) is JudgeError
    assert str(error) == "The server's answer is larger than 1 MB."


def test_a_question_of_megabytes_arrives_whole(alone: Vendor) -> None:
    text = "é" * 2**20
    with Loopback(script((200, {}, alone.good))) as server:
        ask(alone.at(server.url), messages=({"role": "user", "content": text},))
        assert server.requests[0]["messages"] == [{"role": "user", "content": text}]


def together(judge: Served, count: int) -> list[Reply]:
    """Ask a question several times at once."""

    async def run() -> list[Reply]:
        replies = await asyncio.gather(*(judge.ask(MESSAGES) for _ in range(count)))
        await judge.aclose()
        return replies

    return asyncio.run(run())


def test_questions_one_after_another_share_a_connection(alone: Vendor) -> None:
    with Loopback(script((200, {}, alone.good)), keep_alive=True) as server:
        ask(alone.at(server.url), times=20)
        assert (len(server.requests), server.connections) == (20, 1)


def test_no_more_connections_are_opened_than_questions_may_be_in_flight(alone: Vendor) -> None:
    with Loopback(script((200, {}, alone.good)), keep_alive=True) as server:
        replies = together(alone.at(server.url, in_flight=3), 30)
        assert [reply.text for reply in replies] == ["A"] * 30
        assert server.connections <= 3


def test_a_user_in_the_address_is_sent_and_never_shown(alone: Vendor) -> None:
    with Loopback(script(alone.failure(401, "who is user:hush-hush? ?token=topsecret"))) as server:
        address = server.url.replace("http://", "http://user:hush-hush@") + "/?token=topsecret"
        with pytest.raises(JudgeError) as caught:
            ask(alone.at(address))
        assert server.headers[0]["authorization"] == "Basic dXNlcjpodXNoLWh1c2g="
    assert not [secret for secret in ("hush", "topsecret") if secret in str(caught.value)]


@pytest.mark.parametrize(
    ("vendor", "path"),
    [(OPENAI, "/v1/chat/completions?a=1"), (ANTHROPIC, "/v1/v1/messages?a=1")],
)
def test_the_query_of_the_address_is_kept(vendor: Vendor, path: str) -> None:
    paths: list[str] = []

    def note(path: str, body: object) -> Answer:
        paths.append(path)
        return 200, {}, vendor.good

    with Loopback(note) as server:
        ask(vendor.at(f"{server.url}/v1/?a=1"))
    assert paths == [path]


def test_a_proxy_of_the_environment_is_used(alone: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    paths: list[str] = []

    def note(path: str, body: object) -> Answer:
        paths.append(path)
        return 200, {}, alone.good

    monkeypatch.delenv("NO_PROXY")
    with Loopback(note) as server:
        monkeypatch.setenv("http_proxy", server.url)
        assert ask(alone.at("http://127.0.0.1:1/v1"))[0].text == "A"
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        with pytest.raises(Transient, match="Connection error"):
            ask(alone.at("http://127.0.0.1:1/v1"))
    assert len(paths) == 1
    assert paths[0].startswith("http://127.0.0.1:1/v1/")


def test_a_server_that_falls_silent_in_the_middle_is_not_waited_for(vendor: Vendor) -> None:
    body = json.dumps(vendor.good).encode()
    silent = chunked(body[:9], body[9:], pause=20)
    with Loopback(script(silent)) as server, pytest.raises(Transient, match="timed out"):
        ask(vendor.at(server.url, timeout=0.2))


def test_a_key_that_no_header_can_carry_is_an_error_and_not_shown(alone: Vendor) -> None:
    judge = alone.judge("judge", base_url="http://127.0.0.1:1", api_key="top\r\nsecret")
    with pytest.raises(JudgeError) as caught:
        ask(judge)
    assert "secret" not in str(caught.value)
