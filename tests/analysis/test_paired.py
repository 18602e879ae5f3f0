"""Paired tests find effects, show their absence, and say what could have been seen."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sosprobe.analysis.effects import adjusted, effects
from sosprobe.analysis.paired import detectable, equivalence, mcnemar, sign_flip
from sosprobe.analysis.steadiness import flips
from sosprobe.types import Estimate
from tests.verify.scenes import Scene, draw

BAR = Scene(name="bar", items=120, error=-2.5)
NOTHING = Scene(name="nothing", items=120, length=0, markdown=0, error=0)


def frame(scene: Scene, seed: int = 0) -> pd.DataFrame:
    return draw(scene, np.random.default_rng(seed))


def one(rows: list[Estimate], term: str) -> Estimate:
    (row,) = [row for row in rows if row.term == term]
    return row


def p_of(row: Estimate) -> float:
    assert row.p is not None
    return row.p


def test_both_tests_find_what_is_there_and_little_where_nothing_is() -> None:
    for test in (sign_flip, mcnemar):
        assert p_of(one(test(frame(BAR)), "markdown")) < 0.01
        calls = [p_of(one(test(frame(NOTHING, seed)), "markdown")) < 0.05 for seed in range(40)]
        assert sum(calls) <= 6


def test_mcnemar_is_the_binomial_test_of_the_discordant_items() -> None:
    data = frame(BAR)
    mine = data[(data["b_style"] == "markdown") & (data["b_substance"] == "none")]
    table = mine.pivot(index="item", columns="swapped", values="preference")
    up, down = int((table.sum(axis=1) == 2).sum()), int((table.sum(axis=1) == 0).sum())
    row = one(mcnemar(data), "markdown")
    assert p_of(row) == pytest.approx(stats.binomtest(up, up + down).pvalue)
    assert row.value == pytest.approx(100 * (up - down) / len(table))


def test_a_judge_that_follows_position_alone_is_not_called_biased() -> None:
    data = frame(BAR)
    data["preference"] = (data["position"] > 0).astype(float)
    assert one(mcnemar(data), "markdown").p == 1.0
    assert one(effects(data), "markdown").value == 0.0


def test_no_effect_can_be_shown_with_enough_items_and_not_with_few() -> None:
    soft = Scene(name="soft", items=400, length=0, markdown=0, error=0, soft=True)
    assert "within 5 points" in one(equivalence(frame(soft)), "markdown").note
    few = one(equivalence(frame(Scene(name="few", items=15, markdown=0, length=0))), "markdown")
    assert "not shown" in few.note
    assert p_of(one(equivalence(frame(BAR)), "factual_error")) > 0.5


def test_the_equivalence_interval_lies_within_the_margin_exactly_when_p_is_small() -> None:
    soft = Scene(name="soft", items=100, length=0, markdown=0.1, error=0, soft=True)
    for seed in range(10):
        for row in equivalence(frame(soft, seed), margin=4.0):
            assert (p_of(row) < 0.05) == (row.low > -4 and row.high < 4)


def test_an_effect_of_the_detectable_size_is_found_in_four_runs_of_five() -> None:
    size = np.mean([one(detectable(frame(NOTHING, s)), "markdown").value for s in range(10)])
    odds = math.log((0.5 + size / 100) / (0.5 - size / 100))
    real = Scene(name="real", items=120, length=0, markdown=odds, error=0, position=0.0)
    found = [p_of(one(effects(frame(real, seed)), "markdown")) < 0.05 for seed in range(100)]
    assert 0.7 < np.mean(found) < 0.92


def test_adjusted_p_values_are_holms_and_hochbergs() -> None:
    p = [0.01, 0.04, 0.03, 0.005]
    rows = [
        Estimate(table="t", term=str(x), value=0, low=0, high=0, unit="pp", n=1, clusters=1, p=x)
        for x in p
    ]
    found = adjusted(rows)
    assert [row.p_adjusted for row in found] == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert [row.q for row in found] == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_flips_are_counted_against_the_verdict_on_two_equal_texts() -> None:
    data = frame(Scene(name="repeats", items=50, repeats=2))
    data["preference"] = (data["position"] > 0).astype(float)  # always the first shown
    rows = flips(data)
    assert one(rows, "identity").value == 0.0
    assert one(rows, "markdown").value == 0.0
    styled = (data["b_style"] == "markdown") & (data["item"] < 10)
    data.loc[styled, "preference"] = 1.0  # ten items: the rewrite in both orders
    # In one of the two orders the rewrite stands first, so there it is no flip.
    assert one(flips(data), "markdown").value == pytest.approx(100 * 10 / 50 / 2)
