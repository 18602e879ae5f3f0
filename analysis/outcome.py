"""Which column of the frame holds the preference that is analysed, and means of it by cluster."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.types import PLAIN, Estimate

LENGTH_ARMS = ("lengthen", "neutral")
"""Arms whose one effect is length: in regressions the length difference speaks for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean with its interval over clusters."""

    value: float
    low: float
    high: float
    p: float
    n: int
    clusters: int


def preferred(frame: pd.DataFrame) -> pd.Series[float]:
    """Return the preference for side b of each trial, in 0 to 1; missing where none came out.

    The soft preference (token probabilities) is taken if every counted verdict has one, because it
    sees shifts that do not flip a verdict; else the hard one.
    """
    hard = frame["preference"].astype(float)
    soft = frame["soft"].astype(float)
    has_all = bool(soft[hard.notna()].notna().all()) and bool(hard.notna().any())
    return soft if has_all else hard


def is_soft(frame: pd.DataFrame) -> bool:
    """Say whether `preferred` takes the soft preference."""
    counted = frame["preference"].notna()
    return bool(counted.any()) and bool(frame.loc[counted, "soft"].notna().all())


def base_name(arm: str) -> str:
    """Return the perturbation's name without parameters: `markdown:dose=0.5` is `markdown`."""
    return arm.partition(":")[0]


def arm_label(frame: pd.DataFrame) -> pd.Series[str]:
    """Name the arm of side b: `markdown`, `markdown+factual_error` ...

    `identity` where both sides are one text, `pair` where they are two untouched responses.
    """
    style = frame["b_style"].astype(str)
    substance = frame["b_substance"].astype(str)
    both = style.where(style != PLAIN, "") + "+" + substance.where(substance != PLAIN, "")
    different = (frame["a_response"] != frame["b_response"]).map({True: "pair", False: "identity"})
    label = both.str.strip("+")
    return label.where(label != "", different)


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the counted trials whose other order was counted too.

    Dropping one order alone would let position pass for preference. A question that is the same in
    both orders (A/A) is asked once and is complete by itself.
    """
    y = preferred(frame)
    keys = ["item", "a_response", "a_style", "a_substance", "b_response", "b_style", "b_substance"]
    bad = y.isna().groupby([frame[key] for key in [*keys, "repeat"]]).transform("any")
    return frame.assign(y=y)[~bad]


def cluster_mean(values: pd.Series[float], clusters: pd.Series[str]) -> Mean:
    """Return the mean of the cluster means, with a t interval over clusters.

    The standard error is the standard deviation of the cluster means over the square root of their
    number, the interval takes Student's t with (clusters - 1) degrees of freedom.

    References
    ----------
    Cameron and Miller (2015), A practitioner's guide to cluster-robust inference, section II.
    """
    by_cluster: pd.Series[float] = values.groupby(clusters).mean()
    means = by_cluster.dropna().to_numpy(dtype=np.float64)
    count = len(means)
    if count == 0:
        return Mean(value=np.nan, low=np.nan, high=np.nan, p=np.nan, n=0, clusters=0)
    value = float(means.mean())
    if count == 1:
        return Mean(value=value, low=np.nan, high=np.nan, p=np.nan, n=len(values), clusters=1)
    error = float(means.std(ddof=1)) / math.sqrt(count)
    half = float(stats.t.ppf(0.975, count - 1)) * error
    if error == 0:
        p = 1.0 if value == 0 else 0.0
    else:
        p = float(2 * stats.t.sf(abs(value) / error, count - 1))
    return Mean(
        value=value, low=value - half, high=value + half, p=p, n=len(values), clusters=count
    )


def shift(table: str, term: str, values: pd.Series[float], clusters: pd.Series[str]) -> Estimate:
    """Return the mean of `values` in percentage points, tested against zero."""
    mean = cluster_mean(values, clusters)
    return Estimate(
        table=table,
        term=term,
        value=100 * mean.value,
        low=100 * mean.low,
        high=100 * mean.high,
        unit="pp",
        n=mean.n,
        clusters=mean.clusters,
        p=mean.p,
    )


def share(table: str, term: str, hits: pd.Series[float], clusters: pd.Series[str]) -> Estimate:
    """Return the mean of `hits` (each in 0 to 1) in percent, with an interval inside 0 to 100.

    Where every cluster says 0, or every one 1, a t interval would have no width; Wilson's interval
    for the number of clusters is taken.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    mean = cluster_mean(hits, clusters)
    low, high = mean.low, mean.high
    if mean.value in (0.0, 1.0):
        interval = stats.binomtest(round(mean.value * mean.clusters), mean.clusters)
        wilson = interval.proportion_ci(method="wilson")
        low, high = float(wilson.low), float(wilson.high)
    return Estimate(
        table=table,
        term=term,
        value=100 * mean.value,
        low=100 * max(0.0, low),
        high=100 * min(1.0, high),
        unit="%",
        n=mean.n,
        clusters=mean.clusters,
    )
