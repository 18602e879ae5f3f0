"""Means over clusters, with intervals that hold for few clusters and for rare outcomes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from sosprobe.analysis.arrays import Array, Codes, floats, totals
from sosprobe.types import Estimate

FEW = 40
"""Below this many clusters soft preferences get the wild cluster bootstrap."""

_DRAWS = 1999
_ALL_SIGNS = 12
_HALVINGS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustered:
    """One mean a cluster."""

    means: Array
    up: Array
    """How far the cluster's values lie above the middle of the scale, 0 to 1, on average."""
    down: Array
    """How far below, likewise; `means` is the middle plus half the scale times (up - down)."""
    scale: tuple[float, float]
    hard: bool
    """Whether the values come from hard verdicts, or are all the same."""
    n: int

    @property
    def value(self) -> float:
        """The mean of the cluster means."""
        return float(self.means.mean()) if len(self.means) else math.nan

    @property
    def error(self) -> float:
        """The standard error of the mean: that of the cluster means."""
        count = len(self.means)
        return float(self.means.std(ddof=1)) / math.sqrt(count) if count > 1 else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean with its interval over clusters."""

    value: float
    low: float
    high: float
    p: float
    n: int
    clusters: int
    note: str = ""


def clustered(
    values: Array,
    clusters: Codes,
    weights: Array | None = None,
    *,
    scale: tuple[float, float],
    hard: bool,
) -> Clustered:
    """Return the weighted mean of `values` in each cluster.

    Parameters
    ----------
    values
        Shape (n,).
    clusters
        Code of each value's cluster, from 0.
    scale
        The two ends of the scale that the values lie on.
    hard
        Whether the values come from hard verdicts.
    """
    weight = np.ones(len(values)) if weights is None else weights
    total = totals(clusters, weight)
    there = total > 0
    middle, half = sum(scale) / 2, (scale[1] - scale[0]) / 2
    above = (values - middle) / half
    parts = (values, np.maximum(above, 0.0), np.maximum(-above, 0.0))
    means, up, down = (totals(clusters, weight * part)[there] / total[there] for part in parts)
    constant = len(means) > 0 and float(np.ptp(means)) == 0.0
    return Clustered(
        means=means, up=up, down=down, scale=scale, hard=hard or constant, n=len(values)
    )


def mean(data: Clustered, *, null: float = 0.0, level: float = 0.95) -> Mean:
    """Return the mean of the cluster means with its interval and the p-value against `null`.

    Hard verdicts: `mover`. Soft ones: Student's t over clusters, or below `FEW` of them the wild
    cluster bootstrap (`wild`).

    References
    ----------
    Cameron and Miller (2015), A practitioner's guide to cluster-robust inference, section II.
    """
    count = len(data.means)
    if count < 2:
        note = "one item: no interval" if count else "nothing was counted"
        nan = math.nan
        return Mean(value=data.value, low=nan, high=nan, p=nan, n=data.n, clusters=count, note=note)
    if data.hard:
        low, high = mover(data, float(stats.t.ppf(0.5 + level / 2, count - 1)))
        p = _p_of_mover(data, null)
    elif count < FEW:
        low, high, p = wild(
            lambda value: data.means - value, data.value, data.error, null=null, level=level
        )
    else:
        half = float(stats.t.ppf(0.5 + level / 2, count - 1)) * data.error
        low, high = data.value - half, data.value + half
        p = float(2 * stats.t.sf(abs(data.value - null) / data.error, count - 1))
    return Mean(
        value=data.value,
        low=min(low, data.value),
        high=max(high, data.value),
        p=p,
        n=data.n,
        clusters=count,
        note="every item says the same" if float(np.ptp(data.means)) == 0.0 else "",
    )


def mover(data: Clustered, t: float) -> tuple[float, float]:
    """Return the interval of a mean of hard verdicts: that of `up` less that of `down`.

    Each of the two shares has Wilson's interval, for as many values as would give its clustered
    standard error; their distances from the shares are added in quadrature, with their correlation
    over clusters. A share that no cluster has counts as many values as there are clusters, so rare
    flips that were not seen widen the interval. Where every value lies at an end of the scale the
    result is Wilson's interval of a proportion.

    References
    ----------
    Newcombe (1998), Interval estimation for the difference between independent proportions. Zou and
    Donner (2008), Construction of confidence limits about effect measures. Wilson (1927). Korn and
    Graubard (1998) for the effective number of values.
    """
    (a, a_low, a_high), (b, b_low, b_high) = (_wilson(part, t) for part in (data.up, data.down))
    spread = float(data.up.std() * data.down.std())
    both = float(((data.up - a) * (data.down - b)).mean())
    # Where every value lies at the same end, one share is the other's complement.
    r = both / spread if spread > 0 else -1.0 if a + b == 1 else 0.0
    low = (a - a_low) ** 2 + (b_high - b) ** 2 - 2 * r * (a - a_low) * (b_high - b)
    high = (a_high - a) ** 2 + (b - b_low) ** 2 - 2 * r * (a_high - a) * (b - b_low)
    middle, half = sum(data.scale) / 2, (data.scale[1] - data.scale[0]) / 2
    ends = a - b - math.sqrt(max(low, 0.0)), a - b + math.sqrt(max(high, 0.0))
    return middle + half * max(-1.0, ends[0]), middle + half * min(1.0, ends[1])


def _wilson(shares: Array, t: float) -> tuple[float, float, float]:
    """Return the mean of clusters' shares with Wilson's interval."""
    share = float(shares.mean())
    variance = float(shares.var(ddof=1)) / len(shares)
    size = max(1.0, share * (1 - share) / variance) if variance > 0 else float(len(shares))
    middle = (share + t**2 / (2 * size)) / (1 + t**2 / size)
    half = t / (1 + t**2 / size) * math.sqrt(share * (1 - share) / size + t**2 / (4 * size**2))
    return share, middle - half, middle + half


def _p_of_mover(data: Clustered, null: float) -> float:
    """Return the p-value of `null`: one less the level of the interval that just reaches it."""

    def reaches(t: float) -> bool:
        low, high = mover(data, t)
        return low <= null <= high

    if data.value == null:
        return 1.0
    near, far = 0.0, 1.0
    while not reaches(far) and far < 1e4:
        near, far = far, 2 * far
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        near, far = (near, middle) if reaches(middle) else (middle, far)
    return float(2 * stats.t.sf(far, len(data.means) - 1))


def wild(
    scores: Callable[[float], Array],
    centre: float,
    error: float,
    *,
    null: float = 0.0,
    level: float = 0.95,
) -> tuple[float, float, float]:
    """Return the interval of a parameter, and the p-value of `null`, by flipping signs.

    Parameters
    ----------
    scores
        Gives each cluster's efficient score were the parameter the value it is given.
    centre, error
        Estimate and standard error, to start the search from.

    Notes
    -----
    With Rademacher weights and the null imposed, the wild cluster bootstrap's t is a monotone
    function of |sum of w_g e_g|, so that sum is compared with |sum of e_g|. Up to 12 clusters
    every combination of signs is tried, else 1,999 are drawn.

    References
    ----------
    Cameron, Gelbach and Miller (2008), Bootstrap-based improvements for inference with clustered
    errors. Canay, Romano and Shaikh (2017), Randomization tests under an approximate symmetry
    assumption.
    """
    signs = _signs(len(scores(null)))

    def p_value(value: float) -> float:
        e = scores(value)
        return float((np.abs(signs @ e) >= abs(float(e.sum())) * (1 - 1e-12)).mean())

    ends: list[float] = []
    for side in (-1, 1):
        near, far = 0.0, 3.0
        while p_value(centre + side * far * error) > 1 - level and far < 1e3:
            far *= 2
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            inside = p_value(centre + side * middle * error) > 1 - level
            near, far = (middle, far) if inside else (near, middle)
        ends.append(centre + side * far * error)
    return ends[0], ends[1], p_value(null)


def wilson(hits: int, of: int) -> tuple[float, float, float]:
    """Return a share in per cent with Wilson's 95 % interval; 0 to 100 if nothing was counted.

    >>> [round(end, 1) for end in wilson(1, 10)]
    [10.0, 1.8, 40.4]
    """
    if not of:
        return math.nan, 0.0, 100.0
    found = stats.binomtest(hits, of).proportion_ci(method="wilson")
    return 100 * hits / of, 100 * float(found.low), 100 * float(found.high)


def sign_flip_p(data: Clustered) -> float:
    """Return the p-value of a mean of zero when the clusters' signs are flipped."""
    drawn = np.abs(_signs(len(data.means)) @ data.means)
    return float((drawn >= abs(float(data.means.sum())) * (1 - 1e-12)).mean())


def _signs(count: int) -> Array:
    """Return the sign changes to try, one a row; the unchanged signs are among them."""
    if count <= _ALL_SIGNS:
        patterns = np.indices((2,) * count).reshape(count, -1).T
        return floats(1.0 - 2.0 * patterns)
    rng = np.random.default_rng(count)
    drawn = floats(rng.integers(0, 2, (_DRAWS, count)) * 2.0 - 1.0)
    return np.vstack([np.ones(count), drawn])


def shift(table: str, term: str, data: Clustered, note: str = "") -> Estimate:
    """Return a mean in percentage points, tested against zero."""
    return _row(table, term, mean(data), "pp", note, tested=True)


def share(table: str, term: str, data: Clustered, note: str = "") -> Estimate:
    """Return a mean of values in 0 to 1 in percent."""
    return _row(table, term, mean(data), "%", note, tested=False)


def _row(table: str, term: str, found: Mean, unit: str, note: str, *, tested: bool) -> Estimate:
    return Estimate(
        table=table,
        term=term,
        value=100 * found.value,
        low=100 * found.low,
        high=100 * found.high,
        unit=unit,
        n=found.n,
        clusters=found.clusters,
        p=found.p if tested else None,
        note=joined(note, found.note),
    )


def joined(*notes: str) -> str:
    """Join the notes that say something."""
    return "; ".join(note for note in notes if note)
