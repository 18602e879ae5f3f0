"""Correlations over models, as published, and whether two of them differ."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import Array, floats
from sosprobe.errors import SetupError
from sosprobe.types import Estimate

LEAST = 5
"""Fewest rows of which a correlation is given."""


def correlations(table: pd.DataFrame, target: str, others: Sequence[str]) -> list[Estimate]:
    """Return Pearson's, Spearman's and Kendall's correlation of each column with `target`.

    Rows are models (or whatever is one observation); a row that lacks either value is left out.
    Intervals: Fisher's z with standard error sqrt(1 / (n - 3)), for Spearman's sqrt((1 + r^2 / 2) /
    (n - 3)), for Kendall's tau-b sqrt(0.437 / (n - 4)). They say how far the correlation over such
    models could lie elsewhere; they know nothing of the error in each model's own score.

    References
    ----------
    Fisher (1921). Bonett and Wright (2000), Sample size requirements for estimating Pearson,
    Kendall and Spearman correlations. Fieller, Hartley and Pearson (1957).
    """
    rows: list[Estimate] = []
    for name in others:
        x, y = _complete(table, target, name)
        n = len(x)
        spearman = stats.spearmanr(x, y)
        errors = (
            ("pearson", stats.pearsonr(x, y), math.sqrt(1 / (n - 3))),
            ("spearman", spearman, math.sqrt((1 + float(spearman.statistic) ** 2 / 2) / (n - 3))),
            ("kendall", stats.kendalltau(x, y), math.sqrt(0.437 / (n - 4))),
        )
        for kind, found, error in errors:
            r = float(found.statistic)
            low, high = _fisher(r, error)
            rows.append(
                _row("correlation", f"{name}, {kind}", r, low, high, n, float(found.pvalue))
            )
    return rows


def dependent_difference(table: pd.DataFrame, target: str, first: str, second: str) -> Estimate:
    """Return Pearson's r of `first` with `target` less that of `second`, over the same models.

    The interval is Zou's, the p-value that of Meng, Rosenthal and Rubin's z. With both columns near
    1 on a dozen models the difference says little about which of them drives the target.

    References
    ----------
    Meng, Rosenthal and Rubin (1992), Comparing correlated correlation coefficients. Zou (2007),
    Toward using confidence intervals to compare correlations, section on overlapping ones.
    """
    known = table[[target, first, second]].dropna()
    x, y, z = (floats(known[name]) for name in (target, first, second))
    for name, values in ((target, x), (first, y), (second, z)):
        _check(name, values)
    n = len(x)
    r1, r2, r12 = (float(stats.pearsonr(*pair).statistic) for pair in ((x, y), (x, z), (y, z)))
    (l1, u1), (l2, u2) = (_fisher(r, math.sqrt(1 / (n - 3))) for r in (r1, r2))
    top = (r12 - 0.5 * r1 * r2) * (1 - r1**2 - r2**2 - r12**2) + r12**3
    c = top / max((1 - r1**2) * (1 - r2**2), 1e-12)
    gap = r1 - r2
    below = (r1 - l1) ** 2 + (u2 - r2) ** 2 - 2 * c * (r1 - l1) * (u2 - r2)
    above = (u1 - r1) ** 2 + (r2 - l2) ** 2 - 2 * c * (u1 - r1) * (r2 - l2)
    low, high = gap - math.sqrt(max(below, 0.0)), gap + math.sqrt(max(above, 0.0))
    square = (r1**2 + r2**2) / 2
    f = min(1.0, (1 - r12) / (2 * max(1 - square, 1e-12)))
    h = (1 - f * square) / max(1 - square, 1e-12)
    score = (math.atanh(_open(r1)) - math.atanh(_open(r2))) * math.sqrt(
        (n - 3) / max(2 * (1 - r12) * h, 1e-12)
    )
    p = float(2 * stats.norm.sf(abs(score)))
    return _row("correlation difference", f"{first} less {second}", gap, low, high, n, p)


def _complete(table: pd.DataFrame, target: str, name: str) -> tuple[Array, Array]:
    known = table[[target, name]].dropna()
    x, y = floats(known[target]), floats(known[name])
    _check(target, x)
    _check(name, y)
    return x, y


def _check(name: str, values: Array) -> None:
    """Refuse too few values, and values that are all the same."""
    if len(values) < LEAST:
        raise SetupError(f"{len(values)} rows have {name!r}; a correlation takes {LEAST} or more.")
    if float(np.ptp(values)) == 0.0:
        raise SetupError(
            f"Column {name!r} is the same in every row, so nothing correlates with it."
        )


def _fisher(r: float, error: float) -> tuple[float, float]:
    centre, half = math.atanh(_open(r)), float(stats.norm.ppf(0.975)) * error
    return math.tanh(centre - half), math.tanh(centre + half)


def _open(r: float) -> float:
    """Return r a hair inside -1 to 1."""
    return max(-1 + 1e-15, min(1 - 1e-15, r))


def _row(
    table: str, term: str, value: float, low: float, high: float, n: int, p: float
) -> Estimate:
    return Estimate(
        table=table, term=term, value=value, low=low, high=high, unit="r", n=n, clusters=n, p=p
    )
