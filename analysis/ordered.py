"""The ordered logit: strength of the verdict, not only its direction."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import Array, codes, floats, totals
from sosprobe.analysis.likelihood import sandwich
from sosprobe.analysis.regression import Fit, Rows, estimate_row
from sosprobe.analysis.terms import design_matrix, independent
from sosprobe.types import Estimate


def ordered_logit(frame: pd.DataFrame) -> list[Estimate]:
    """Return the cumulative logit of the verdict's level on the terms, clustered by item.

    Levels run from `a much better` (-2) over tie (0) to `b much better` (+2); those that occur are
    used. P(level > l) = 1 / (1 + exp(t_l - x b)), so b is in log-odds and there is no intercept
    beside the thresholds t. With two levels it is the logit with an intercept.

    References
    ----------
    McCullagh (1980), Regression models for ordinal data.
    """
    counted = frame[frame["preference"].notna()]
    table = design_matrix(counted).drop(columns="side b", errors="ignore")
    known = table.notna().all(axis=1)
    counted, table = counted[known], table[known]
    names, dropped = independent(table)
    lean = np.sign(floats(counted["preference"]) - 0.5)
    level = lean * np.maximum(floats(counted["strength"]), 1.0)
    model = _bare(counted, table[names], dropped)
    if len(np.unique(level)) < 2 or model.clusters <= len(names) + 1:
        model = replace(model, problem="too few items or levels")
    else:
        model = _fitted(model, level)
    errors = np.sqrt(np.diag(model.covariance))
    return [
        estimate_row("ordered", term, float(b), float(error), model, "log-odds")
        for term, b, error in zip(names, model.coefficients, errors, strict=True)
    ]


def _bare(counted: pd.DataFrame, table: pd.DataFrame, dropped: list[str]) -> Fit:
    """Return a fit without coefficients, one row a trial."""
    k = len(table.columns)
    item = codes(counted, ["item"])
    one = floats(counted["weight"])
    rows = Rows(
        terms=tuple(str(name) for name in table.columns),
        dropped=tuple(dropped),
        x=floats(table),
        y=floats(counted["preference"]),
        weight=one,
        clusters=(item,),
        saturated=np.zeros(len(one)),
        n=len(one),
    )
    return Fit(
        link="logit",
        rows=rows,
        coefficients=np.full(k, np.nan),
        covariance=np.full((k, k), np.nan),
        clusters=int(item.max()) + 1 if len(item) else 0,
    )


def _fitted(bare: Fit, level: Array) -> Fit:
    """Return statsmodels' estimates with the covariance clustered by item."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, HessianInversionWarning

    rows = bare.rows
    k = len(rows.terms)
    with warnings.catch_warnings():
        for kind in (ConvergenceWarning, HessianInversionWarning, RuntimeWarning):
            warnings.simplefilter("ignore", kind)
        model = OrderedModel(pd.Series(pd.Categorical(level, ordered=True)), rows.x, distr="logit")
        result = model.fit(method="bfgs", maxiter=500, gtol=1e-9, disp=False)
        information = -floats(model.hessian(result.params))
        by_trial = floats(model.score_obs(result.params))
    b = floats(result.params)
    settled = np.abs(by_trial.sum(axis=0)).max() < 1e-4 * max(1, rows.n)
    if not settled or np.abs(b[:k]).max() > 15 or np.linalg.cond(information) > 1e12:
        return replace(bare, problem="not settled: the verdicts may be separated")
    item = rows.clusters[0]
    by_item = np.stack([totals(item, column) for column in by_trial.T], axis=1)
    covariance = sandwich(floats(np.linalg.inv(information)), by_item, rows.n)
    return replace(bare, coefficients=b[:k], covariance=covariance[:k, :k])
