"""The runner asks each question once, keeps what came, and goes on after failures."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sosprobe.errors import JudgeError, Refused, SetupError, Transient
from sosprobe.probes.runner import Answers, Question, Retry, ask_all
from sosprobe.store import SqliteStore, key
from sosprobe.types import Form, Message, Messages, Outcome, Reply
from tests.verify.chaos import IN_FLIGHT, torment


@dataclass
class Scripted:
    """A judge in this process that fails as it is told to."""

    errors: dict[str, list[JudgeError]] = field(default_factory=dict[str, list[JudgeError]])
    asked: list[str] = field(default_factory=list[str])
    open: int = 0
    most_open: int = 0
    identity: Mapping[str, object] = field(default_factory=lambda: {"provider": "scripted"})
    in_flight: int = 4
    template: str = "pairwise"

    async def ask(
        self, messages: Messages, *, repeat: int = 0, form: Form | None = None
    ) -> Reply:
        content = messages[-1]["content"]
        self.asked.append(content)
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        await asyncio.sleep(0)
        self.open -= 1
        if self.errors.get(content):
            raise self.errors[content].pop(0)
        return Reply(text=f"answer to {content}", logprobs={"A": -0.1}, tokens_in=3)


def question(name: str, repeat: int = 0) -> Question:
    message: Message = {"role": "user", "content": name}
    identity = {"provider": "scripted"}
    return Question(key=key(identity, (message,), repeat), messages=(message,), repeat=repeat)


def ask(judge: Scripted, names: list[str], store: SqliteStore, waits: list[float]) -> Answers:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    questions = [question(name) for name in names]
    return asyncio.run(
        ask_all(questions, judge, store, in_flight=3, rng=random.Random(0), sleep=sleep)
    )


def test_equal_questions_are_asked_once_and_stored_ones_never() -> None:
    judge, store = Scripted(), SqliteStore(":memory:")
    first = ask(judge, ["a", "b", "a"], store, [])
    again = ask(judge, ["a", "b", "c"], store, [])
    assert sorted(judge.asked) == ["a", "b", "c"]
    assert (first.asked, again.asked, again.reused) == (2, 1, 2)
    assert again.replies[question("a").key] == first.replies[question("a").key]
    store.close()


def test_no_more_questions_are_open_than_allowed() -> None:
    judge, store = Scripted(), SqliteStore(":memory:")
    ask(judge, [str(number) for number in range(50)], store, [])
    assert judge.most_open == 3
    store.close()


def test_transient_failures_are_retried_with_growing_waits_that_honour_the_server() -> None:
    errors: list[JudgeError] = [Transient("1"), Transient("2", retry_after=20.0), Transient("3")]
    judge, store, waits = Scripted(errors={"a": errors}), SqliteStore(":memory:"), list[float]()
    answers = ask(judge, ["a"], store, waits)
    assert answers.replies[question("a").key].text == "answer to a"
    assert 0.25 <= waits[0] <= 0.5
    assert waits[1] == 20.0
    assert 1.0 <= waits[2] <= 2.0
    store.close()


def test_a_failed_question_is_a_typed_outcome_and_is_asked_again_next_time() -> None:
    failing: dict[str, list[JudgeError]] = {
        "bad": [JudgeError("no such model")],
        "rude": [Refused("policy")],
        "down": [Transient("503")] * 6,
    }
    judge, store = Scripted(errors=failing), SqliteStore(":memory:")
    answers = ask(judge, ["bad", "rude", "down", "fine"], store, [])
    outcomes = {name: answers.failures[question(name).key].outcome for name in failing}
    assert outcomes == {"bad": Outcome.ERROR, "rude": Outcome.REFUSED, "down": Outcome.ERROR}
    assert judge.asked.count("bad") == 1
    assert judge.asked.count("down") == 6
    assert set(answers.replies) == {question("fine").key}
    assert not ask(judge, ["bad", "rude", "down", "fine"], store, []).failures
    store.close()


def test_a_wait_is_never_longer_than_its_cap() -> None:
    retry = Retry(attempts=40, cap=5.0)
    error = Transient("busy", retry_after=3600.0)
    assert retry.wait(30, error, random.Random(0)) <= 5.0


def test_a_store_keeps_the_first_reply_and_survives_reopening(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "deep" / "store.sqlite")
    kept = Reply(
        text="é \ud800 \U0001f600", logprobs={"A": -1.5}, finish_reason="stop", latency=0.1
    )
    store.put("k", kept)
    store.put("k", Reply(text="later"))
    store.close()
    store = SqliteStore(tmp_path / "deep" / "store.sqlite")
    assert store.get("k") == kept
    assert store.get("other") is None
    store.close()


def test_a_file_that_is_no_store_is_a_setup_error(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_text("this is not a database, whatever its name says" * 100)
    with pytest.raises(SetupError, match="not a usable store"):
        SqliteStore(path)


def test_the_key_tells_apart_judge_messages_and_repeat() -> None:
    first: Message = {"role": "user", "content": "a"}
    second: Message = {"role": "user", "content": "b"}
    keys = {
        key({"model": "x"}, (first,)),
        key({"model": "y"}, (first,)),
        key({"model": "x"}, (second,)),
        key({"model": "x"}, (first,), 1),
        key({"model": "x", "temperature": 1}, (first,)),
    }
    assert len(keys) == 5
    assert key({"b": 1, "a": 2}, (first,)) == key({"a": 2, "b": 1}, (first,))


def test_a_killed_run_loses_nothing_and_repeats_only_what_was_in_flight(tmp_path: Path) -> None:
    result = torment(tmp_path, pairs=20, kills=2, latency=0.02, seed=3)
    assert result.verdicts == 40
    assert result.kills == 2
    assert result.repeated <= IN_FLIGHT * 2
