"""The conditional logit: every item has its own intercept, of any size."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize

from sosprobe.analysis.arrays import codes, floats, totals
from sosprobe.analysis.regression import coefficients, collapse, fit_rows
from sosprobe.analysis.terms import design_matrix, independent
from sosprobe.types import Estimate


def conditional_logit(frame: pd.DataFrame) -> list[Estimate]:
    """Return the logit's coefficients given each item's number of verdicts for side b.

    What an item's intercept adds to all its trials drops out, so only items with verdicts of both
    kinds count, and terms that do not vary within an item have no coefficient. Ties are left out.
    Errors are those of the likelihood: given the intercept, trials are taken as independent.

    References
    ----------
    Chamberlain (1980), Analysis of covariance with qualitative data.
    """
    from statsmodels.discrete.conditional_models import ConditionalLogit

    hard = frame[frame["preference"].isin([0.0, 1.0])].assign(soft=np.nan)
    table = design_matrix(hard)
    known = table.notna().all(axis=1)
    hard, table = hard[known], table[known]
    item = codes(hard, ["item"])
    y = floats(hard["preference"])
    share = totals(item, y) / totals(item) if len(item) else floats([])
    mixed = (share[item] > 0) & (share[item] < 1) if len(item) else np.zeros(0, dtype=bool)
    hard, table, item, y = hard[mixed], table[mixed], item[mixed], y[mixed]
    within = table - table.groupby(item).transform("mean")
    names, _ = independent(within.where(within.abs() > 1e-9, 0.0))
    model = fit_rows(collapse(hard)) if len(hard) else None
    if model is None or not names or len(np.unique(item)) <= len(names):
        return []
    rows = replace(
        model.rows,
        terms=tuple(names),
        dropped=tuple(str(name) for name in table.columns if name not in names),
    )
    k = len(names)
    likelihood: Any = ConditionalLogit(y, floats(table[names]), groups=item)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        # The root of the score: the maximiser of statsmodels stops well before it.
        found = optimize.root(likelihood.score, np.zeros(k), tol=1e-10)
        b = floats(found.x)
        covariance = floats(np.linalg.pinv(-floats(likelihood.hessian(b))))
    settled = bool(found.success) and float(np.abs(b).max()) < 15
    nothing = np.full(k, np.nan)
    return coefficients(
        replace(
            model,
            rows=rows,
            coefficients=b if settled else nothing,
            covariance=covariance if settled else np.full((k, k), np.nan),
            by_item=None,
            clusters=len(np.unique(item)),
            note="",
            problem="" if settled else "separated within items: no finite estimate",
        ),
        "conditional",
    )
