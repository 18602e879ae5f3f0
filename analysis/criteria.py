"""What an overall verdict is made of: its weights on the criteria that the same judge scored."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import Array, Codes, codes, floats, totals
from sosprobe.analysis.interval import clustered, share
from sosprobe.analysis.likelihood import sandwich, scores
from sosprobe.errors import SetupError, UnknownName
from sosprobe.types import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Judgments that have the overall verdict and every criterion."""

    x: Array
    """Criteria, shape (n, k)."""
    y: Array
    """The overall verdict, shape (n,)."""
    item: Codes
    criteria: tuple[str, ...]
    left_out: int
    """Judgments in which something was missing; a missing criterion is no tie."""

    @property
    def note(self) -> str:
        """How many judgments were left out, if any."""
        return f"{self.left_out} judgments lack a criterion" if self.left_out else ""


def own_order(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the table with signed strengths turned into the pair's own order.

    Columns hold strengths in the order SHOWN: above zero if the second response is better. Where
    `swapped` is true side b was shown first, so the sign is turned. Two games of a pair may be
    averaged or set side by side only after this; before it, what the judge sees cancels out.
    """
    if "swapped" not in table.columns:
        raise UnknownName("column", "swapped", table.columns)
    sign = np.where(table["swapped"].astype(bool), -1.0, 1.0)
    return table.assign(**{name: table[name] * sign for name in columns})


def judged(table: pd.DataFrame, criteria: Sequence[str], overall: str = "overall") -> Judged:
    """Return the complete judgments of a table with the columns `item`, `overall` and criteria.

    Raises
    ------
    SetupError
        If a column is missing, or too few judgments are complete.
    """
    for name in ("item", overall, *criteria):
        if name not in table.columns:
            raise UnknownName("column", name, table.columns)
    known = table.dropna(subset=[overall, *criteria])
    if len(known) < len(criteria) + 3 or known["item"].nunique() < 3:
        raise SetupError(
            f"{len(known)} complete judgments are too few for {len(criteria)} criteria."
        )
    return Judged(
        x=floats(known[list(criteria)]),
        y=floats(known[overall]),
        item=codes(known, ["item"]),
        criteria=tuple(criteria),
        left_out=len(table) - len(known),
    )


def criteria_weights(
    table: pd.DataFrame, criteria: Sequence[str], overall: str = "overall"
) -> list[Estimate]:
    """Return the weight of each criterion in the overall verdict, judgment by judgment.

    Least squares with an intercept; errors are clustered by item and intervals take Student's t.
    `criterion`: points of the overall verdict for one point of the criterion; `criterion sd`: the
    same in standard deviations. A criterion that never varies has no weight.
    """
    data = judged(table, criteria, overall)
    spread = data.x.std(axis=0)
    place = [i for i, sd in enumerate(spread) if sd > 1e-12]
    design = np.column_stack([np.ones(len(data.y)), data.x[:, place]])
    gram = design.T @ design
    if np.linalg.matrix_rank(gram) < len(gram) or float(data.y.std()) == 0.0:
        raise SetupError("The criteria cannot be told apart, or the overall verdict never varies.")
    bread = floats(np.linalg.inv(gram))
    b = floats(bread @ (design.T @ data.y))
    by_item = scores(design, floats(data.y - design @ b), data.item)
    error = np.sqrt(np.diag(sandwich(bread, by_item, len(data.y))))
    rows: list[Estimate] = []
    for number, name in enumerate(data.criteria):
        if number not in place:
            rows.append(_row("criterion", name, math.nan, math.nan, data, "points", "never varies"))
            continue
        at = 1 + place.index(number)
        scale = float(spread[number] / data.y.std())
        for where, factor, unit in (("criterion", 1.0, "points"), ("criterion sd", scale, "sd")):
            value, wide = factor * float(b[at]), factor * float(error[at])
            rows.append(_row(where, name, value, wide, data, unit, data.note))
    return rows


def integration(
    table: pd.DataFrame, criteria: Sequence[str], overall: str = "overall"
) -> list[Estimate]:
    """Return how evenly the criteria are weighted, and how often each is tied.

    `weight disparity`: standard deviation of the absolute weights over their mean. `weight
    entropy`: -sum p ln p / ln k with p the share of each absolute weight; 1 if all weigh the same.
    `equal weights`: correlation of the overall verdict with the plain mean of the criteria.
    Intervals are Student's t with the jackknife's error over items. `tied`: share at zero.

    References
    ----------
    Feuer et al. (2025), When judgment becomes noise, arXiv 2509.20293 (the three measures). Efron
    and Stein (1981), The jackknife estimate of variance.
    """
    data = judged(table, criteria, overall)
    whole = _evenness(data.x, data.y)
    groups = [np.flatnonzero(data.item != number) for number in range(int(data.item.max()) + 1)]
    without = np.array([_evenness(data.x[rows], data.y[rows]) for rows in groups])
    count = len(groups)
    spread = (count - 1) / count * ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    names = ("weight disparity", "weight entropy", "equal weights")
    rows = [
        _row("integration", name, float(value), math.sqrt(float(v)), data, "", data.note)
        for name, value, v in zip(names, whole, spread, strict=True)
    ]
    for name, column in zip(data.criteria, data.x.T, strict=True):
        tied = clustered(floats(column == 0), data.item, scale=(0.0, 1.0), hard=True)
        rows.append(share("tied", name, tied))
    return rows


def _evenness(x: Array, y: Array) -> Array:
    """Return disparity, entropy ratio, and correlation with the plain mean."""
    design = np.column_stack([np.ones(len(y)), x])
    weights = np.abs(np.linalg.lstsq(design, y, rcond=None)[0][1:])
    shares = weights / weights.sum()
    used = shares[shares > 0]
    entropy = -float((used * np.log(used)).sum()) / math.log(len(shares))
    plain = x.mean(axis=1)
    r = float(np.corrcoef(plain, y)[0, 1]) if plain.std() > 0 and y.std() > 0 else math.nan
    return floats([float(weights.std() / weights.mean()), entropy, r])


def _row(
    table: str, term: str, value: float, error: float, data: Judged, unit: str, note: str
) -> Estimate:
    items = len(totals(data.item))
    half = float(stats.t.ppf(0.975, items - 1)) * error
    p = float(2 * stats.t.sf(abs(value / error), items - 1)) if error > 0 else None
    return Estimate(
        table=table,
        term=term,
        value=value,
        low=value - half,
        high=value + half,
        unit=unit,
        n=len(data.y),
        clusters=items,
        p=p,
        note=note,
    )
