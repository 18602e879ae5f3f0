"""Judges that hold their model to a form, and parameters of models that think."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosprobe.errors import SetupError
from sosprobe.judges.anthropic import AnthropicJudge
from sosprobe.judges.openai import OpenAIJudge
from sosprobe.store import key
from sosprobe.types import Form, Reply
from tests.judges.anthropic_wire import ANTHROPIC, message
from tests.judges.openai_wire import OPENAI, completion
from tests.judges.served import MESSAGES, Vendor, ask
from tests.loopback import Loopback, script

URL = "http://127.0.0.1:1"
LETTERS = Form(choices=("A", "B"))
OBJECT: Mapping[str, object] = {
    "type": "object",
    "properties": {"choice": {"type": "string"}},
    "required": ["choice"],
    "additionalProperties": False,
}
CHOICE: Mapping[str, object] = {
    "type": "object",
    "properties": {"choice": {"type": "string", "enum": ["A", "B"]}},
    "required": ["choice"],
    "additionalProperties": False,
}


def openai(**parameters: Any) -> OpenAIJudge:
    return OpenAIJudge("judge", base_url=URL, **parameters)


def anthropic(**parameters: Any) -> AnthropicJudge:
    return AnthropicJudge("judge", base_url=URL, **parameters)


@pytest.mark.parametrize(
    ("form", "schema"), [(Form(schema=OBJECT), OBJECT), (LETTERS, CHOICE)], ids=["schema", "choice"]
)
def test_a_form_becomes_the_schema_that_the_server_enforces(
    form: Form, schema: Mapping[str, object]
) -> None:
    asked = openai(structured=True).body(MESSAGES, 0, form)["response_format"]
    held = {"name": "verdict", "strict": True, "schema": schema}
    assert asked == {"type": "json_schema", "json_schema": held}
    body = anthropic(structured=True).body(MESSAGES, 0, form)
    (tool,) = json.loads(json.dumps(body["tools"]))
    assert (tool["name"], tool["input_schema"]) == ("verdict", schema)
    forced = {"type": "tool", "name": "verdict", "disable_parallel_tool_use": True}
    assert body["tool_choice"] == forced


def test_vllm_takes_choices_as_they_are() -> None:
    judge = openai(structured=True, flavour="vllm")
    body = judge.body(MESSAGES, 0, LETTERS)
    assert body["structured_outputs"] == {"choice": ["A", "B"]}
    assert "response_format" not in body
    assert "response_format" in judge.body(MESSAGES, 0, Form(schema=OBJECT))
    assert judge.identity["provider"] == "vllm"


@pytest.mark.parametrize("make", [openai, anthropic])
def test_without_a_form_or_the_wish_nothing_is_held(make: Any) -> None:
    plain = make().body(MESSAGES)
    assert make().body(MESSAGES, 0, LETTERS) == plain
    assert make(structured=True).body(MESSAGES, 0, None) == plain


def test_a_form_does_not_touch_token_probabilities() -> None:
    for flavour in ("openai", "vllm"):
        judge = openai(structured=True, logprobs=True, flavour=flavour)
        assert judge.body(MESSAGES, 0, LETTERS) == judge.body(MESSAGES)


def called(given: object, stop: str = "tool_use") -> dict[str, Any]:
    """Return an answer in which the model calls the tool."""
    tool = {"type": "tool_use", "id": "t", "name": "verdict", "input": given}
    return message(content=[{"type": "text", "text": "Let me see."}, tool], stop_reason=stop)


def written(given: object) -> dict[str, Any]:
    """Return an answer whose text is an object."""
    return completion(json.dumps(given))


HELD = ((OPENAI, written), (ANTHROPIC, called))


@pytest.mark.parametrize("sdk", [False, True], ids=["direct", "sdk"])
@pytest.mark.parametrize(("vendor", "answer"), HELD, ids=["openai", "anthropic"])
def test_the_reply_is_the_choice_or_the_object(vendor: Vendor, answer: Any, sdk: bool) -> None:
    vendor = replace(vendor, sdk=sdk)

    def reply(given: object, form: Form) -> Reply:
        return vendor.reply_to(answer(given), form, structured=True)

    assert reply({"choice": "B"}, LETTERS).text == "B"
    assert reply({"choice": "B"}, LETTERS).finish_reason == "stop"
    assert json.loads(reply({"choice": "é"}, Form(schema=OBJECT)).text) == {"choice": "é"}


def test_a_choice_is_read_without_the_form_too() -> None:
    for judge, answer in (
        (openai(structured=True), completion('{"choice": "A"}')),
        (anthropic(structured=True), called({"choice": "A"})),
    ):
        assert judge.read(answer).text == "A"
    assert openai().read(completion('{"choice": "A"}')).text == '{"choice": "A"}'


def test_a_model_that_does_not_call_the_tool_says_what_it_says() -> None:
    judge = anthropic(structured=True)
    assert judge.read(message("I prefer A.")).text == "I prefer A."
    assert judge.read(called({"reason": "because"}, "max_tokens")).finish_reason == "length"


def test_new_parameters_leave_old_identities_alone() -> None:
    old = {"provider", "model", "base_url", "temperature", "max_tokens"}
    assert set(anthropic().identity) == old
    assert set(openai().identity) == old | {"logprobs"}
    asked = openai(reasoning="low", structured=True, seed=0).identity
    assert {name: asked[name] for name in ("reasoning", "structured", "seed")} == {
        "reasoning": "low",
        "structured": True,
        "seed": 0,
    }
    thought = anthropic(thinking=2000, max_tokens=4000, effort="low").identity
    assert (thought["thinking"], thought["effort"]) == (2000, "low")


def test_the_key_of_a_question_to_a_plain_judge_does_not_depend_on_the_form() -> None:
    assert key(openai().identity, MESSAGES, form=LETTERS) == key(openai().identity, MESSAGES)
    held = openai(structured=True).identity
    assert key(held, MESSAGES, form=LETTERS) != key(held, MESSAGES)


def test_repeats_of_a_seeded_question_have_seeds_of_their_own() -> None:
    with Loopback(script((200, {}, completion()))) as server:
        ask(OPENAI.at(server.url, seed=40), times=3)
        assert [body["seed"] for body in server.requests] == [40, 41, 42]


def test_a_reasoning_model_is_told_how_much_to_think() -> None:
    assert openai(reasoning="high").body(MESSAGES)["reasoning_effort"] == "high"
    assert "reasoning_effort" not in openai().body(MESSAGES)


def test_reasoning_is_not_part_of_the_text() -> None:
    answer = completion("A")
    answer["choices"][0]["message"] |= {"reasoning_content": "hm", "reasoning": "hm"}
    assert openai(reasoning="low").read(answer).text == "A"


def test_a_model_that_thinks_gets_a_budget_and_no_temperature() -> None:
    body = anthropic(thinking=2000, max_tokens=4000).body(MESSAGES)
    assert body["thinking"] == {"type": "enabled", "budget_tokens": 2000}
    assert "temperature" not in body
    assert anthropic(effort="low").body(MESSAGES)["output_config"] == {"effort": "low"}


@pytest.mark.parametrize(
    ("make", "parameters", "problem"),
    [
        (anthropic, {"thinking": 1024}, "max_tokens"),
        (anthropic, {"thinking": 2000, "max_tokens": 4000, "structured": True}, "structured"),
        (anthropic, {"thinking": -1}, "thinking"),
        (anthropic, {"effort": "huge"}, "effort is one of low, medium"),
        (openai, {"reasoning": "huge"}, "reasoning is one of none, minimal, low"),
        (openai, {"flavour": "odd"}, "flavour is one of openai, vllm"),
    ],
)
def test_parameters_that_cannot_be_are_setup_errors(
    make: Any, parameters: dict[str, object], problem: str
) -> None:
    with pytest.raises(SetupError, match=problem):
        make(**parameters)


@pytest.mark.parametrize("make", [openai, anthropic])
def test_what_an_sdk_needs_is_at_hand_and_not_shown(make: Any) -> None:
    judge = make(api_key="top-secret")
    assert (judge.endpoint.url, judge.endpoint.key) == (URL, "top-secret")
    assert judge.endpoint.at("files") == f"{URL}/files"
    assert "secret" not in repr(judge.endpoint)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@st.composite
def spoilt(draw: st.DrawFn, good: dict[str, Any]) -> dict[str, Any]:
    """Put anything in the place of one part of a good answer, at any depth."""
    good = json.loads(json.dumps(good))
    part: Any = good
    while True:
        places: list[Any] = sorted(part) if hasattr(part, "keys") else list(range(len(part)))
        place = draw(st.sampled_from(places))
        inside: Any = part[place]
        if isinstance(inside, str | int | float | None) or not inside or draw(st.booleans()):
            part[place] = draw(JSON)
            return good
        part = inside


@given(spoilt(completion("A", logprobs={"content": [{"token": "A", "logprob": -0.1}]})))
def test_whatever_json_an_answer_of_openai_holds_there_is_a_reply(data: dict[str, Any]) -> None:
    reply = openai(structured=True).read(data)
    assert isinstance(reply.text, str)
    assert min(reply.tokens_in, reply.tokens_out, reply.tokens_cached) >= 0


@given(spoilt(called({"choice": "A"})) | spoilt(message("A")))
def test_whatever_json_an_answer_of_anthropic_holds_there_is_a_reply(data: dict[str, Any]) -> None:
    reply = anthropic(structured=True).read(data)
    assert isinstance(reply.text, str)
    assert min(reply.tokens_in, reply.tokens_out, reply.tokens_cached) >= 0
