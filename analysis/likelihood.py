"""Maximum likelihood of the logit on collapsed rows, with what each cluster adds to it.

The coefficients, their clustered covariance, the bootstrap and the folds of a cross-validation all
need the score and the information by cluster, and separated verdicts need a penalty; statsmodels
gives neither, so the few lines stand here. tests/analysis/test_regression.py holds them against it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sosprobe.analysis.arrays import Array, Codes, floats, totals

_STEPS = 50
_LONGEST_STEP = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Where the likelihood is largest."""

    coefficients: Array
    penalised: bool
    converged: bool


def probability(x: Array, coefficients: Array, offset: Array | float = 0.0) -> Array:
    """Return 1 / (1 + exp(-x b - offset)) for each row."""
    return floats(0.5 * (1 + np.tanh(0.5 * (x @ coefficients + offset))))


def deviance(y: Array, p: Array, weight: Array) -> Array:
    """Return each row's binomial deviance, -2 n (y log p + (1 - y) log(1 - p)); 0 log 0 is 0."""
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return floats(-2 * weight * (y * np.log(p) + (1 - y) * np.log1p(-p)))


def solve(x: Array, y: Array, weight: Array) -> Solution:
    """Return the coefficients of E[y] = 1 / (1 + exp(-x b)); penalised if verdicts are separated.

    Separation (a combination of terms decides every verdict it is in) sends coefficients to
    infinity: Newton's steps do not shrink. Then the likelihood is multiplied by Jeffreys' prior,
    the root of the determinant of the information, which always has a finite maximum.

    Parameters
    ----------
    x, y, weight
        Shapes (n, k), (n,), (n,): rows, mean preference in 0 to 1, and how many trials they hold.

    References
    ----------
    Firth (1993), Bias reduction of maximum likelihood estimates. Heinze and Schemper (2002), A
    solution to the problem of separation in logistic regression.
    """
    found = _newton(x, y, weight, penalised=False)
    return found if found.converged else _newton(x, y, weight, penalised=True)


def _newton(x: Array, y: Array, weight: Array, *, penalised: bool) -> Solution:
    b = np.zeros(x.shape[1])
    for _ in range(_STEPS if not penalised else 10 * _STEPS):
        p = probability(x, b)
        w = weight * p * (1 - p)
        information = x.T @ (x * w[:, None])
        scale = np.sqrt(np.diag(information))
        if not scale.all() or np.linalg.cond(information / scale / scale[:, None]) > 1e12:
            return Solution(coefficients=b, penalised=penalised, converged=False)
        pull = weight * (y - p)
        if penalised:
            hat = w * ((x @ np.linalg.inv(information)) * x).sum(axis=1)
            pull = pull + hat * (0.5 - p)
        step = np.linalg.solve(information, x.T @ pull)
        longest = float(np.abs(step).max(initial=0.0))
        b = b + step * min(1.0, _LONGEST_STEP / max(longest, 1e-300))
        if longest < 1e-9:
            return Solution(coefficients=b, penalised=penalised, converged=True)
    return Solution(coefficients=b, penalised=penalised, converged=False)


def scores(x: Array, residual: Array, clusters: Codes) -> Array:
    """Return each cluster's score, shape (clusters, k), from residuals that carry their weight."""
    count = int(clusters.max()) + 1
    parts = [totals(clusters, residual * column, count) for column in x.T]
    return np.stack(parts, axis=1)


def informations(x: Array, w: Array, clusters: Codes) -> Array:
    """Return each cluster's information, shape (clusters, k, k)."""
    count, k = int(clusters.max()) + 1, x.shape[1]
    found = np.empty((count, k, k))
    for i in range(k):
        for j in range(i + 1):
            cell = totals(clusters, w * x[:, i] * x[:, j], count)
            found[:, i, j] = found[:, j, i] = cell
    return found


def sandwich(bread: Array, by_cluster: Array, n: float) -> Array:
    """Return the cluster-robust covariance with the usual small-sample factor.

    G / (G - 1) * (n - 1) / (n - k), with G clusters.

    References
    ----------
    Liang and Zeger (1986). Cameron and Miller (2015), section VI.
    """
    count, k = by_cluster.shape
    factor = count / (count - 1) * (n - 1) / (n - k)
    return floats(factor * bread @ (by_cluster.T @ by_cluster) @ bread)
