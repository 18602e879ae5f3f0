"""Agreement is Cohen's, wrong verdicts stay wrong, and the published kappas show their fault."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats import inter_rater

from sosprobe.analysis.agreement import agreement, cells, jackknife
from sosprobe.analysis.frame import validate
from sosprobe.analysis.interval import clustered, mean
from sosprobe.types import Estimate


def verdicts(first: list[float], second: list[float], better: list[float]) -> pd.DataFrame:
    """Return pairs in both orders: the verdicts for b, and whether b is better."""
    rows = [
        {
            "item": f"i{number}",
            "swapped": swapped,
            "preference": verdict,
            "a_gold": 1 - gold,
            "b_gold": gold,
        }
        for swapped, order in ((False, first), (True, second))
        for number, (verdict, gold) in enumerate(zip(order, better, strict=True))
    ]
    return validate(pd.DataFrame(rows))


def noisy(items: int, accuracy: float = 0.7, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    gold = rng.integers(0, 2, items).astype(float)
    orders = [np.where(rng.random(items) < accuracy, gold, 1 - gold) for _ in range(2)]
    return verdicts(orders[0].tolist(), orders[1].tolist(), gold.tolist())


def outside(first: object, second: object) -> Any:
    """Return what statsmodels says of the kappa of two columns."""
    return inter_rater.cohens_kappa(pd.crosstab(np.asarray(first), np.asarray(second)).to_numpy())


def by_term(rows: list[Estimate]) -> dict[str, Estimate]:
    return {row.term.partition(": ")[2]: row for row in rows}


def test_kappa_is_statsmodels_own_with_its_interval() -> None:
    frame = noisy(400)
    orders = [frame.loc[frame["swapped"] == s, "preference"].to_numpy() for s in (False, True)]
    truth = outside(*orders)
    row = by_term(agreement(frame))["kappa of the orders"]
    assert row.value == pytest.approx(truth.kappa)
    assert row.low == pytest.approx(truth.kappa_low, abs=0.005)
    assert row.high == pytest.approx(truth.kappa_upp, abs=0.005)


def test_kappa_with_gold_is_the_mean_over_the_orders() -> None:
    frame = noisy(300, seed=1)
    parts = [
        float(outside(half["preference"], half["b_gold"]).kappa)
        for _, half in frame.groupby("swapped")
    ]
    assert by_term(agreement(frame))["kappa with gold"].value == pytest.approx(np.mean(parts))


def test_the_jackknife_of_a_mean_is_students_t() -> None:
    values = np.random.default_rng(2).normal(3, 1, 60)
    value, low, high = jackknife(
        np.column_stack([values, np.ones(60)]), lambda sums: sums[..., 0] / sums[..., 1]
    )
    codes = np.arange(60, dtype=np.int64)
    truth = mean(clustered(values, codes, scale=(0, 1), hard=False))
    assert (value, low, high) == pytest.approx((truth.value, truth.low, truth.high))


def test_shares_are_counted_by_hand() -> None:
    frame = verdicts([1, 1, 0, 1], [1, 0, 0, 0.5], [1, 1, 1, 1])
    found = {term: row.value for term, row in by_term(agreement(frame)).items()}
    assert found["accuracy, a first"] == 75
    assert found["accuracy, b first"] == 37.5
    assert found["average accuracy"] == 56.25
    assert found["right in both orders"] == 25
    assert found["same in both orders"] == 50


def test_a_verdict_that_did_not_come_out_is_wrong_and_agrees_with_nothing() -> None:
    frame = verdicts([1, math.nan, math.nan, 0], [1, 1, math.nan, 0], [1, 1, 1, 0])
    rows = by_term(agreement(frame))
    assert rows["accuracy, a first"].value == 50
    assert rows["average accuracy"].value == 62.5
    assert "3 of 8 verdicts" in rows["average accuracy"].note
    assert rows["same in both orders"].value == 100
    assert rows["same in both orders"].n == 2
    assert "2 of 4 pairs left out" in rows["same in both orders"].note
    assert cells(frame).loc[0, "equal"] == 3


def test_the_published_kappa_gives_a_third_to_a_judge_that_is_always_right() -> None:
    gold = [0.0, 1.0] * 50
    frame = verdicts(gold, gold, gold)
    assert cells(frame).loc[0, "kappa_average"] == pytest.approx(1 / 3)
    row = by_term(agreement(frame))["kappa with gold"]
    assert row.value == 1
    assert math.isnan(row.low)
    assert row.note


def test_constant_verdicts_have_no_kappa() -> None:
    rows = by_term(agreement(verdicts([1.0] * 9, [1.0] * 9, [1.0, 0.0, 1.0] * 3)))
    assert math.isnan(rows["kappa of the orders"].value)
    assert "undefined" in rows["kappa of the orders"].note
    assert rows["kappa with gold"].value == 0


def test_one_item_has_no_interval() -> None:
    for row in agreement(verdicts([1.0], [0.0], [1.0])):
        assert math.isnan(row.low)
        assert math.isnan(row.high)
        assert row.note


def test_each_cell_is_taken_alone() -> None:
    one, two = noisy(40, seed=3).assign(judge="x"), noisy(40, seed=4).assign(judge="y")
    alone = [row.value for row in [*agreement(one), *agreement(two)]]
    together = agreement(pd.concat([one, two], ignore_index=True))
    assert [row.value for row in together] == pytest.approx(alone)
    assert together[0].term == "other / x: accuracy, a first"


def test_without_gold_only_the_orders_are_compared() -> None:
    frame = noisy(30).assign(a_gold=math.nan, b_gold=math.nan)
    assert set(by_term(agreement(frame))) == {"same in both orders", "kappa of the orders"}
    assert cells(frame).empty


def test_gold_says_nothing_about_rewritten_sides() -> None:
    frame = noisy(30).assign(b_style="markdown")
    assert set(by_term(agreement(frame))) == {"same in both orders", "kappa of the orders"}


def test_an_unknown_order_gives_no_row() -> None:
    frame = noisy(30).drop(columns=["swapped", "position"])
    half = validate(frame[: len(frame) // 2])
    assert agreement(half) == []
    assert cells(half).empty


def test_the_interval_of_kappa_holds_the_truth() -> None:
    accuracy = 0.8
    truth = 2 * (accuracy**2 + (1 - accuracy) ** 2) - 1
    held = 0
    for seed in range(100):
        row = by_term(agreement(noisy(80, accuracy, seed)))["kappa of the orders"]
        held += row.low <= truth <= row.high
    assert 88 <= held <= 99
