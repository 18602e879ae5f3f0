"""The regressions give the numbers of R on the same verdicts (tests/crosscheck/reference.R)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sosprobe.analysis.conditional import conditional_logit
from sosprobe.analysis.frame import validate
from sosprobe.analysis.gee import gee
from sosprobe.analysis.mixed import mixed_logit
from sosprobe.analysis.ordered import ordered_logit
from sosprobe.analysis.regression import fit
from sosprobe.types import Estimate

HERE = Path(__file__).parents[1] / "crosscheck"
R_NAMES = {"factual_error": "error", "markdown x factual_error": "product"}


def verdicts() -> pd.DataFrame:
    return validate(pd.read_csv(HERE / "verdicts.csv"))


def one_judge_for_r() -> pd.DataFrame:
    """Return hard verdicts of one judge in which an error decides every verdict."""
    hard = verdicts()
    hard = hard[(hard["preference"] != 0.5) & (hard["judge"] == "first")].copy()
    hard.loc[hard["b_substance"] == "factual_error", "preference"] = 0.0
    return hard


def mixed(frame: pd.DataFrame) -> list[Estimate]:
    return mixed_logit(frame[frame["preference"] != 0.5])


def ours(model: str) -> list[Estimate]:
    frame = verdicts()
    match model:
        case "ordered":
            return ordered_logit(frame)
        case "gee":
            return gee(frame)
        case "conditional":
            return conditional_logit(frame)
        case "mixed":
            return mixed(frame.assign(judge="one", repeat=frame.groupby("item").cumcount()))
        case "mixed two":
            return mixed(frame)
        case other:
            raise LookupError(other)


def compared(model: str) -> pd.DataFrame:
    """Return estimate and error by R and by us, one row a term; errors from the intervals."""
    table = pd.read_csv(HERE / "reference.csv").query("model == @model").set_index("term")
    for row in ours(model):
        term = R_NAMES.get(row.term, row.term)
        table.loc[term, "ours"] = row.value
        if row.p is not None and row.clusters > 1:
            critical = stats.t.ppf(0.975, row.clusters - 1)
            table.loc[term, "our_error"] = (row.high - row.value) / critical
    return table


@pytest.mark.parametrize("ways", [("item",), ("item", "judge")], ids=["one way", "two ways"])
@pytest.mark.parametrize("link", ["logit", "linear"])
def test_the_logit_and_the_linear_model_are_those_of_r(
    link: Literal["logit", "linear"], ways: tuple[str, ...]
) -> None:
    name = f"{link} two-way" if len(ways) == 2 else link
    table = pd.read_csv(HERE / "reference.csv")
    table = table[table["model"] == name]
    assert len(table) == 5
    found = fit(verdicts(), link=link, cluster=ways)
    np.testing.assert_allclose(found.coefficients, table["estimate"], atol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), table["error"], atol=1e-6)


@pytest.mark.parametrize("model", ["ordered", "conditional"])
def test_coefficients_and_errors_are_those_of_r(model: str) -> None:
    table = compared(model)
    assert len(table) == 5
    np.testing.assert_allclose(table["ours"], table["estimate"], atol=1e-6, rtol=0)
    np.testing.assert_allclose(table["our_error"], table["error"], atol=1e-6, rtol=0)


def test_gee_is_geepacks_up_to_how_the_correlation_is_estimated() -> None:
    # geepack estimates a scale beside the correlation, statsmodels holds it at one: the working
    # correlations differ in the fourth decimal, and the coefficients with them.
    table = compared("gee")
    np.testing.assert_allclose(table["ours"], table["estimate"], atol=1e-4, rtol=0)
    np.testing.assert_allclose(table["our_error"], table["error"], atol=1e-4, rtol=0)


def test_the_penalised_fit_is_where_the_penalised_likelihood_is_largest() -> None:
    table = pd.read_csv(HERE / "reference.csv").query("model == 'firth'")
    model = fit(one_judge_for_r())
    assert "penalised" in model.note
    np.testing.assert_allclose(model.coefficients, table["estimate"], atol=1e-4)


@pytest.mark.parametrize("model", ["mixed", "mixed two"])
def test_the_mixed_logit_is_lme4s_up_to_its_stopping_rule(model: str) -> None:
    table = compared(model)
    np.testing.assert_allclose(table["ours"], table["estimate"], atol=2e-5, rtol=0)
    fixed = table[table["error"].notna()]
    np.testing.assert_allclose(fixed["our_error"], fixed["error"], atol=2e-5, rtol=0)


@pytest.mark.parametrize("model", ["linear", "linear two-way", "logit, no ties"])
def test_coefficients_and_errors_are_those_of_pyfixest(model: str) -> None:
    frame = verdicts()
    table = pd.read_csv(HERE / "pyfixest.csv").query("model == @model")
    if model == "logit, no ties":
        found = fit(frame[frame["preference"] != 0.5])
    else:
        ways = ("item", "judge") if "two-way" in model else ("item",)
        found = fit(frame, link="linear", cluster=ways)
    np.testing.assert_allclose(found.coefficients, table["estimate"], atol=1e-8)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), table["error"], atol=1e-8)
