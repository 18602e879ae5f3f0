"""The orders' agreement and the weighted win rate are what other tools compute from the rows."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from sosprobe.analysis.frame import validate
from sosprobe.analysis.orders import order_agreement, win_rates
from sosprobe.types import Estimate


def games(
    first: list[float], second: list[float], *, a: str = "old", b: str = "new"
) -> pd.DataFrame:
    """Return pairs in both orders from signed strengths for b; not-a-number: no verdict."""
    signed = np.array([*first, *second])
    count = len(first)
    return validate(
        pd.DataFrame(
            {
                "item": [f"i{number % count}" for number in range(2 * count)],
                "a_response": a,
                "b_response": b,
                "swapped": [False] * count + [True] * count,
                "preference": np.where(np.isnan(signed), np.nan, (np.sign(signed) + 1) / 2),
                "strength": np.nan_to_num(np.abs(signed)),
            }
        )
    )


def drawn(items: int, seed: int = 0, lean: float = -0.5) -> tuple[list[float], list[float]]:
    rng = np.random.default_rng(seed)
    taste = rng.normal(lean, 1, items)
    orders = [np.clip(np.round(taste + rng.normal(0, 0.7, items)), -2, 2) for _ in range(2)]
    return orders[0].tolist(), orders[1].tolist()


def by_term(rows: list[Estimate]) -> dict[str, Estimate]:
    return {row.term.partition(": ")[2]: row for row in rows}


def test_the_correlation_is_pearsons_and_its_interval_near_fishers_on_normal_values() -> None:
    first, second = drawn(300)
    row = by_term(order_agreement(games(first, second)))["correlation"]
    truth = stats.pearsonr(first, second)
    interval = truth.confidence_interval()
    assert row.value == pytest.approx(truth.statistic)
    assert row.low == pytest.approx(interval.low, abs=0.02)
    assert row.high == pytest.approx(interval.high, abs=0.02)


def test_shares_and_means_are_counted_by_hand() -> None:
    frame = games([2, 1, 0, -1, -2], [2, 2, 0, 1, math.nan])
    rows = by_term(order_agreement(frame))
    assert rows["same strength"].value == 50
    assert rows["same sign"].value == 75
    assert rows["strength for b, a first"].value == 0.5
    assert rows["strength for b, b first"].value == 1.25
    assert rows["same sign"].n == 4
    assert "1 pairs lost a verdict" in rows["same sign"].note


def test_exchanging_the_sides_turns_strengths_and_keeps_agreement() -> None:
    first, second = drawn(80, seed=1)
    plain = by_term(order_agreement(games(first, second)))
    turned = by_term(order_agreement(games([-x for x in second], [-x for x in first])))
    for term in ("same strength", "same sign", "correlation"):
        assert turned[term].value == pytest.approx(plain[term].value)
        assert turned[term].low == pytest.approx(plain[term].low)
    a_first = plain["strength for b, a first"].value
    assert turned["strength for b, b first"].value == pytest.approx(-a_first)


def test_constant_and_perfect_orders_have_no_interval() -> None:
    constant = by_term(order_agreement(games([1.0] * 8, [-1.0, 2.0] * 4)))["correlation"]
    assert math.isnan(constant.value)
    assert "undefined" in constant.note
    same, _ = drawn(30)
    perfect = by_term(order_agreement(games(same, same)))["correlation"]
    assert perfect.value == 1
    assert math.isnan(perfect.low)
    assert "no interval" in perfect.note


def test_equal_texts_take_no_part_and_comparisons_stay_apart() -> None:
    frames = [
        games(*drawn(20), b="new"),
        games(*drawn(20, seed=5), b="newer"),
        games(*drawn(20, seed=6), b="old"),
    ]
    together = pd.concat(frames, ignore_index=True)
    assert [row.term for row in win_rates(together)] == [
        "new against old / unnamed",
        "newer against old / unnamed",
    ]
    alone = [row.value for frame in frames for row in order_agreement(frame)]
    assert [row.value for row in order_agreement(together)] == pytest.approx(alone)


def test_the_win_rate_is_that_of_a_bradley_terry_fit_on_the_repeated_rows() -> None:
    first, second = drawn(60, seed=2)
    (row,) = win_rates(games(first, second))
    wins: list[float] = []
    for signed in [*first, *second]:
        copies = 3 if abs(signed) == 2 else 1
        wins += [1.0, 0.0] if signed == 0 else [float(signed > 0)] * 2 * copies
    fit = sm.Logit(np.array(wins), np.ones(len(wins))).fit(disp=0)
    assert row.value == pytest.approx(100 / (1 + math.exp(-fit.params[0])))


def test_a_doubled_item_narrows_no_interval() -> None:
    first, second = drawn(60, seed=3)
    frame = games(first, second)
    again = pd.concat([frame, frame.assign(repeat=1)], ignore_index=True)
    (once,), (twice,) = win_rates(frame), win_rates(again)
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high))
    one, two = (by_term(order_agreement(data))["correlation"] for data in (frame, again))
    assert (two.low, two.high) == pytest.approx((one.low, one.high))


def test_wins_alone_leave_room_and_one_item_has_no_interval() -> None:
    (row,) = win_rates(games([1.0] * 20, [2.0] * 20))
    assert row.value == row.high == 100
    assert 70 < row.low < 95
    assert row.note == "every item says the same"
    (row,) = win_rates(games([1.0], [-1.0]))
    assert row.value == 50
    assert math.isnan(row.low)
    assert row.note == "one item: no interval"


def test_lost_verdicts_give_no_row_rather_than_a_number() -> None:
    nothing = [math.nan] * 4
    assert win_rates(games(nothing, nothing)) == []
    assert order_agreement(games(nothing, [1.0] * 4)) == []


def test_the_interval_of_the_win_rate_holds_the_truth() -> None:
    (truth,) = win_rates(games(*drawn(200_000, lean=-1.5)))
    held = 0
    for seed in range(1, 101):
        (row,) = win_rates(games(*drawn(60, seed, lean=-1.5)))
        held += row.low <= truth.value <= row.high
    assert 87 <= held <= 99
