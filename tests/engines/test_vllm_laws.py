"""What holds for vLLM in this process and behind its server alike."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from sosprobe.errors import JudgeError
from sosprobe.judges import JUDGES
from sosprobe.types import Form, Judge, Reply
from tests.engines.asked import LABELS, VERDICT, question, replies, reply_to
from tests.engines.server import serving
from tests.engines.tiny import CONTEXT

pytestmark = pytest.mark.filterwarnings("ignore")  # the engine's warnings are its own

Make = Callable[..., Judge]


@pytest.fixture(scope="module")
def served(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with the tiny model."""
    log = tmp_path_factory.mktemp("server") / "log"
    with serving(tiny, "tiny", log, "--dtype", "float32", "--max-num-seqs", "16") as url:
        yield url


@pytest.fixture(scope="module", params=["here", "served"])
def make(request: pytest.FixtureRequest, tiny: Path) -> Make:
    """Return what makes a judge with the tiny model."""
    if request.param == "here":
        return partial(JUDGES.maker("vllm"), str(tiny), client=request.getfixturevalue("engine"))
    return partial(JUDGES.maker("vllm"), "tiny", base_url=request.getfixturevalue("served"))


@pytest.fixture
def text(make: Make) -> Judge:
    """Return a judge that writes."""
    return make(max_tokens=24)


@pytest.fixture
def token(make: Make) -> Judge:
    """Return a judge that tells probabilities."""
    return make(logprobs=True)


def test_it_says_that_it_is_vllm(text: Judge, token: Judge) -> None:
    assert text.identity["provider"] == token.identity["provider"] == "vllm"
    assert text.identity["structured"] is True
    assert (text.template, token.template) == ("pairwise", "token")


def test_every_question_gets_its_own_answer_from_a_batch(text: Judge) -> None:
    texts = [f"Is {number} prime?" for number in range(8)]
    together = replies(text, [question(one) for one in texts])
    alone = [reply_to(text, one).text for one in texts]
    assert [reply.text for reply in together if isinstance(reply, Reply)] == alone
    assert len(set(alone)) > 1


def test_it_counts_tokens_and_names_the_ending(text: Judge) -> None:
    reply = reply_to(text, "Count to a hundred.")
    assert reply.finish_reason == "length"
    assert reply.tokens_out == 24
    assert reply.tokens_in > 10
    assert reply.latency > 0
    assert reply.logprobs is None


def test_a_shared_beginning_is_read_once(text: Judge) -> None:
    long = "Sound is a wave of pressure. " * 8
    reply_to(text, f"{long} One ending.")
    reply = reply_to(text, f"{long} Another ending.")
    assert reply.tokens_cached > 0.5 * reply.tokens_in


def test_token_probabilities_are_those_of_twenty_tokens(token: Judge) -> None:
    reply = reply_to(token, "A or B?")
    assert reply.logprobs is not None
    assert 10 < len(reply.logprobs) <= 21
    assert 0 < sum(map(math.exp, reply.logprobs.values())) < 1


def test_a_reply_is_always_one_of_the_choices(text: Judge) -> None:
    choices = ("Answer One", "Answer Two", "neither of them")
    asked = [question(f"{number}: which is better?") for number in range(20)]
    found = [
        reply.text
        for reply in replies(text, asked, form=Form(choices=choices))
        if isinstance(reply, Reply)
    ]
    assert len(found) == 20
    assert set(found) <= set(choices)
    assert not any(
        reply.text in choices for reply in replies(text, asked) if isinstance(reply, Reply)
    )


def test_a_reply_follows_the_schema(text: Judge) -> None:
    asked = [question(f"{number}: which is better?") for number in range(8)]
    for reply in replies(text, asked, form=VERDICT):
        assert isinstance(reply, Reply)
        assert json.loads(reply.text)["verdict"] in ("A", "B")


def test_the_same_question_has_the_same_answer_at_temperature_zero(
    text: Judge, token: Judge
) -> None:
    assert reply_to(text, "Why?").text == reply_to(text, "Why?", repeat=1).text
    for form in (None, LABELS):
        first = reply_to(token, "Why?", form=form).logprobs
        assert reply_to(token, "Why?", repeat=1, form=form).logprobs == pytest.approx(first)


def test_a_sampled_answer_is_decided_by_seed_and_repeat(make: Make) -> None:
    def texts(seed: int) -> list[str]:
        judge = make(temperature=1.0, max_tokens=12, seed=seed)
        found = replies(judge, [question("Why?")] * 4, repeats=range(4))
        return [reply.text for reply in found if isinstance(reply, Reply)]

    first = texts(0)
    assert len(set(first)) == 4
    assert texts(0) == first
    assert texts(1)[:3] == first[1:]


def test_a_prompt_beyond_the_context_fails_alone(text: Judge) -> None:
    asked = [question(f"{number}?") for number in range(6)]
    asked[3] = question("word " * CONTEXT)
    found = replies(text, asked)
    (failed,) = [reply for reply in found if not isinstance(reply, Reply)]
    assert found[3] is failed
    assert f"maximum context length is {CONTEXT} tokens" in str(failed)
    assert reply_to(text, "5?").text


def test_a_schema_that_is_none_is_an_error_and_the_next_question_works(text: Judge) -> None:
    with pytest.raises(JudgeError, match="nonsense"):
        reply_to(text, "Which?", form=Form(schema={"type": "nonsense"}))
    assert reply_to(text, "Which?").text
