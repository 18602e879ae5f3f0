"""Several judges on the same trials: their verdict together, and how far they agree."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from sosprobe.analysis.agreement import crossed, jackknife, kappa
from sosprobe.analysis.arrays import Array, codes, floats
from sosprobe.analysis.frame import TRIAL
from sosprobe.analysis.interval import clustered, share
from sosprobe.types import Estimate, Outcome

Combine = Literal["vote", "mean"]
COMBINATIONS: tuple[Combine, ...] = ("vote", "mean")

_SAME = [name for name in TRIAL if name not in ("judge", "template")]
_VARIATION = "variation"
_QUORUM = 0.5
"""At least so many of the judges must have a verdict, else the panel has none."""


def combined(frame: pd.DataFrame, how: Combine = "vote") -> pd.DataFrame:
    """Return one row a trial with the verdict of all judges together.

    Parameters
    ----------
    frame
        One row a trial and judge.
    how
        `vote`: the side that more judges prefer, a tie if as many prefer either; `mean`: the mean
        of the preferences. A judge without a verdict has no vote; with fewer than half of the
        judges the panel has no verdict.

    References
    ----------
    Verga et al. (2024), Replacing judges with juries, arXiv 2404.18796.
    """
    count = frame["judge"].nunique()
    name = f"panel ({how} of {count})"
    base = frame.assign(**{_VARIATION: frame["template"].str.partition("~")[2]})
    keys = [*_SAME, _VARIATION]
    groups = base.groupby(keys, sort=False, dropna=False)
    counted = groups["preference"].agg(["count", "mean"])
    ahead = groups["preference"].agg(lambda column: float(np.sign(column.dropna() - 0.5).sum()))
    merged = counted.assign(ahead=ahead, soft=groups["soft"].mean(), n=groups.size()).reset_index()
    vote = 0.5 + 0.5 * np.sign(floats(merged["ahead"]))
    verdict = floats(merged["mean"]) if how == "mean" else vote
    enough = (floats(merged["count"]) >= _QUORUM * count) & (floats(merged["n"]) == count)
    first = base.drop_duplicates(keys).reset_index(drop=True)
    preference = pd.Series(np.where(enough, verdict, np.nan))
    tie = preference == 0.5
    outcome = np.where(
        preference.isna(), str(Outcome.INVALID), np.where(tie, str(Outcome.TIE), str(Outcome.VALID))
    )
    lost = merged["count"].astype(str) + f" of {count} judges have a verdict"
    return first.drop(columns=_VARIATION).assign(
        judge=name,
        preference=preference,
        soft=merged["soft"].where(preference.notna()),
        outcome=outcome,
        strength=np.where(tie | preference.isna(), 0, 1),
        detail=lost.where(preference.isna(), ""),
        key="",
        model="",
        **{
            column: floats(groups[column].sum().reset_index(drop=True))
            for column in ("tokens_in", "tokens_out", "tokens_cached")
        },
    )


def agreement_of(frame: pd.DataFrame) -> list[Estimate]:
    """Return how far each two judges agree, and Krippendorff's alpha of all of them.

    From the trials on which both have a verdict. `same verdict` is the share of equal ones, ties
    counted as a third verdict; `kappa` is Cohen's; `alpha` is Krippendorff's for nominal verdicts,
    over trials with two verdicts or more. Intervals are clustered by item.

    References
    ----------
    Cohen (1960), A coefficient of agreement for nominal scales. Krippendorff (2004), Content
    analysis, chapter 11.
    """
    base = frame.assign(**{_VARIATION: frame["template"].str.partition("~")[2]})
    wide = base.pivot_table(
        index=[*_SAME, _VARIATION], columns="judge", values="preference", sort=False, dropna=False
    )
    wide = wide[wide.notna().any(axis=1)]
    items = wide.index.get_level_values("item")
    level = np.rint(wide.to_numpy(float) * 2)
    names = [str(name) for name in wide.columns]
    rows: list[Estimate] = []
    for left, right in combinations(range(len(names)), 2):
        both = ~np.isnan(level[:, left]) & ~np.isnan(level[:, right])
        if both.any():
            term = f"{names[left]} & {names[right]}"
            rows += _pair(term, level[both][:, [left, right]], items[both])
    return [*rows, *_alpha(level, items)]


def _pair(term: str, level: Array, items: pd.Index[str]) -> list[Estimate]:
    """Return the share of equal verdicts of two judges and their kappa."""
    same = (level[:, 0] == level[:, 1]).astype(float)
    code = codes(pd.DataFrame({"item": items}), ("item",))
    count = int(code.max()) + 1
    tables = crossed(code, level[:, 0].astype(np.int64), level[:, 1].astype(np.int64), count)
    value, low, high = jackknife(tables, kappa)
    data = clustered(same, code, scale=(0.0, 1.0), hard=True)
    return [
        share("panel", f"{term}: same verdict", data),
        _row(f"{term}: kappa", value, low, high, len(same), count),
    ]


def _alpha(level: Array, items: pd.Index[str]) -> list[Estimate]:
    """Return Krippendorff's alpha for nominal verdicts, leaving out one item at a time."""
    votes = np.stack([(level == value).sum(axis=1) for value in (0.0, 1.0, 2.0)], axis=1)
    many = votes.sum(axis=1) >= 2
    if not many.any():
        return []
    votes = votes[many].astype(float)
    size = votes.sum(axis=1, keepdims=True)
    # What a trial adds to the matrix of coincidences: each ordered pair, over (verdicts - 1).
    pairs = votes[:, :, None] * votes[:, None, :] - np.eye(3) * votes[:, :, None]
    each = pairs / (size - 1)[:, :, None]
    names = [str(name) for name, counted in zip(items, many, strict=True) if counted]
    code = codes(pd.DataFrame({"item": names}), ("item",))
    count = int(code.max()) + 1
    sums = np.zeros((count, 3, 3))
    np.add.at(sums, code, each)
    value, low, high = jackknife(sums, _alpha_of)
    return [_row("all judges: alpha", value, low, high, len(votes), count)]


def _alpha_of(table: Array) -> Array:
    """Return alpha of matrices of coincidences, shape (..., 3, 3)."""
    n = table.sum(axis=(-2, -1))
    margins = table.sum(axis=-1)
    observed = n - np.trace(table, axis1=-2, axis2=-1)
    expected = (n**2 - (margins**2).sum(axis=-1)) / (n - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(expected > 0, 1 - observed / expected, np.nan))


def _row(term: str, value: float, low: float, high: float, n: int, clusters: int) -> Estimate:
    note = "" if math.isfinite(low) else "no interval: too few items, or they do not vary"
    return Estimate(
        table="panel",
        term=term,
        value=value,
        low=low,
        high=high,
        unit="coefficient",
        n=n,
        clusters=clusters,
        note=note,
    )
