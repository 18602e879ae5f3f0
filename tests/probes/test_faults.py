"""Under the faults of `make chaos`, on a small scale: nothing is lost, nothing counts twice."""

from __future__ import annotations

from pathlib import Path

from tests.verify.chaos.delivery import twice_a_little_later
from tests.verify.chaos.disk import file_too_big
from tests.verify.chaos.replies import bad_replies
from tests.verify.chaos.setting_up import Case, impossible


def test_a_run_without_space_stops_with_one_message_and_goes_on_later(tmp_path: Path) -> None:
    assert file_too_big(tmp_path, pairs=60).broken == ()


def test_an_answer_that_comes_twice_is_never_taken_for_the_next(tmp_path: Path) -> None:
    assert twice_a_little_later(tmp_path, pairs=40).broken == ()


def test_every_bad_reply_has_a_typed_outcome_and_spoils_no_other(tmp_path: Path) -> None:
    broken = {scene.done: scene.broken for scene in bad_replies(tmp_path, pairs=5)}
    assert {done: laws for done, laws in broken.items() if laws} == {}


def test_a_negative_price_is_one_message_before_anything_is_asked(tmp_path: Path) -> None:
    case = Case(done="a negative price", options=("--price=-1,2",), names="-1,2")
    assert impossible(tmp_path, case).broken == ()
