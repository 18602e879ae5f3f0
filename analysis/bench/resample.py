"""A correlation's interval when its rows are drawn anew."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import stats

from sosprobe.analysis.arrays import Array, floats

Kind = Literal["pearson", "spearman", "kendall"]

DRAWS = 10_000


def bootstrap_interval(
    x: Array,
    y: Array,
    *,
    rng: np.random.Generator,
    kind: Kind = "pearson",
    draws: int = DRAWS,
    level: float = 0.95,
) -> tuple[float, float, int]:
    """Return the percentile interval of a correlation over drawn rows, and how many draws counted.

    A draw in which one column is constant has no correlation and is not counted. Each draw takes
    `rng.integers(0, n, n)`, so one generator handed on gives the next column other draws.

    References
    ----------
    Efron and Tibshirani (1993), chapter 13.
    """
    n = len(x)
    picks = rng.integers(0, n, (draws, n))
    if kind == "kendall":
        values = floats([float(stats.kendalltau(x[pick], y[pick]).statistic) for pick in picks])
    else:
        a, b = x[picks], y[picks]
        if kind == "spearman":
            a, b = floats(stats.rankdata(a, axis=1)), floats(stats.rankdata(b, axis=1))
        values = rowwise(a, b)
    kept = values[np.isfinite(values)]
    if not len(kept):
        return float("nan"), float("nan"), 0
    low, high = np.percentile(kept, [50 * (1 - level), 100 - 50 * (1 - level)])
    return float(low), float(high), len(kept)


def rowwise(a: Array, b: Array) -> Array:
    """Return Pearson's correlation of each row of `a` with the same row of `b`."""
    a = a - a.mean(axis=1, keepdims=True)
    b = b - b.mean(axis=1, keepdims=True)
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    # Rounding leaves a constant row with a spread of about 1e-16 of its size, not none.
    fits = size > 1e-12 * max(1.0, float(size.max(initial=0.0)))
    return floats(np.where(fits, (a * b).sum(axis=1) / np.where(fits, size, 1.0), np.nan))
