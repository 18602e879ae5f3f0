"""Correlations with the judge agree with outside formulas and say what they hang on."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from sosprobe.analysis.arrays import Array, floats
from sosprobe.analysis.bench.join import join, match_names
from sosprobe.analysis.bench.resample import Kind, bootstrap_interval, rowwise
from sosprobe.analysis.bench.truth import (
    KINDS,
    correlate,
    holm,
    on_logit,
    partial,
    resampled,
    truth,
    windows,
    without_each,
)
from sosprobe.errors import SetupError


@pytest.fixture
def table() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    shared = rng.normal(size=30)
    return pd.DataFrame(
        {
            "model": [f"m{k}" for k in range(30)],
            "judge": 50 + 12 * shared + rng.normal(size=30),
            "A": shared + rng.normal(size=30),
            "B": shared + rng.normal(size=30),
            "C": rng.normal(size=30),
        }
    )


def test_names_are_matched_by_map_letter_and_capitals_and_never_by_likeness() -> None:
    found = match_names(
        ["a", "b", "c", "d", "Twin"],
        ["A1", "b", "C", "d2", "twin", "TWIN"],
        {"a": "A1", "z": "gone"},
        ["a"],
    )
    assert [(one.model, one.other, one.how, one.ambiguous) for one in found.matches] == [
        ("a", "A1", "given", True),
        ("b", "b", "exact", False),
        ("c", "C", "case", False),
    ]
    assert found.only_model == ("d", "Twin")
    assert found.only_other == ("d2", "twin", "TWIN")
    assert found.unknown == ("gone",)


def test_a_map_that_says_nothing_there_beats_an_equal_name() -> None:
    assert match_names(["a"], ["a"], {"a": ""}).matches == ()


def test_joined_rows_carry_both_scores_and_how_they_were_matched() -> None:
    board = pd.DataFrame(
        {"model": ["A", "b"], "score": [3.0, 4.0], "low": [2.0, 3.0], "high": [4.0, 5.0]}
    )
    concrete = pd.DataFrame({"WK": [0.1, 0.2, 0.3]}, index=["a", "b", "c"])
    found = join(concrete, board, match_names(["a", "b", "c"], ["A", "b"]))
    assert found[["model", "name", "how", "judge", "judge_low", "WK"]].to_numpy().tolist() == [
        ["a", "A", "case", 3.0, 2.0, 0.1],
        ["b", "b", "exact", 4.0, 3.0, 0.2],
    ]


def test_the_three_correlations_and_their_p_values_are_scipy_s(table: pd.DataFrame) -> None:
    rows = truth(table, ["A", "C"])
    for row, wanted in zip(
        rows,
        [
            test(table["judge"], table[name])
            for name in "AC"
            for test in (stats.pearsonr, stats.spearmanr, stats.kendalltau)
        ],
        strict=True,
    ):
        assert (row.value, row.p) == pytest.approx((wanted.statistic, wanted.pvalue))


def test_adjusted_p_values_are_holm_s_over_the_aggregates_of_one_measure(
    table: pd.DataFrame,
) -> None:
    rows = truth(table, ["A", "B", "C"])[::3]
    assert [row.p_adjusted for row in rows] == pytest.approx(holm([row.p or 0 for row in rows]))
    assert rows[2].note == f"Bonferroni p = {min(1.0, 3 * (rows[2].p or 0)):.4f}"
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_drawn_intervals_hang_on_the_seed_alone_and_surround_the_value(table: pd.DataFrame) -> None:
    first, second = (
        resampled(table, ["A", "B"], rng=np.random.default_rng(0), draws=500) for _ in range(2)
    )
    assert first == second
    assert all(row.low < row.value < row.high for row in first)
    alone = resampled(table, ["A"], rng=np.random.default_rng(0), draws=500)
    assert alone == first[:1]


@pytest.mark.parametrize("kind", KINDS)
def test_drawn_intervals_cover_about_what_scipy_s_bootstrap_covers(
    table: pd.DataFrame, kind: Kind
) -> None:
    x, y = floats(table["judge"]), floats(table["A"])
    low, high, kept = bootstrap_interval(x, y, rng=np.random.default_rng(0), kind=kind, draws=400)

    def measure(a: Array, b: Array) -> float:
        return correlate(a, b, kind)

    theirs = stats.bootstrap(
        (x, y),
        measure,
        paired=True,
        vectorized=False,
        n_resamples=400,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert kept == 400
    assert (low, high) == pytest.approx((float(theirs.low), float(theirs.high)), abs=0.06)


def test_a_draw_without_spread_is_not_counted() -> None:
    a = np.array([[1.0, 1.0, 1.0], [1.0, 2.0, 4.0]])
    found = rowwise(a, np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 8.0]]))
    assert math.isnan(found[0])
    assert found[1] == pytest.approx(1)
    x = np.array([0.0, 0.0, 0.0, 0.0, 1.0])
    *_, kept = bootstrap_interval(x, np.arange(5.0), rng=np.random.default_rng(0), draws=300)
    assert 100 < kept < 300


def test_leaving_out_a_planted_outlier_changes_most(table: pd.DataFrame) -> None:
    table.loc[7, ["judge", "C"]] = [400.0, 9.0]
    found = without_each(table, ["C"]).iloc[0]
    assert found["without"] == "m7"
    rest = table.drop(index=7)
    assert found["r"] == pytest.approx(float(rest["judge"].corr(rest["C"])))


def test_log_odds_leave_ranks_alone_and_refuse_the_ends(table: pd.DataFrame) -> None:
    logit = on_logit(table)
    assert logit["judge"].rank().tolist() == table["judge"].rank().tolist()
    table.loc[0, "judge"] = 100.0
    with pytest.raises(SetupError, match="inside 0 to 100"):
        on_logit(table)


def test_a_narrow_window_is_warned_of_and_a_wide_one_is_not() -> None:
    x = np.linspace(10, 90, 40)
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"model": range(40), "judge": x, "A": x + 10 * rng.normal(size=40)})
    whole, top = windows(table, ["A"], tops=(8, 99))
    assert (whole.n, top.n) == (40, 8)
    assert top.note.startswith("range restriction: 21 % of the spread")
    assert top.high - top.low > whole.high - whole.low
    outlier = pd.DataFrame(
        {"model": range(9), "judge": [0.0] * 3 + [1, 2, 3, 4, 5, 99], "A": x[:9]}
    )
    assert "spread more widely" in windows(outlier, ["A"], tops=(6,))[1].note


def test_a_partial_correlation_has_the_t_of_the_regression(table: pd.DataFrame) -> None:
    rows = partial(table, ["A", "B", "C"])
    model = sm.OLS(table["judge"], sm.add_constant(table[["A", "B", "C"]])).fit()
    for row, t, p in zip(rows, model.tvalues[1:], model.pvalues[1:], strict=True):
        assert row.value == pytest.approx(t / math.sqrt(t**2 + model.df_resid))
        assert row.p == pytest.approx(p)


def test_too_few_models_are_refused(table: pd.DataFrame) -> None:
    few = table.head(4)
    calls: tuple[Callable[[], object], ...] = (
        lambda: truth(few, ["A"]),
        lambda: resampled(few, ["A"], rng=np.random.default_rng(0)),
        lambda: partial(few, ["A", "B"]),
        lambda: partial(table, ["A"]),
    )
    for call in calls:
        with pytest.raises(SetupError):
            call()
