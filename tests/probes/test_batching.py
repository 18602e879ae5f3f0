"""A batch is sent once, collected by whoever comes, and its answers land under their questions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from sosprobe.judges.batches.route import Limits
from sosprobe.probes.batching import live
from sosprobe.probes.budget import Budget
from sosprobe.probes.delivery import Delivery
from sosprobe.store import SqliteStore
from sosprobe.types import Outcome
from tests.judges.batch_wire import SHOPS, Shop
from tests.probes.batch_desk import LATER, NAMES, RIGHT, Desk, question


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(params=SHOPS, ids=[shop.name for shop in SHOPS])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    shop: Shop = request.param
    with shop.serve() as server:
        yield Desk(shop, server, tmp_path / "store.sqlite")


def test_a_batch_is_sent_noted_and_collected_days_later_by_another_process(desk: Desk) -> None:
    first = desk.batch()
    assert desk.texts(first) == {"a": "answer to a"}
    assert desk.server.live == ["a"]
    assert desk.sent() == [LATER]
    assert (first.asked, first.batched, first.pending) == (1, 0, 3)
    assert "3 questions are in 1 batch" in first.stopped
    assert desk.handles()[0] in first.stopped
    second = desk.batch()
    assert (desk.sent(), second.pending) == ([LATER], 3)
    assert "0 of 3 done" in second.stopped
    desk.server.finish()
    third = desk.batch()
    assert desk.texts(third) == RIGHT
    assert (third.asked, third.reused, third.batched, third.pending, third.stopped) == (
        *(0, 1, 3, 0),
        "",
    )
    assert desk.handles() == []
    before = len(desk.server.paths)
    fourth = desk.batch()
    assert (desk.texts(fourth), fourth.reused) == (RIGHT, 4)
    assert len(desk.server.paths) == before


def test_a_reply_from_a_batch_is_what_the_same_question_live_would_have_stored(desk: Desk) -> None:
    desk.during = desk.server.finish
    by_batches = desk.batch(wait=True)
    desk.path = desk.path.with_name("other.sqlite")
    asked_live = desk.live()
    for key, reply in asked_live.replies.items():
        other = by_batches.replies[key]
        assert (other.text, other.model, other.tokens_in, other.tokens_cached) == (
            *(reply.text, reply.model, reply.tokens_in),
            reply.tokens_cached,
        )


def test_it_waits_with_growing_pauses_until_everything_is_there(desk: Desk) -> None:
    desk.during = lambda: desk.server.finish() if len(desk.slept) == 4 else None
    answers = desk.batch(wait=True)
    assert desk.texts(answers) == RIGHT
    assert desk.slept == sorted(set(desk.slept))
    assert len(desk.slept) == 4
    assert sorted(desk.shown, key=str) == sorted(((RIGHT[n], False) for n in NAMES), key=str)


def test_what_failed_and_may_pass_is_sent_again_and_nothing_else(desk: Desk) -> None:
    desk.server.fates = {"b": ["500 busy", "429 slow down"], "c": ["expired"], "d": ["silent"]}
    desk.during = desk.server.finish
    answers = desk.batch(wait=True)
    assert desk.texts(answers) == RIGHT
    assert [sorted(names) for names in desk.sent()] == [["b", "c", "d"], ["b", "c", "d"], ["b"]]
    assert answers.failures == {}


def test_what_fails_too_often_or_for_good_is_a_typed_failure(desk: Desk) -> None:
    desk.server.fates = {"b": ["500 busy"] * 9, "c": ["400 no such parameter"]}
    desk.during = desk.server.finish
    answers = desk.batch(wait=True)
    judge = desk.shop.at(desk.server)
    assert [sorted(names) for names in desk.sent()] == [["b", "c", "d"], ["b"], ["b"]]
    verdicts = [answers.failures[question(judge, name).key] for name in ("b", "c")]
    assert [verdict.outcome for verdict in verdicts] == [Outcome.ERROR, Outcome.ERROR]
    assert "busy" in verdicts[0].detail
    assert "HTTP 400: no such parameter" in verdicts[1].detail
    assert (answers.stopped, answers.pending) == ("", 0)
    assert desk.shown.count((None, False)) == 2


def test_a_question_that_batch_after_batch_passes_over_is_a_typed_failure(desk: Desk) -> None:
    desk.server.fates = {"b": ["silent"] * 9}
    desk.during = desk.server.finish
    answers = desk.batch(wait=True)
    assert len(desk.server.jobs) == desk.attempts
    ((key, verdict),) = answers.failures.items()
    assert key == question(desk.shop.at(desk.server), "b").key
    assert verdict.detail == "the batch ended without an answer to this"


def test_a_batch_of_a_larger_command_is_collected_whole_by_a_smaller_one(desk: Desk) -> None:
    desk.batch()
    desk.server.finish()
    small = desk.batch(["a", "b"])
    assert (desk.texts(small), small.batched) == ({name: RIGHT[name] for name in "ab"}, 1)
    assert (desk.texts(desk.batch()), len(desk.server.jobs)) == (RIGHT, 1)


def test_a_batch_that_failed_or_expired_as_a_whole_is_sent_again(desk: Desk) -> None:
    states = ["failed", "expired", "ended"]
    desk.during = lambda: desk.server.finish(states.pop(0))
    answers = desk.batch(wait=True)
    assert desk.texts(answers) == RIGHT
    assert len(desk.server.jobs) == 3


def test_an_answer_to_no_question_of_the_batch_is_counted_and_never_stored(desk: Desk) -> None:
    desk.server.fates = {"b": ["strange"]}
    desk.batch()
    desk.server.finish()
    answers = desk.batch()
    assert desk.texts(answers) == RIGHT
    assert answers.foreign == 1
    store = SqliteStore(desk.path)
    assert len(store) == 4
    store.close()


def test_of_two_answers_to_one_question_the_first_counts_and_counts_once(desk: Desk) -> None:
    desk.server.fates = {"b": ["twice"], "c": ["twice"]}
    desk.batch()
    desk.server.finish()
    answers = desk.batch()
    assert desk.texts(answers) == RIGHT
    assert (answers.batched, answers.foreign) == (3, 0)


def test_batches_stay_within_the_limits(desk: Desk) -> None:
    desk.limits = Limits(requests=2, size=10**6)
    desk.batch()
    assert desk.sent() == [["b", "c"], ["d"]]
    assert len(desk.handles()) == 2
    desk.server.finish()
    assert desk.texts(desk.batch()) == RIGHT


def test_batches_stay_within_the_limit_of_size(desk: Desk) -> None:
    judge = desk.shop.at(desk.server)
    desk.limits = Limits(requests=100, size=10)
    answers = desk.batch()
    assert desk.server.jobs == []
    assert answers.failures[question(judge, "b").key].detail == "it is too large for a batch"


def test_a_question_without_json_fails_alone(desk: Desk) -> None:
    broken = "\ud800"
    answers = desk.batch(["a", "b", broken])
    assert desk.sent() == [["b"]]
    assert list(answers.failures) == [question(desk.shop.at(desk.server), broken).key]


def test_a_budget_holds_for_what_a_batch_is_expected_to_cost(desk: Desk) -> None:
    desk.budget = Budget(calls=3)
    answers = desk.batch()
    assert desk.sent() == [["b", "c"]]
    assert "the limit of 3 calls is reached" in answers.stopped
    assert "2 questions are in 1 batch" in answers.stopped


def test_a_live_run_fetches_what_is_done_and_leaves_alone_what_is_not(desk: Desk) -> None:
    desk.batch(["a", "b"])
    desk.server.finish()
    desk.batch(["c", "d"])  # c is asked live
    answers = desk.live(["a", "b", "c", "d"])
    assert desk.texts(answers) == {name: RIGHT[name] for name in ("a", "b", "c")}
    assert desk.server.live == ["a", "c"]
    assert (answers.pending, "1 question is in 1 batch" in answers.stopped) == (1, True)


def test_a_live_run_fetches_what_ended_since(desk: Desk) -> None:
    desk.batch(["a", "b", "c"])
    desk.server.finish()
    answers = desk.live()
    assert desk.texts(answers) == RIGHT
    assert desk.server.live == ["a", "d"]
    assert (answers.asked, answers.batched, answers.reused, answers.stopped) == (1, 2, 1, "")


def test_a_batch_that_is_abandoned_is_cancelled_and_asked_live(desk: Desk) -> None:
    desk.batch()
    answers = desk.live(abandon=True)
    assert desk.texts(answers) == RIGHT
    assert sorted(desk.server.live) == NAMES
    assert desk.server.jobs[0].state == "cancelled"
    assert desk.handles() == []


def test_a_judge_with_other_parameters_does_not_touch_the_batch(desk: Desk) -> None:
    desk.batch()
    shop = desk.shop
    store = SqliteStore(desk.path)
    judge = shop.at(desk.server, max_tokens=7)
    delivery = Delivery(judge=judge, store=store)
    made = [question(judge, name) for name in NAMES]
    answers = asyncio.run(live(made, delivery))
    store.close()
    assert (answers.asked, answers.stopped) == (4, "")
    assert len(desk.handles()) == 1
