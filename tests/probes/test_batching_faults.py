"""Whatever breaks off between us and the provider, nothing is lost, paid twice or told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sosprobe.errors import SetupError
from sosprobe.probes.collecting import GRACE, KEPT, NOTE
from sosprobe.store import SqliteStore, identity_text
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


def test_a_batch_that_was_taken_without_a_word_is_found_and_not_sent_twice(desk: Desk) -> None:
    desk.server.lost = 1
    answers = desk.batch()
    assert (desk.sent(), answers.pending) == ([LATER], 3)
    desk.clock = lambda: time.time() + GRACE + 1
    assert (desk.batch().pending, desk.sent()) == (3, [LATER])
    desk.server.finish()
    assert desk.texts(desk.batch()) == RIGHT
    assert (desk.sent(), desk.handles()) == ([LATER], [])


def test_a_batch_of_somebody_else_is_neither_taken_for_ours_nor_cancelled(desk: Desk) -> None:
    desk.batch()  # one of three questions, of which the next store knows nothing
    desk.path = desk.path.with_name("other.sqlite")
    store = SqliteStore(desk.path)
    judge = desk.shop.at(desk.server)
    keys = [question(judge, name).key for name in "xyz"]
    store.submitted(desk.shop.name, f"{NOTE}1234", keys, identity_text(judge.identity))
    store.close()
    desk.live(["x", "y", "z"], abandon=True)
    assert desk.server.jobs[0].state == "running"
    assert desk.server.live == ["a", "x", "y", "z"]


class Killed(BaseException):
    """The process is gone."""


def test_a_crash_after_the_provider_took_a_batch_costs_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted = SqliteStore.submitted

    def killed(store: SqliteStore, route: str, handle: str, *rest: Any) -> Any:
        if not handle.startswith(NOTE):
            raise Killed
        return submitted(store, route, handle, *rest)

    monkeypatch.setattr(SqliteStore, "submitted", killed)
    with pytest.raises(Killed):
        desk.batch()
    monkeypatch.undo()
    assert [handle[: len(NOTE)] for handle in desk.handles()] == [NOTE]
    desk.server.finish()
    answers = desk.batch()
    assert desk.texts(answers) == RIGHT
    assert desk.sent() == [LATER]


def test_a_crash_between_the_two_notes_costs_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = SqliteStore.closed

    def killed(store: SqliteStore, handle: str, state: str = "") -> None:
        if state == "sent":
            raise Killed
        closed(store, handle, state)

    monkeypatch.setattr(SqliteStore, "closed", killed)
    with pytest.raises(Killed):
        desk.batch()
    monkeypatch.undo()
    assert len(desk.handles()) == 2
    desk.server.finish()
    assert desk.texts(desk.batch()) == RIGHT
    assert (desk.sent(), desk.handles()) == ([LATER], [])


def test_a_note_of_what_was_never_taken_holds_its_questions_only_for_a_while(desk: Desk) -> None:
    store = SqliteStore(desk.path)
    judge = desk.shop.at(desk.server)
    keys = [question(judge, name).key for name in NAMES]
    store.submitted(desk.shop.name, f"{NOTE}1234", keys, identity_text(judge.identity))
    store.close()
    young = desk.batch()
    assert (desk.server.jobs, young.pending) == ([], 4)
    desk.clock = lambda: time.time() + GRACE + 1
    old = desk.batch()
    assert (desk.sent(), old.pending) == ([LATER], 3)


def test_two_runs_with_the_same_thought_send_one_batch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted = SqliteStore.submitted

    def second(store: SqliteStore, *words: Any) -> Any:
        monkeypatch.setattr(SqliteStore, "submitted", submitted)
        judge = desk.shop.at(desk.server)
        keys = [question(judge, name).key for name in LATER]
        other = SqliteStore(desk.path)
        other.submitted(desk.shop.name, f"{NOTE}other", keys, identity_text(judge.identity))
        other.close()
        return submitted(store, *words)

    monkeypatch.setattr(SqliteStore, "submitted", second)
    answers = desk.batch()
    assert (desk.server.jobs, answers.pending) == ([], 3)
    assert desk.handles() == [f"{NOTE}other"]


def test_a_provider_that_cannot_be_reached_leaves_the_batch_for_later(desk: Desk) -> None:
    desk.batch()
    desk.server.down = (503, {}, {"error": {"message": "maintenance"}})
    answers = desk.batch()
    assert "maintenance" in answers.stopped
    assert answers.pending == 3
    waited = desk.batch(wait=True)
    assert (waited.pending, len(desk.slept)) == (3, desk.attempts)
    desk.server.down = None
    desk.server.finish()
    assert desk.texts(desk.batch()) == RIGHT


def test_a_batch_that_the_provider_does_not_know_is_given_up_only_after_a_month(
    desk: Desk,
) -> None:
    desk.batch()
    known = list(desk.server.jobs)
    desk.server.down = (404, {}, {"error": {"message": "no such batch"}})
    young = desk.batch()
    assert (young.pending, "no such batch" in young.stopped) == (3, True)
    desk.clock = lambda: time.time() + KEPT + 1
    with pytest.raises(SetupError, match="turns the first question down"):
        desk.batch()
    assert (desk.handles(), desk.server.jobs) == ([], known)


def test_a_wrong_key_is_one_message_before_anything_is_sent(desk: Desk) -> None:
    desk.server.down = (401, {}, {"error": {"message": f"wrong key {desk.shop.key}"}})
    with pytest.raises(SetupError, match="turns the first question down: HTTP 401") as caught:
        desk.batch()
    assert desk.shop.key not in str(caught.value)
    assert (desk.handles(), desk.server.jobs) == ([], [])


def test_the_key_never_gets_into_the_store(desk: Desk) -> None:
    desk.server.fates = {
        "b": [f"500 you said {desk.shop.key}"] * 3,
        "c": [f"400 {desk.shop.key}?"],
    }
    desk.during = desk.server.finish
    answers = desk.batch(wait=True)
    assert len(answers.failures) == 2
    said = " ".join([answers.stopped, *(verdict.detail for verdict in answers.failures.values())])
    assert desk.shop.key not in said
    for path in desk.path.parent.iterdir():
        assert desk.shop.key.encode() not in path.read_bytes()
