"""The mixed logit: intercepts of items and of judges are drawn from normal distributions."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import optimize

from sosprobe.analysis.arrays import Array, Codes, floats, totals
from sosprobe.analysis.likelihood import deviance, probability
from sosprobe.analysis.regression import coefficients, collapse, fit_rows
from sosprobe.types import Estimate

_STEPS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """Where the joint density of coefficients and intercepts is largest, given the variances."""

    b: Array
    covariance: Array
    """Of the coefficients, given the variances."""
    deviance: float
    """-2 log of the likelihood by Laplace's approximation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A point on the way to the mode."""

    fixed: Array
    """Coefficients, then the judges' intercepts."""
    u: Array
    """The items' intercepts."""
    corner: Array = field(default_factory=lambda: np.empty(0))
    """Information of each item's intercept."""
    block: Array = field(default_factory=lambda: np.empty((0, 0)))
    """Information of `fixed` with the items' intercepts eliminated."""
    longest: float = math.inf


def mixed_logit(frame: pd.DataFrame) -> list[Estimate]:
    """Return the logit with a random intercept for each item, and for each judge if several.

    Rows `sd of item` and `sd of judge` hold the standard deviations of the intercepts, in log-odds
    and without an interval. The other coefficients hold for an item and judge with intercept zero,
    so they are larger than those of the logit over all items. Preference is that of the logit,
    soft ones by quasi-likelihood.

    Notes
    -----
    Coefficients and intercepts are found together by penalised iteratively reweighted least squares
    for given variances, and the variances by the Laplace deviance: what lme4 calls nAGQ = 0.

    References
    ----------
    Bates, Maechler, Bolker and Walker (2015), Fitting linear mixed-effects models using lme4.
    Breslow and Clayton (1993), Approximate inference in generalized linear mixed models.
    """
    judges = frame["judge"].nunique() > 1
    rows = collapse(frame, cluster=("item", "judge") if judges else ("item",))
    model = replace(fit_rows(replace(rows, clusters=rows.clusters[:1])), rows=rows)
    if model.problem or model.note:
        return coefficients(model, "mixed")
    item = rows.clusters[0]
    judge = rows.clusters[1] if judges else np.zeros(len(item), dtype=np.int64)

    def laplace(logs: Array) -> float:
        return find_mode(rows.x, rows.y, rows.weight, item, judge, floats(np.exp(logs))).deviance

    start = np.zeros(2 if judges else 1)
    best = optimize.minimize(
        laplace, start, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9}
    )
    sds = floats(np.exp(best.x))
    found = find_mode(rows.x, rows.y, rows.weight, item, judge, sds)
    whole = replace(model, coefficients=found.b, covariance=found.covariance, by_item=None)
    spread = [
        Estimate(
            table="mixed",
            term=f"sd of {name}",
            value=float(sd),
            low=math.nan,
            high=math.nan,
            unit="log-odds",
            n=rows.n,
            clusters=model.clusters,
            note="at its bound: no variance is seen" if sd < 1e-3 else "",
        )
        for name, sd in zip(("item", "judge"), sds, strict=False)
    ]
    return coefficients(whole, "mixed") + spread


def find_mode(x: Array, y: Array, weight: Array, item: Codes, judge: Codes, sds: Array) -> Mode:
    """Return the mode for given standard deviations of the item and, if two, judge intercepts.

    Item intercepts are eliminated one by one (their block is diagonal), so a step costs one pass
    over the rows and a solve of the size of coefficients and judges together.
    """
    k, items = x.shape[1], int(item.max()) + 1
    judges = int(judge.max()) + 1 if len(sds) == 2 else 0
    ones = (judge[:, None] == np.arange(judges)).astype(np.float64)
    dense = np.concatenate([x, ones], axis=1)
    penalty = np.concatenate([np.zeros(k), np.full(judges, sds[-1] ** -2.0)])
    ridge = float(sds[0]) ** -2.0
    at = Step(fixed=floats(np.zeros(k + judges)), u=floats(np.zeros(items)))
    for _ in range(_STEPS):
        at = _newton(at, dense, y, weight, item, penalty, ridge)
        if at.longest < 1e-10:
            break
    p = probability(dense, at.fixed, at.u[item])
    value = float(deviance(y, p, weight).sum()) + ridge * float(at.u @ at.u)
    value += float(np.log(at.corner).sum()) - items * math.log(ridge)
    if judges:
        # The determinant over the intercepts alone: coefficients are not integrated out.
        value += float(penalty[k:] @ at.fixed[k:] ** 2)
        value += float(np.linalg.slogdet(at.block[k:, k:])[1]) - judges * math.log(penalty[k])
    return Mode(b=at.fixed[:k], covariance=floats(np.linalg.inv(at.block)[:k, :k]), deviance=value)


def _newton(
    at: Step, dense: Array, y: Array, weight: Array, item: Codes, penalty: Array, ridge: float
) -> Step:
    """Return where one of Newton's steps leads, with the information from where it began."""
    items = len(at.u)
    p = probability(dense, at.fixed, at.u[item])
    w, pull = floats(weight * p * (1 - p)), floats(weight * (y - p))
    corner = totals(item, w, items) + ridge
    side = np.stack([totals(item, w * column, items) for column in dense.T], axis=1)
    score_u = totals(item, pull, items) - ridge * at.u
    score = dense.T @ pull - penalty * at.fixed
    block = floats(dense.T @ (dense * w[:, None]) + np.diag(penalty))
    block = block - side.T @ (side / corner[:, None])
    step = floats(np.linalg.solve(block, score - side.T @ (score_u / corner)))
    step_u = floats((score_u - side @ step) / corner)
    longest = max(float(np.abs(step).max()), float(np.abs(step_u).max()))
    damp = min(1.0, 3.0 / max(longest, 1e-300))
    return Step(
        fixed=at.fixed + damp * step,
        u=at.u + damp * step_u,
        corner=corner,
        block=block,
        longest=longest,
    )
