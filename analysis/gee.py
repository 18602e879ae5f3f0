"""Generalised estimating equations: the logit with trials of an item equally correlated."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import floats
from sosprobe.analysis.outcome import preferred
from sosprobe.analysis.regression import coefficients, collapse, fit_rows
from sosprobe.analysis.terms import design_matrix
from sosprobe.types import Estimate


def gee(frame: pd.DataFrame) -> list[Estimate]:
    """Return the coefficients of the logit by GEE, exchangeable within items, robust errors.

    The working correlation changes which trials count how much; the robust covariance holds
    whether it is right or not.

    References
    ----------
    Liang and Zeger (1986), Longitudinal data analysis using generalized linear models.
    """
    import statsmodels.api as sm

    rows = collapse(frame)
    model = fit_rows(rows)
    if model.problem or model.note:
        return coefficients(model, "gee")
    counted = frame.assign(y=preferred(frame)).dropna(subset="y").reset_index(drop=True)
    table = design_matrix(counted)[list(rows.terms)]
    known = table.notna().all(axis=1)
    items = pd.factorize(counted.loc[known, "item"], sort=True)[0]
    order = np.argsort(items, kind="stable")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        result: Any = sm.GEE(
            floats(counted.loc[known, "y"])[order],
            floats(table[known])[order],
            items[order],
            family=sm.families.Binomial(),
            cov_struct=sm.cov_struct.Exchangeable(),
        ).fit(ctol=1e-9)
    return coefficients(
        replace(
            model,
            coefficients=floats(result.params),
            covariance=floats(result.cov_robust),
            by_item=None,
            note=f"correlation within items {float(result.cov_struct.dep_params):.3f}",
        ),
        "gee",
    )
