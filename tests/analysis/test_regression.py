"""Regressions agree with plain definitions, and split, cluster and resample as they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from sosprobe.analysis.arrays import codes
from sosprobe.analysis.bootstrap import bootstrap_effects, bootstrap_logit
from sosprobe.analysis.effects import effects
from sosprobe.analysis.estimators import ESTIMATORS, table
from sosprobe.analysis.outcome import preferred
from sosprobe.analysis.regression import Fit, collapse, fit
from sosprobe.analysis.terms import design_matrix
from sosprobe.errors import UnknownName
from tests.verify.scenes import Scene, draw

SCENE = Scene(name="regression", items=80, sd=0.7, repeats=2)


def frame(seed: int = 0, scene: Scene = SCENE) -> pd.DataFrame:
    return draw(scene, np.random.default_rng(seed))


def test_collapsed_rows_give_what_single_trials_give() -> None:
    data = frame()
    found = fit(data)
    assert len(found.rows.x) < found.rows.n
    x = design_matrix(data)[list(found.terms)].to_numpy()
    plain = sm.GLM(preferred(data).to_numpy(), x, family=sm.families.Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": codes(data, ["item"]), "use_correction": True}
    )
    np.testing.assert_allclose(found.coefficients, plain.params, atol=1e-7)
    np.testing.assert_allclose(found.covariance, plain.cov_params(), rtol=1e-5)


def test_the_one_step_bootstrap_is_close_to_fitting_every_draw_anew() -> None:
    data = frame(scene=Scene(name="boot", items=150))
    found = fit(data)
    rng = np.random.default_rng(1)
    rows = found.rows
    draws: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = []
    for _ in range(300):
        weight = np.bincount(rng.integers(0, 150, 150), minlength=150)[rows.clusters[0]]
        kept = weight > 0
        model = sm.GLM(
            rows.y[kept],
            rows.x[kept],
            family=sm.families.Binomial(),
            freq_weights=(weight * rows.weight)[kept],
        )
        draws.append(model.fit().params)
    low, high = np.quantile(np.array(draws), [0.025, 0.975], axis=0)
    quick = bootstrap_logit(found)
    width = high - low
    np.testing.assert_allclose([row.low for row in quick], low, atol=0.12 * width.max())
    np.testing.assert_allclose([row.high for row in quick], high, atol=0.12 * width.max())


def test_the_bootstrap_of_an_effect_agrees_with_its_interval() -> None:
    data = frame(scene=Scene(name="boot", items=150))
    for quick, plain in zip(bootstrap_effects(data), effects(data), strict=True):
        assert quick.value == plain.value
        assert quick.low == pytest.approx(plain.low, abs=1.0)
        assert quick.high == pytest.approx(plain.high, abs=1.0)


def test_splitting_by_a_column_gives_the_coefficients_of_its_parts() -> None:
    data = frame().assign(length=0.0)
    data["category"] = np.where(data["item"] < 40, "code", "other")
    both = fit(data, by="category")
    code = fit(data[data["category"] == "code"])
    place = both.place("markdown [category=code]")
    assert both.coefficients[place] == pytest.approx(code.coefficients[code.place("markdown")])


def test_a_column_of_the_users_own_can_be_a_term() -> None:
    data = frame()
    data["exclaims"] = np.random.default_rng(0).normal(size=len(data))
    found: Fit = fit(data, more=["exclaims"])
    assert "exclaims" in found.terms
    with pytest.raises(UnknownName, match="Did you mean exclaims"):
        collapse(data, more=["exclaim"])


def test_a_term_that_few_items_tell_of_has_few_degrees_of_freedom() -> None:
    data = frame(scene=Scene(name="few", items=60, sd=0.0))
    data["length"] = np.where(data["item"] < 4, data["length"], 0.0)
    found = fit(data)
    assert found.freedom(found.unit("length")) < 8
    assert found.freedom(found.unit("position")) > 50
    assert found.critical(found.unit("length")) > 2.3


def test_two_judges_make_no_more_clusters_than_two() -> None:
    data = pd.concat([frame(0).assign(judge="x"), frame(1).assign(judge="y")])
    one, two = fit(data), fit(data, cluster=("item", "judge"))
    np.testing.assert_allclose(one.coefficients, two.coefficients)
    assert (one.clusters, two.clusters) == (80, 2)
    assert "2 clusters only" in two.note


@pytest.mark.parametrize("name", sorted(ESTIMATORS))
def test_every_estimator_is_one_call_that_returns_a_tidy_frame(name: str) -> None:
    found = table(frame(), name)
    assert list(found.columns[:5]) == ["table", "term", "value", "low", "high"]
    needy = ("accuracy", "agreement", "matrix", "variations", "criterion_verdicts")
    if name not in (*needy, "panel_agreement"):
        assert len(found)
        known = found[found["low"].notna() & found["value"].notna()]
        assert (known["low"] <= known["value"] + 1e-9).all()
        assert (known["value"] <= known["high"] + 1e-9).all()


def test_an_unknown_estimator_is_named_with_near_misses() -> None:
    with pytest.raises(UnknownName, match="Did you mean effects"):
        table(frame(), "effect")


def test_an_arm_of_few_items_has_no_bootstrap_interval_but_says_why() -> None:
    data = draw(Scene(name="rare", items=40), np.random.default_rng(5))
    few = data["item"].isin(list(data["item"].unique())[:2])
    rows = bootstrap_logit(fit(data[few | (data["b_substance"] == "none")]))
    assert rows
    assert all(np.isnan(row.low) and "of the draws" in row.note for row in rows)
