"""Each question is asked once, what came is kept, and failures end in outcomes, not in the run."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sosprobe.errors import Denied, JudgeError, Refused, SetupError, Transient
from sosprobe.probes.budget import Budget
from sosprobe.probes.delivery import Delivery, ask_all
from sosprobe.probes.experiment import Settings, prepare
from sosprobe.probes.limit import Rate
from sosprobe.probes.question import Answers, Question, Retry
from sosprobe.store import Entry, SqliteStore
from sosprobe.types import Form, Message, Messages, Outcome, Reply
from tests.verify.chaos import IN_FLIGHT, torment

IDENTITY = {"provider": "scripted", "model": "m"}


@dataclass
class Scripted:
    """A judge in this process that fails as it is told to."""

    errors: dict[str, list[JudgeError]] = field(default_factory=dict[str, list[JudgeError]])
    always: JudgeError | None = None
    asked: list[str] = field(default_factory=list[str])
    open: int = 0
    most_open: int = 0
    identity: Mapping[str, object] = field(default_factory=lambda: IDENTITY)
    in_flight: int = 4
    template: str = "pairwise"

    async def ask(self, messages: Messages, *, repeat: int = 0, form: Form | None = None) -> Reply:
        content = messages[-1]["content"]
        self.asked.append(content)
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        await asyncio.sleep(0)
        self.open -= 1
        if self.always is not None:
            raise self.always
        if self.errors.get(content):
            raise self.errors[content].pop(0)
        return Reply(text=f"answer to {content}", logprobs={"A": -0.1}, tokens_in=3, tokens_out=7)


def question(name: str, repeat: int = 0) -> Question:
    message: Message = {"role": "user", "content": name}
    return Question.of(IDENTITY, (message,), repeat)


def delivery(judge: Scripted, store: SqliteStore, waits: list[float], **more: object) -> Delivery:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    made = Delivery(judge=judge, store=store, in_flight=3, rng=random.Random(0), sleep=sleep)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def ask(
    judge: Scripted, names: list[str], store: SqliteStore, waits: list[float], **more: object
) -> Answers:
    questions = [question(name) for name in names]
    return asyncio.run(ask_all(questions, delivery(judge, store, waits, **more)))


def test_equal_questions_are_asked_once_and_stored_ones_never() -> None:
    judge, store = Scripted(), SqliteStore(":memory:")
    first = ask(judge, ["a", "b", "a"], store, [])
    again = ask(judge, ["a", "b", "c"], store, [])
    assert sorted(judge.asked) == ["a", "b", "c"]
    assert (first.asked, again.asked, again.reused) == (2, 1, 2)
    assert again.replies[question("a").key] == first.replies[question("a").key]
    store.close()


def test_the_same_question_in_flight_twice_is_one_request() -> None:
    judge, store = Scripted(), SqliteStore(":memory:")

    async def both() -> list[Reply]:
        sender = delivery(judge, store, [])
        return list(await asyncio.gather(*(sender.ask(question("a")) for _ in range(5))))

    assert len(set(map(id, asyncio.run(both())))) == 1
    assert judge.asked == ["a"]
    store.close()


def test_the_same_question_in_flight_twice_fails_for_both() -> None:
    judge, store = Scripted(always=JudgeError("no")), SqliteStore(":memory:")

    async def both() -> list[object]:
        sender = delivery(judge, store, [])
        asked = (sender.ask(question("a")) for _ in range(3))
        return list(await asyncio.gather(*asked, return_exceptions=True))

    assert [str(error) for error in asyncio.run(both())] == ["no"] * 3
    assert judge.asked == ["a"]
    store.close()


def test_what_another_run_stored_meanwhile_is_not_asked_again() -> None:
    judge, store = Scripted(), SqliteStore(":memory:")
    other = Reply(text="from another run")

    async def run() -> Reply:
        sender = delivery(judge, store, [])
        store.put(question("a").key, other)
        return await sender.ask(question("a"))

    assert asyncio.run(run()) == other
    assert judge.asked == []
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
        "bad": [JudgeError("too long")],
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
    assert not answers.stopped
    assert not ask(judge, ["bad", "rude", "down", "fine"], store, []).failures
    store.close()


def test_an_endpoint_that_turns_everything_down_ends_the_run_with_one_message() -> None:
    judge, store = Scripted(always=Denied("HTTP 401: bad key")), SqliteStore(":memory:")
    with pytest.raises(SetupError, match="answers no question: HTTP 401: bad key"):
        ask(judge, [str(number) for number in range(500)], store, [])
    assert len(judge.asked) < 20
    store.close()


def test_an_endpoint_that_gives_up_on_the_way_leaves_what_it_said() -> None:
    names = [str(number) for number in range(100)]
    spent = {name: [JudgeError("x"), Denied("no credit")][1:] for name in names[10:]}
    judge, store = Scripted(errors=spent), SqliteStore(":memory:")
    answers = ask(judge, names, store, [])
    assert "no credit" in answers.stopped
    assert len(answers.replies) >= 10
    assert len(judge.asked) < 30
    store.close()


def test_a_limit_of_calls_is_kept_and_the_next_run_goes_on() -> None:
    judge, store = Scripted(), SqliteStore(":memory:")
    names = [str(number) for number in range(10)]
    answers = ask(judge, names, store, [], budget=Budget(calls=4))
    assert len(judge.asked) == len(answers.replies) == 4
    assert "4 calls" in answers.stopped
    assert not answers.failures
    again = ask(judge, names, store, [], budget=Budget(calls=6))
    assert (again.asked, again.reused, again.stopped) == (6, 4, "")
    store.close()


def test_a_budget_in_dollars_is_never_exceeded_where_replies_are_as_long_as_expected() -> None:
    judge, store = Scripted(), SqliteStore(":memory:")
    budget = Budget(dollars=0.1)
    names = [str(number) for number in range(100)]

    def cost(tokens_in: int, tokens_out: int) -> float:
        return tokens_out / 1000

    answers = ask(judge, names, store, [], budget=budget, cost=cost, tokens_out=7)
    assert budget.spent <= 0.1 + 1e-12
    assert len(answers.replies) == 14
    assert "$0.1" in answers.stopped
    store.close()


def test_a_rate_holds_back_what_is_more_than_a_minute_allows() -> None:
    now, waits = [0.0], list[float]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    async def take() -> None:
        rate = Rate(per_minute=60, clock=lambda: now[0], sleep=sleep)
        for _ in range(90):
            await rate.take(1)

    asyncio.run(take())
    assert sum(waits) == pytest.approx(30)


def test_a_wait_is_never_longer_than_its_cap() -> None:
    retry = Retry(attempts=40, cap=5.0)
    error = Transient("busy", retry_after=3600.0)
    assert retry.wait(30, error, random.Random(0)) <= 5.0


def test_a_killed_run_loses_nothing_and_repeats_only_what_was_in_flight(tmp_path: Path) -> None:
    result = torment(tmp_path, pairs=20, kills=2, latency=0.02, seed=3)
    assert result.verdicts == 40
    assert result.kills == 2
    assert result.repeated <= IN_FLIGHT * 2


def test_a_question_asked_again_later_is_answered_from_the_store() -> None:
    judge, store = Scripted(), SqliteStore(":memory:")

    async def run() -> list[bool]:
        sender = delivery(judge, store, [])
        sender.keeper.look_up({question("a").key})
        return [(await sender.answer(question("a")))[1] for _ in range(3)]

    assert asyncio.run(run()) == [False, True, True]
    assert judge.asked == ["a"]
    store.close()


def test_replies_that_come_together_are_one_transaction_and_a_failed_one_is_an_error() -> None:
    judge, store = Scripted(), SqliteStore(":memory:")
    sizes: list[int] = []
    put = store.put_many

    def counted(entries: Iterable[Entry]) -> int:
        listed = list(entries)
        sizes.append(len(listed))
        return put(listed)

    store.put_many = counted  # type: ignore[method-assign]
    ask(judge, [str(number) for number in range(30)], store, [])
    assert sum(sizes) == len(store) == 30
    assert max(sizes) > 1

    def full(entries: Iterable[Entry]) -> int:
        raise SetupError("the disk is full")

    store.put_many = full  # type: ignore[method-assign]
    with pytest.raises(SetupError, match="the disk is full"):
        ask(judge, ["another"], store, [])
    store.close()


def test_a_run_of_a_thousand_trials_ends_without_writing_itself_out(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    rows = [{"prompt": f"{n}?", "response_a": "a " * n, "response_b": "b"} for n in range(1, 501)]
    path.write_text("\n".join(map(json.dumps, rows)))
    experiment = prepare(Settings(judge="planted:length=1", data=str(path)))
    answered = asyncio.run(experiment.ask(SqliteStore(":memory:")))
    assert len(answered[0].answers.replies) == 1000
    assert len(repr(answered)) < 10_000
    assert len(repr(experiment)) < 10_000
