"""Laws of the harness as it is installed: scores, records, and what a kill loses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from sosprobe.probes.bench.engine.harness import LmEval
from sosprobe.probes.bench.engine.records import Folder
from sosprobe.probes.bench.engine.run import Outcome, look, run
from tests.bench_env.drive import adder
from tests.bench_env.sums import WRONG, add, sums_job, write_sums
from tests.loopback import Answer, Loopback
from tests.probes.bench.engine.stand_ins import lines

COUNT = 30
_ROOT = Path(__file__).parents[2]
_LONG = 180.0
HARNESS = LmEval()  # it takes seconds to look through its tasks


def _go(url: str, data: Path, out: Path, *, limit: int = 0, in_flight: int = 1) -> Outcome:
    model, harness = adder(url, in_flight), HARNESS
    folder = Folder.of(out, model)
    todo = look([sums_job(data)], model, harness, folder, limit=limit)
    assert not todo.failed
    return run(todo, model, harness, folder, limit=limit)


@pytest.mark.parametrize("in_flight", [1, 4])
def test_scores_records_and_counts_are_those_of_the_answers(tmp_path: Path, in_flight: int) -> None:
    data = tmp_path / "sums.jsonl"
    write_sums(data, COUNT)
    with Loopback(add) as server:
        outcome = _go(server.url, data, tmp_path / "out", in_flight=in_flight)
        assert len(server.requests) == COUNT
    (result,) = outcome.done
    right = 1 - 1 / WRONG
    assert [(score.metric, score.n) for score in result.scores] == [("exact_match", COUNT)]
    assert result.scores[0].value == pytest.approx(right)
    assert result.scores[0].se == pytest.approx((right * (1 - right) / (COUNT - 1)) ** 0.5)
    kept = lines(Folder.of(tmp_path / "out", adder(server.url, 1)).items(sums_job(data)))
    assert len(kept) == COUNT
    said = {record["target"]: record["answers"] for record in kept}
    assert said["2"] == ["2"] and said["6"] == ["7"]
    assert sum(record["scores"]["exact_match"] for record in kept) == pytest.approx(COUNT * right)


def test_each_answer_of_each_row_is_told_once(tmp_path: Path) -> None:
    data = tmp_path / "sums.jsonl"
    write_sums(data, 5)
    told: list[int] = []
    with Loopback(add) as server:
        model = adder(server.url, 2)
        folder = Folder.of(tmp_path / "out", model)
        jobs = [sums_job(data), sums_job(data, row="again")]
        todo = look(jobs, model, HARNESS, folder, limit=0)
        outcome = run(
            todo, model, HARNESS, folder, limit=0, answered=lambda: told.append(len(told))
        )
        assert len(server.requests) == 10
    assert not outcome.failed
    assert len(told) == 10


def test_what_is_to_be_asked_is_counted_without_asking(tmp_path: Path) -> None:
    data = tmp_path / "sums.jsonl"
    write_sums(data, COUNT)
    with Loopback(add) as server:
        load = HARNESS.load(sums_job(data), adder(server.url, 1), 10)
        assert not server.requests
    assert (load.items, load.requests, load.answer_tokens) == (10, 10, 80)
    assert load.characters == 10 * len("1 + 1 =")
    choices = HARNESS.load(sums_job(data, "loglikelihood"), adder("http://127.0.0.1:1", 1), 10)
    assert (choices.items, choices.requests) == (10, 20)


def test_more_items_ask_only_the_further_ones(tmp_path: Path) -> None:
    data = tmp_path / "sums.jsonl"
    write_sums(data, COUNT)
    with Loopback(add) as server:
        _go(server.url, data, tmp_path / "out", limit=10)
        outcome = _go(server.url, data, tmp_path / "out", limit=25)
        assert len(server.requests) == 25
    assert outcome.done[0].scores[0].n == 25


def test_a_server_that_goes_away_fails_the_row_and_its_answers_stay(tmp_path: Path) -> None:
    data = tmp_path / "sums.jsonl"
    write_sums(data, 6)
    good = 4

    def handle(path: str, body: Any) -> Answer:
        if len(server.requests) > good and broken.is_set():
            return 400, {}, {"error": "out of memory"}
        return add(path, body)

    broken = threading.Event()
    broken.set()
    with Loopback(handle) as server:
        first = _go(server.url, data, tmp_path / "out")
        asked = len(server.requests)
        assert first.failed and not first.done
        broken.clear()
        assert len(_go(server.url, data, tmp_path / "out").done) == 1
        assert len(server.requests) == asked + 6 - good


@pytest.mark.parametrize("in_flight", [1, 4])
def test_a_killed_run_asks_again_only_what_was_in_flight(tmp_path: Path, in_flight: int) -> None:
    data = tmp_path / "sums.jsonl"
    write_sums(data, COUNT)
    kills = [7, 19, 44]  # the last one in the second row
    enough = threading.Event()

    def handle(path: str, body: Any) -> Answer:
        if kills and len(server.requests) >= kills[0]:
            enough.set()
            server.closing.wait(0.2)  # time to be killed in
        return add(path, body)

    with Loopback(handle) as server:
        words = [sys.executable, "-m", "tests.bench_env.drive"]
        words += [server.url, str(data), str(tmp_path / "out"), str(in_flight)]
        rounds = 0
        while kills:
            enough.clear()
            child = subprocess.Popen(words, cwd=_ROOT, stdout=subprocess.DEVNULL)
            assert enough.wait(_LONG)
            child.send_signal(signal.SIGKILL)
            assert child.wait(_LONG) == -signal.SIGKILL
            kills.pop(0)
            rounds += 1
        ended = subprocess.run(
            words, cwd=_ROOT, capture_output=True, text=True, timeout=_LONG, env=dict(os.environ)
        )
        assert ended.stdout.strip() == "2 []", ended.stderr
        asked = [body["messages"][-1]["content"] for body in server.requests]
    assert len(set(asked)) == COUNT
    assert 2 * COUNT <= len(asked) <= 2 * COUNT + rounds * in_flight
