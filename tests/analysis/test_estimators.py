"""Estimators recover what was planted, and say so when they cannot."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from sosprobe.analysis.accuracy import accuracy, style_matrix
from sosprobe.analysis.effects import bounds, effects, position
from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.exchange import exchange_rates
from sosprobe.analysis.frame import validate
from sosprobe.analysis.headline import headline
from sosprobe.analysis.interval import clustered, mean, share
from sosprobe.analysis.margins import margins
from sosprobe.analysis.regression import coefficients, fit
from sosprobe.analysis.steadiness import controls
from sosprobe.analysis.terms import design_matrix
from sosprobe.errors import UnknownName
from sosprobe.types import Estimate

ARMS = [
    ("none", "none"),
    ("markdown", "none"),
    ("none", "factual_error"),
    ("markdown", "factual_error"),
]


def frame(
    items: int = 200,
    *,
    first: float = 0.4,
    markdown: float = 0.6,
    error: float = -1.5,
    lost: float = 0.0,
    seed: int = 0,
) -> pd.DataFrame:
    """Return a factorial frame whose verdicts come from known log-odds."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for item in range(items):
        for style, substance in ARMS:
            for swapped in (False, True) if (style, substance) != ("none", "none") else (False,):
                side = 1 if swapped else -1
                odds = first * side + markdown * (style != "none") + error * (substance != "none")
                drawn = float(rng.random() < 1 / (1 + math.exp(-odds)))
                gone = rng.random() < lost
                rows.append(
                    {
                        "item": f"i{item}",
                        "category": "knowledge",
                        "a_response": "reference",
                        "b_response": "reference",
                        "a_style": "none",
                        "a_substance": "none",
                        "b_style": style,
                        "b_substance": substance,
                        "a_gold": math.nan,
                        "b_gold": math.nan,
                        "swapped": swapped,
                        "repeat": 0,
                        "dose": float(style != "none"),
                        "length": float(rng.normal(0, 0.2)),
                        "position": side,
                        "outcome": "invalid" if gone else "valid",
                        "preference": math.nan if gone else drawn,
                        "soft": math.nan,
                    }
                )
    return validate(pd.DataFrame(rows))


def by_term(rows: list[Estimate], table: str) -> dict[str, Estimate]:
    return {row.term: row for row in rows if row.table == table}


def test_the_logit_recovers_planted_log_odds() -> None:
    found = by_term(coefficients(fit(frame(600))), "logit")
    truth = {"position": 0.4, "length": 0.0, "markdown": 0.6, "factual_error": -1.5}
    for term, value in truth.items():
        assert found[term].low <= value <= found[term].high
    assert found["factual_error"].high < 0


def test_the_logit_is_statsmodels_own_with_clusters() -> None:
    data = frame(80)
    model = fit(data)
    x = design_matrix(data).to_numpy()
    groups = pd.factorize(data["item"])[0]
    other = sm.Logit(data["preference"].to_numpy(), x).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": groups}
    )
    np.testing.assert_allclose(model.coefficients, other.params, rtol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(model.covariance)), other.bse, rtol=1e-5)


def test_exchanging_the_sides_of_every_pair_changes_no_coefficient() -> None:
    data = frame(60)
    turned = data.copy()
    for name in ("response", "style", "substance"):
        turned[f"a_{name}"], turned[f"b_{name}"] = data[f"b_{name}"], data[f"a_{name}"]
    turned["preference"] = 1 - data["preference"]
    turned["length"], turned["position"] = -data["length"], -data["position"]
    np.testing.assert_allclose(fit(turned).coefficients, fit(data).coefficients, atol=1e-8)


def test_a_marginal_effect_is_the_mean_difference_of_probabilities() -> None:
    model = fit(frame(300, first=0.0))
    found = by_term(margins(model), "margin")
    x = model.rows.x.copy()
    place, product = model.terms.index("markdown"), model.terms.index("markdown x factual_error")
    error = x[:, model.terms.index("factual_error")]
    chances: list[float] = []
    for level in (1.0, 0.0):
        x[:, place], x[:, product] = level, level * error
        chances.append(float((1 / (1 + np.exp(-x @ model.coefficients))).mean()))
    assert found["markdown"].value == pytest.approx(100 * (chances[0] - chances[1]))
    assert found["markdown"].low < found["markdown"].value < found["markdown"].high


def test_arm_effects_are_points_above_one_half_and_are_adjusted_together() -> None:
    found = by_term(effects(frame(400)), "effect")
    assert "identity" not in found
    assert found["markdown"].low > 0
    assert found["factual_error"].high < 0
    for row in found.values():
        assert row.p is not None
        assert row.p_adjusted is not None
        assert row.p <= row.p_adjusted <= 1


def test_position_is_measured_where_content_cancels() -> None:
    found = by_term(position(frame(500, first=1.0)), "position")
    assert found["both orders"].low > 5
    assert by_term(position(frame(500, first=0.0)), "position")["both orders"].low < 0


def test_a_pair_that_lost_one_order_does_not_turn_position_into_preference() -> None:
    data = frame(200, first=3.0, markdown=0.0, error=0.0)
    data.loc[data["swapped"] & (data["b_style"] == "markdown"), ["preference"]] = math.nan
    found = by_term(effects(data), "effect")
    assert "markdown" not in found or math.isnan(found["markdown"].value)


def test_bounds_hold_every_way_that_lost_verdicts_could_have_gone() -> None:
    full, holed = frame(100), frame(100, lost=0.3)
    for row in bounds(holed):
        truth = by_term(bounds(full), "bounds")[row.term].value
        assert row.low <= row.value <= row.high
        assert row.low <= truth <= row.high
        assert "lost" in row.note


def test_the_exchange_rate_is_undetermined_without_a_style_effect() -> None:
    model = fit(frame(60, markdown=0.0))
    (rate,) = exchange_rates(model, ["factual_error"], ["markdown"])
    assert math.isnan(rate.value)
    assert rate.note.startswith("undetermined")


def test_the_exchange_rate_holds_the_planted_ratio() -> None:
    model = fit(frame(1500, markdown=1.0, error=-1.5))
    (rate,) = exchange_rates(model, ["factual_error"], ["markdown"])
    assert rate.low <= 1.5 <= rate.high
    assert rate.unit == "doses"


def test_separated_verdicts_are_fitted_with_a_penalty_that_is_named() -> None:
    data = frame(60)
    data["preference"] = (data["b_substance"] == "none").astype(float)
    found = by_term(coefficients(fit(data)), "logit")
    assert -15 < found["factual_error"].value < -3
    assert found["factual_error"].high < 0
    assert all("penalised" in row.note for row in found.values())


def test_verdicts_that_are_all_the_same_give_no_coefficient() -> None:
    data = frame(60)
    data["preference"] = 1.0
    model = fit(data)
    assert "the same" in model.problem
    assert all(math.isnan(row.value) for row in coefficients(model))


def test_terms_that_cannot_be_told_apart_are_named_not_guessed() -> None:
    data = frame(60)
    data["length"] = 0.0
    found = by_term(coefficients(fit(data)), "logit")
    assert math.isnan(found["length"].value)
    assert "not estimable" in found["length"].note
    assert not math.isnan(found["markdown"].value)


def test_too_few_items_are_said_to_be_too_few() -> None:
    assert fit(frame(2)).problem == "too few items"
    assert estimate(frame(1))


def test_the_interval_of_a_mean_is_students_over_clusters() -> None:
    values = np.random.default_rng(0).normal(0.1, 0.2, 100)
    items = np.arange(100) // 2
    found = mean(clustered(values, items, scale=(-0.5, 0.5), hard=False))
    means = values.reshape(50, 2).mean(axis=1)
    expected = 2.0095752 * means.std(ddof=1) / math.sqrt(50)
    assert found.value == pytest.approx(means.mean())
    assert found.high - found.value == pytest.approx(expected, rel=1e-6)
    assert found.clusters == 50


def test_accuracy_counts_the_better_side_and_averages_both_orders() -> None:
    data = frame(2).iloc[1:3].copy()
    data["a_gold"], data["b_gold"] = 1.0, 0.0
    data["b_response"] = "other"
    data["b_style"] = "none"
    data["preference"] = [0.0, 1.0]
    found = by_term(accuracy(data), "accuracy")
    assert found["overall"].value == 50.0
    assert found["both orders averaged"].value == 50.0


def test_the_style_matrix_splits_easy_normal_and_hard() -> None:
    rows: list[pd.DataFrame] = []
    for good in ("concise", "markdown"):
        for bad in ("concise", "markdown"):
            one = frame(1).iloc[1:3].copy()
            one["a_response"], one["b_response"] = f"chosen_{good}", f"rejected_{bad}"
            one["a_gold"], one["b_gold"], one["b_style"] = 1.0, 0.0, "none"
            # A judge that only sees markdown: the better-looking side wins, equals tie.
            one["preference"] = 0.5 if good == bad else float(bad == "markdown")
            rows.append(one)
    found = by_term(style_matrix(pd.concat(rows), ["concise", "markdown"]), "matrix")
    assert (found["easy"].value, found["normal"].value, found["hard"].value) == (100.0, 50.0, 0.0)


def test_a_frame_without_verdicts_gives_bounds_and_a_plain_sentence() -> None:
    data = frame(10, lost=1.0)
    rows = estimate(data)
    assert {row.table for row in rows} == {"bounds"}
    assert "None of the" in headline(data, rows)[0]


def test_a_missing_column_is_named_with_near_misses() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean .*preferenc"):
        validate(frame(2).rename(columns={"preference": "preferenc"}))


def test_the_headline_warns_when_lost_verdicts_could_turn_an_effect() -> None:
    data = frame(300, markdown=0.9)
    victims = data.index[(data["b_style"] == "markdown") & (data["b_substance"] == "none")]
    data.loc[victims[: len(victims) // 2 * 1], "preference"] = math.nan
    sentences = " ".join(headline(data, estimate(data)))
    assert "Had every lost verdict gone the other way" in sentences


def test_equal_texts_show_the_tie_rate_and_repeats_the_steadiness() -> None:
    data = frame(50)
    same = (data["b_style"] == "none") & (data["b_substance"] == "none")
    data.loc[same, "preference"] = 0.5
    found = by_term(controls(data), "control")
    assert found["equal texts called a tie"].value == 100.0
    again = pd.concat([data, data.assign(repeat=1)], ignore_index=True)
    found = by_term(controls(again), "control")
    assert found["same verdict on every repeat"].value == 100.0
    again.loc[len(data) :, "preference"] = 1 - again.loc[len(data) :, "preference"]
    found = by_term(controls(again), "control")
    assert found["same verdict on every repeat"].value < 50


def test_a_rate_over_an_error_that_goes_unnoticed_says_that_it_may_be_zero() -> None:
    (rate,) = exchange_rates(
        fit(frame(400, markdown=1.0, error=0.0)), ["factual_error"], ["markdown"]
    )
    assert rate.low <= 0 <= rate.high
    assert "not shown to react" in rate.note


@pytest.mark.parametrize(
    ("markdown", "error", "said"),
    [
        (1.5, -1.5, "shown to reward style (markdown) and to punish lost substance"),
        (1.5, 0.0, "shown to reward style (markdown), but not to punish lost substance"),
        (0.0, -1.5, "shown to punish lost substance (factual_error), but not to reward style"),
        (0.0, 0.0, "shown neither to reward style (markdown) nor to punish lost substance"),
    ],
)
def test_the_first_sentence_answers_the_question(markdown: float, error: float, said: str) -> None:
    data = frame(300, markdown=markdown, error=error)
    assert said in headline(data, estimate(data))[0]


@pytest.mark.parametrize("count", [10, 60])
def test_a_share_of_none_or_all_keeps_an_interval_with_a_width(count: int) -> None:
    items = np.arange(count)
    none, every = (
        share("t", "x", clustered(np.full(count, hit), items, scale=(0.0, 1.0), hard=True))
        for hit in (0.0, 1.0)
    )
    assert (none.low, every.high) == (0.0, 100.0)
    # The rule of three: none of n rules out rates above about 3 / n.
    assert 200 / count < none.high < 450 / count
    assert every.low == pytest.approx(100 - none.high)
