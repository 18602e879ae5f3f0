"""The bench counts rightly, and says of a bar that it is met only where it is."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.verify.judge_bench import house, questions, table, work
from tests.verify.judge_bench.client import Outcome, measure
from tests.verify.judge_bench.house import Client, Run, Server
from tests.verify.judge_bench.server import SHARES, Tally, draw

ROWS = 60


def measured(name: str, rate: float, *, verdicts: int = 100, in_flight: int = 32) -> Run:
    return Run(
        client=name,
        in_flight=in_flight,
        faults=False,
        outcome=Outcome(rows=100, verdicts=verdicts, wall=verdicts / rate, cpu=0.1, memory=50.0),
        tally=Tally(
            calls=100, answered=100, connections=32, first=1.0, last=1.0 + 100 / rate, cpu=0.01
        ),
    )


@pytest.mark.parametrize("faults", [False, True])
def test_the_server_counts_what_a_client_sends_and_what_became_of_it(
    tmp_path: Path, faults: bool
) -> None:
    bodies = questions.write(
        tmp_path / "bodies.jsonl", work.write(tmp_path / "pairs.jsonl", ROWS // 2)
    )
    client = Client(name="bare", module="bare", rows={8: ROWS}, pairs=bodies)
    with Server() as server:
        run = house.run(client, server, in_flight=8, faults=faults, scratch=tmp_path)
    tally = run.tally
    assert run.outcome.error == ""
    assert tally.calls == run.outcome.rows == ROWS
    assert tally.answered == run.outcome.verdicts
    assert tally.answered + tally.busy + tally.broken + tally.reset == ROWS
    assert tally.most_open == 8 and tally.connections == 8 + tally.reset
    assert (run.lost > 0) == faults


def test_sosprobe_has_a_verdict_on_every_row_and_asks_each_once(tmp_path: Path) -> None:
    pairs = work.write(tmp_path / "pairs.jsonl", ROWS // 2)
    client = Client(name="sosprobe", module="ours", rows={8: ROWS}, pairs=pairs)
    with Server() as server:
        run = house.run(client, server, in_flight=8, faults=False, scratch=tmp_path)
    assert run.outcome.error == ""
    assert (run.lost, run.tally.calls, run.tally.most_open) == (0, ROWS, 8)


def test_a_client_that_breaks_down_loses_its_rows_and_says_why(tmp_path: Path) -> None:
    client = Client(name="none", module="nowhere", rows={1: 5}, pairs=tmp_path)
    with Server() as server:
        run = house.run(client, server, in_flight=1, faults=False, scratch=tmp_path)
    assert run.lost == 5 and "nowhere" in run.outcome.error
    broken = measure(3, lambda: 1 // 0)
    assert broken.verdicts == 0 and broken.error.startswith("ZeroDivisionError")


def test_faults_have_their_shares_and_fall_the_same_each_time() -> None:
    def fates() -> list[str]:
        rng = random.Random(1)
        return [draw(rng, True) for _ in range(40_000)]

    found = fates()
    assert found == fates()
    counts = Counter(found)
    for fate, share in SHARES.items():
        assert counts[fate] / len(found) == pytest.approx(share, rel=0.15)


def test_pairs_are_of_the_promised_length_and_no_two_are_alike() -> None:
    pairs = list(work.pairs(50))
    for pair in pairs:
        assert len(pair["response_a"].split()) == work.WORDS_A
        assert len(pair["response_b"].split()) == work.WORDS_B
    assert len({text for pair in pairs for text in pair.values()}) == 4 * len(pairs)


def test_a_bar_is_met_only_by_a_ratio_that_reaches_it() -> None:
    def said(rate: float) -> list[str]:
        peers = [measured("one 1", 100.0), measured("two 2", 200.0), measured("three 3", 90.0)]
        runs = [measured(table.OURS, rate), measured(table.BARE, 620.0), *peers]
        return table.bars(runs, 32)

    assert all(line.endswith("met.") and "NOT" not in line for line in said(600.0))
    slow = said(450.0)
    assert ["NOT met" in line for line in slow] == [True, True, False, True]
    assert "two 2" in slow[2] and "2.25 times" in slow[2]


def test_the_page_names_lost_rows_and_peers_that_could_not_run() -> None:
    runs = [measured(table.OURS, 600.0, verdicts=98), measured(table.BARE, 620.0)]
    text = table.page(runs, {"four 4": "could not be installed: no such version"})
    assert "Rows lost by sosprobe in all runs" in text and ": 2; the bar is 0: NOT met" in text
    assert "four 4 could not be installed: no such version" in text
