"""Do the questions measure the criteria: alpha, cross-loading ratio and HTMT over models."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import Array, floats
from sosprobe.errors import SetupError, UnknownName
from sosprobe.types import Estimate


def reliability(table: pd.DataFrame, criteria: Sequence[str]) -> list[Estimate]:
    """Return Cronbach's alpha, the cross-loading ratio and HTMT of the criteria.

    Rows are models, columns are questions, one matrix a criterion; a question that some model lacks
    is left out. `alpha` (with Feldt's interval): how far the questions agree in how they rank the
    models. `cross-loading ratio`: how much closer a question lies to the mean of its own criterion
    (without itself) than to that of the nearest other; below 1 it measures the other one better.
    `htmt`: mean correlation between questions of two criteria over the geometric mean of those
    within each; above 0.85 the two are not told apart.

    Parameters
    ----------
    table
        Columns `model`, `item` and one for each criterion; repeated judgments are averaged.

    References
    ----------
    Cronbach (1951). Feldt (1965), The approximate sampling distribution of Kuder-Richardson
    reliability coefficient twenty. Henseler, Ringle and Sarstedt (2015), A new criterion for
    assessing discriminant validity.
    """
    for name in ("model", "item", *criteria):
        if name not in table.columns:
            raise UnknownName("column", name, table.columns)
    scores = {name: _matrix(table, name) for name in criteria}
    rows = [_alpha(name, x) for name, x in scores.items()]
    rows += [_cross_loading(name, scores) for name in criteria if len(criteria) > 1]
    rows += [_htmt(a, b, scores) for a, b in combinations(criteria, 2)]
    return rows


def _matrix(table: pd.DataFrame, name: str) -> Array:
    """Return models by questions; those that vary over models alone."""
    wide = table.pivot_table(index="model", columns="item", values=name, aggfunc="mean")
    x = floats(wide.dropna(axis=1))
    if x.shape[0] < 3 or x.shape[1] < 2:
        raise SetupError(f"{name!r}: {x.shape[0]} models and {x.shape[1]} questions are too few.")
    return x


def _alpha(name: str, x: Array) -> Estimate:
    """Return alpha = k / (k - 1) (1 - sum of variances / variance of the sum)."""
    models, questions = x.shape
    total = float(x.sum(axis=1).var(ddof=1))
    nan = math.nan
    if total == 0.0:
        return _row("alpha", name, nan, nan, nan, x, "all models score the same")
    value = questions / (questions - 1) * (1 - float(x.var(axis=0, ddof=1).sum()) / total)
    freedom = (models - 1, (models - 1) * (questions - 1))
    low, high = (1 - (1 - value) * float(stats.f.ppf(q, *freedom)) for q in (0.975, 0.025))
    return _row("alpha", name, value, low, high, x, "")


def _cross_loading(name: str, scores: dict[str, Array]) -> Estimate:
    """Return the mean loading on the own criterion over the largest mean loading on another."""
    own = scores[name]
    rest = own.sum(axis=1, keepdims=True) - own
    mine = _mean([_r(column, other) for column, other in zip(own.T, rest.T, strict=True)])
    others = [
        _mean([_r(column, x.mean(axis=1)) for column in own.T])
        for other, x in scores.items()
        if other != name
    ]
    largest = max((value for value in others if value == value), default=math.nan)
    value = mine / largest if largest > 0 else math.nan
    return _row("cross-loading ratio", name, value, math.nan, math.nan, own, "")


def _htmt(first: str, second: str, scores: dict[str, Array]) -> Estimate:
    """Return the heterotrait-monotrait ratio of two criteria."""
    a, b = (_varying(scores[name]) for name in (first, second))
    note = ""
    value = math.nan
    if a.shape[1] < 2 or b.shape[1] < 2:
        note = "too few questions vary over the models"
    else:
        together = floats(np.corrcoef(np.hstack([a, b]).T))
        k = a.shape[1]
        within_a, within_b = (
            float(part[np.triu_indices(len(part), 1)].mean())
            for part in (together[:k, :k], together[k:, k:])
        )
        if within_a > 0 and within_b > 0:
            value = float(together[:k, k:].mean()) / math.sqrt(within_a * within_b)
        else:
            note = "the questions of a criterion do not agree, so there is nothing to compare with"
    return _row("htmt", f"{first} and {second}", value, math.nan, math.nan, scores[first], note)


def _varying(x: Array) -> Array:
    return x[:, x.std(axis=0) > 1e-12]


def _r(x: Array, y: Array) -> float:
    """Return the absolute correlation, missing if one of them never varies."""
    if float(x.std()) < 1e-12 or float(y.std()) < 1e-12:
        return math.nan
    return abs(float(stats.pearsonr(x, y).statistic))


def _mean(values: list[float]) -> float:
    known = [value for value in values if value == value]
    return float(np.mean(known)) if known else math.nan


def _row(
    table: str, term: str, value: float, low: float, high: float, x: Array, note: str
) -> Estimate:
    return Estimate(
        table=table,
        term=term,
        value=value,
        low=low,
        high=high,
        unit="",
        n=x.size,
        clusters=x.shape[0],
        note=note,
    )
