"""Answers that come in pieces, from both vendors and over both transports."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosprobe.errors import Denied, JudgeError, Transient
from sosprobe.judges.endpoint import Endpoint
from sosprobe.judges.stream import chat, message
from sosprobe.types import Form
from tests.judges import anthropic_wire, openai_wire
from tests.judges.anthropic_wire import ANTHROPIC
from tests.judges.openai_wire import OPENAI, chunks
from tests.judges.served import Vendor, ask
from tests.loopback import Loopback, Raw, chunked, script

NOWHERE = Endpoint(url="", key="none")


def test_a_streamed_reply_is_the_reply_that_comes_whole(vendor: Vendor) -> None:
    streamed = vendor.reply_to(chunked(*vendor.pieces("I pre", "fer", " A.")), stream=True)
    whole = vendor.reply_to(vendor.saying("I prefer A."))
    assert replace(streamed, latency=0.0) == replace(whole, latency=0.0)
    assert streamed.latency > 0


def test_a_stream_is_asked_for_only_when_it_is_wished_for(vendor: Vendor) -> None:
    with Loopback(script(chunked(*vendor.pieces("A")))) as server:
        ask(vendor.at(server.url, stream=True))
        assert server.requests[0]["stream"] is True
    with Loopback(script((200, {}, vendor.good))) as server:
        ask(vendor.at(server.url))
        assert not {"stream", "stream_options"} & set(server.requests[0])


def test_a_server_that_does_not_stream_is_understood(vendor: Vendor) -> None:
    assert vendor.reply_to(vendor.good, stream=True).text == "A"


@pytest.mark.parametrize("size", [1, 7, 64])
def test_where_the_pieces_are_cut_does_not_matter(vendor: Vendor, size: int) -> None:
    sent = b"".join(vendor.pieces("naïve ", "答え", " A"))
    cut = [sent[start : start + size] for start in range(0, len(sent), size)]
    assert vendor.reply_to(chunked(*cut), stream=True).text == "naïve 答え A"


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_any_line_end_will_do_and_comments_are_passed_over(vendor: Vendor, end: bytes) -> None:
    sent = b": hello\n\n" + b": again\n\n".join(vendor.pieces("A\u2028", "B"))
    assert vendor.reply_to(chunked(sent.replace(b"\n", end)), stream=True).text == "A\u2028B"


def test_a_stream_that_ends_early_is_transient(vendor: Vendor) -> None:
    events = vendor.pieces("I prefer", " A.")
    last = next(
        n for n, event in enumerate(events) if b'stop_reason": "end' in event or b'"stop"' in event
    )
    for count in (0, 1, 2, last):
        error = vendor.error_after(chunked(*events[:count]), stream=True)
        assert isinstance(error, Transient), count


@pytest.mark.parametrize("ends", [True, False], ids=["ended", "broken off"])
def test_a_connection_lost_in_the_middle_is_transient(vendor: Vendor, ends: bool) -> None:
    sent = b"".join(vendor.pieces("I prefer", " A."))
    half = chunked(sent[: len(sent) // 2], ends=ends)
    assert isinstance(vendor.error_after(half, stream=True), Transient)


@pytest.mark.parametrize("line", [b'data: {"choices": [\n\n', b"data: 7\n\n", b"data: hello\n\n"])
def test_a_broken_line_is_transient(vendor: Vendor, line: bytes) -> None:
    events = vendor.pieces("A", "B")
    sent = chunked(*events[:2], line, *events[2:])
    assert isinstance(vendor.error_after(sent, stream=True), Transient)


def openai_error(**error: object) -> bytes:
    return openai_wire.event({"error": error})


def anthropic_error(**error: object) -> bytes:
    return anthropic_wire.event("error", error=error)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"type": "overloaded_error", "message": "Overloaded"}, Transient),
        ({"type": "rate_limit_error", "message": "slow down"}, Transient),
        ({"type": "server_error", "message": "something broke"}, Transient),
        ({"type": "odd", "message": "something broke", "code": None}, Transient),
        ({"code": 503, "message": "no worker"}, Transient),
        ({"code": "429", "message": "slow down"}, Transient),
        ({"type": "authentication_error", "message": "bad key"}, Denied),
        ({"code": "insufficient_quota", "message": "Check your plan."}, Denied),
        ({"type": "invalid_request_error", "message": "too long"}, JudgeError),
        ({"code": 400, "type": "BadRequestError", "message": "too long"}, JudgeError),
    ],
)
def test_an_error_in_the_stream_is_what_its_code_says(
    vendor: Vendor, error: dict[str, object], kind: type[JudgeError]
) -> None:
    make = openai_error if vendor.name == "openai" else anthropic_error
    events = vendor.pieces("A", "B")
    raised = vendor.error_after(chunked(*events[:3], make(**error)), stream=True)
    assert type(raised) is kind
    assert str(error["message"]) in str(raised)


def test_a_failed_answer_to_a_streaming_request_is_a_failure(vendor: Vendor) -> None:
    error = vendor.error_after(vendor.failure(429, "slow down"), stream=True)
    assert isinstance(error, Transient)


def test_a_slow_stream_may_take_longer_than_the_time_out(vendor: Vendor) -> None:
    slow = chunked(*vendor.pieces("A", "B"), pause=0.1)
    assert vendor.reply_to(slow, stream=True, timeout=0.6).text == "AB"


def test_a_stream_that_falls_silent_is_not_waited_for(vendor: Vendor) -> None:
    error = vendor.error_after(chunked(*vendor.pieces("A"), pause=20), stream=True, timeout=0.2)
    assert isinstance(error, Transient)
    assert "timed out" in str(error)


def test_the_log_probabilities_of_the_first_token_come_through() -> None:
    first = {"token": "A", "logprob": -0.1, "top_logprobs": [{"token": "B", "logprob": -2.5}]}
    sent = chunks("A", reason="length", logprobs={"content": [first]})
    reply = OPENAI.reply_to(chunked(*sent), stream=True, logprobs=True)
    assert reply.logprobs == {"A": -0.1, "B": -2.5}
    assert reply.finish_reason == "length"


def test_reasoning_in_a_stream_is_not_part_of_the_text() -> None:
    delta = {"reasoning_content": "hm", "reasoning": "hm", "content": None}
    thought = openai_wire.event({"choices": [{"index": 0, "delta": delta}]})
    assert OPENAI.reply_to(chunked(thought, *chunks("A")), stream=True).text == "A"


def test_a_refusal_in_a_stream_is_the_text_and_says_content_filter() -> None:
    refusal = openai_wire.event({"choices": [{"index": 0, "delta": {"refusal": "I cannot."}}]})
    reply = OPENAI.reply_to(chunked(refusal, *chunks()), stream=True)
    assert (reply.text, reply.finish_reason) == ("I cannot.", "content_filter")


def test_a_stream_that_ends_without_the_last_word_but_with_a_reason_is_whole() -> None:
    assert OPENAI.reply_to(chunked(*chunks("A")[:-2]), stream=True).text == "A"
    assert ANTHROPIC.reply_to(chunked(*ANTHROPIC.pieces("A")[:-1]), stream=True).text == "A"


def test_usage_that_a_server_cannot_stream_is_done_without() -> None:
    text = "stream_options is not supported by this server"
    answers = script(openai_wire.failure(400, text), chunked(*chunks("A")))
    with Loopback(answers) as server:
        replies = ask(OPENAI.at(server.url, stream=True), times=2)
        sent = ["stream_options" in body for body in server.requests]
    assert [reply.text for reply in replies] == ["A", "A"]
    assert sent[0]
    assert not any(sent[1:])


def test_the_input_of_a_tool_is_put_together() -> None:
    tool: dict[str, object] = {"type": "tool_use", "id": "t", "name": "verdict", "input": {}}
    parts = ("", '{"cho', 'ice": ', '"B"}')
    sent = (
        anthropic_wire.pieces()[0],
        anthropic_wire.event("content_block_start", index=0, content_block=tool),
        *(
            anthropic_wire.event(
                "content_block_delta",
                index=0,
                delta={"type": "input_json_delta", "partial_json": part},
            )
            for part in parts
        ),
        *anthropic_wire.pieces()[-2:],
    )
    form = Form(choices=("A", "B"))
    reply = ANTHROPIC.reply_to(chunked(*sent), form, stream=True, structured=True)
    assert reply.text == "B"


LINES = st.sampled_from(
    [*chunks("A", "B"), *anthropic_wire.pieces("A", "B"), openai_error(code=1), b"data: [1]\n\n"]
) | st.binary(max_size=20)


@given(st.lists(LINES, max_size=12))
def test_whatever_comes_is_an_answer_or_a_judge_error(lines: list[bytes]) -> None:
    for read in (chat, message):
        with suppress(JudgeError):
            assert read(b"".join(lines), {}, NOWHERE)


def test_nothing_is_no_answer(vendor: Vendor) -> None:
    assert isinstance(vendor.error_after(Raw(), stream=True), Transient)
