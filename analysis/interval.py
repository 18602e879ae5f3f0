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
"""Below this many clusters the interval is the wild cluster bootstrap's."""

_PRIOR = 0.5
_DRAWS = 1999
_ALL_SIGNS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustered:
    """One mean a cluster, and the two pseudo-clusters that stand for what was not seen."""

    means: Array
    prior: Array
    """Values of the pseudo-clusters: the ends of the scale, or none."""
    weight: float
    """What a pseudo-cluster counts, in clusters."""
    scale: tuple[float, float]
    n: int
    alike: bool = False
    """Whether the values of a cluster never lean against each other by design."""

    @property
    def size(self) -> float:
        """The weight of all clusters and pseudo-clusters."""
        return len(self.means) + self.weight * len(self.prior)

    @property
    def centre(self) -> float:
        """The mean with the pseudo-clusters."""
        return float(self.means.sum() + self.weight * self.prior.sum()) / self.size

    def deviations(self, centre: float) -> Array:
        """Return each cluster's weighted distance from `centre`, pseudo-clusters last."""
        return np.concatenate([self.means - centre, self.weight * (self.prior - centre)])

    @property
    def error(self) -> float:
        """The standard error of the centre."""
        size = len(self.means) + len(self.prior) * min(1.0, self.weight)
        total = float((self.deviations(self.centre) ** 2).sum())
        return math.sqrt(total * size / (size - 1)) / self.size if size > 1 else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean with its interval over clusters."""

    value: float
    low: float
    high: float
    p: float
    n: int
    clusters: int
    error: float = math.nan
    note: str = ""


def clustered(
    values: Array,
    clusters: Codes,
    weights: Array | None = None,
    *,
    scale: tuple[float, float],
    hard: bool,
    alike: bool = False,
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
        Whether the values come from hard verdicts. Then a pseudo-cluster at each end of the scale,
        which counts half a value, stands for the outcomes that were too rare to be seen. So it
        does where all clusters say the same.
    alike
        Whether the values of a cluster never lean against each other by design, as the verdicts
        in the two orders of a pair do: then they tell at most as much as values of as many
        clusters.

    Notes
    -----
    Half a pseudo-value at either end is Jeffreys' prior for a proportion; without it the interval
    of rare flips is too narrow and that of flips which never came has no width. Agresti and
    Coull (1998) and Bonett and Price (2012) add whole ones, for Wald intervals.
    """
    weight = np.ones(len(values)) if weights is None else weights
    total = totals(clusters, weight)
    sums = totals(clusters, weight * values)
    means = sums[total > 0] / total[total > 0]
    if not len(means) or not (hard or float(np.ptp(means)) == 0.0):
        return Clustered(
            means=means, prior=np.empty(0), weight=0.0, scale=scale, n=len(values), alike=alike
        )
    size = max(1.0, len(values) / len(means))
    return Clustered(
        means=means,
        prior=np.array(scale),
        weight=_PRIOR / size,
        scale=scale,
        n=len(values),
        alike=alike,
    )


def mean(data: Clustered, *, null: float = 0.0, level: float = 0.95) -> Mean:
    """Return the mean of the cluster means with its interval and the p-value against `null`.

    Below `FEW` clusters: the wild cluster bootstrap. From there on: Wilson's interval for hard
    verdicts, else Student's t over clusters. A share of clusters has Wilson's in any case.

    References
    ----------
    Cameron and Miller (2015), A practitioner's guide to cluster-robust inference, section II.
    """
    count = len(data.means)
    if count < 2:
        value = float(data.means[0]) if count else math.nan
        note = "one item: no interval" if count else "nothing was counted"
        nan = math.nan
        return Mean(value=value, low=nan, high=nan, p=nan, n=data.n, clusters=count, note=note)
    value = float(data.means.mean())
    if data.alike or (len(data.prior) and count >= FEW):
        low, high, p = wilson(data, null=null, level=level)
    elif count < FEW:
        low, high, p = wild(data.deviations, data.centre, data.error, null=null, level=level)
    else:
        half = float(stats.t.ppf(0.5 + level / 2, count - 1)) * data.error
        low, high = value - half, value + half
        p = float(2 * stats.t.sf(abs(value - null) / data.error, count - 1))
    return Mean(
        value=value,
        low=min(low, value),
        high=max(high, value),
        p=p,
        n=data.n,
        clusters=count,
        error=data.error,
        note="every item says the same" if float(np.ptp(data.means)) == 0.0 else "",
    )


def wilson(data: Clustered, *, null: float, level: float) -> tuple[float, float, float]:
    """Return the score interval of a mean of hard verdicts, and the p-value of `null`.

    The mean is taken as a proportion of its scale, known from as many values as would give the
    clustered standard error (that of `Clustered`, so rare outcomes count), and the normal quantile
    is replaced by Student's.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference. Korn and
    Graubard (1998) for the effective number. Brown, Cai and DasGupta (2001) for why not Wald.
    """
    low, high = data.scale
    width = high - low
    share, centre = (float((x - low) / width) for x in (data.means.mean(), data.centre))
    error = data.error / width
    size = centre * (1 - centre) / error**2 if error else float(data.n)
    if data.alike or share in (0.0, 1.0):
        size = min(size, float(data.n))
    t = float(stats.t.ppf(0.5 + level / 2, len(data.means) - 1))
    middle = (share + t**2 / (2 * size)) / (1 + t**2 / size)
    half = t / (1 + t**2 / size) * math.sqrt(share * (1 - share) / size + t**2 / (4 * size**2))
    expected = (null - low) / width
    spread = math.sqrt(max(expected * (1 - expected), 1e-12) / size)
    p = float(2 * stats.t.sf(abs(share - expected) / spread, len(data.means) - 1))
    return low + width * (middle - half), low + width * (middle + half), p


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
    """
    first = scores(null)
    signs = _signs(len(first))

    def p_value(value: float) -> float:
        e = scores(value)
        drawn = np.abs(signs @ e)
        return float((drawn >= abs(float(e.sum())) * (1 - 1e-12)).mean())

    ends: list[float] = []
    for side in (-1, 1):
        near, far = 0.0, 3.0
        while p_value(centre + side * far * error) > 1 - level and far < 1e3:
            far *= 2
        for _ in range(30):
            middle = (near + far) / 2
            if p_value(centre + side * middle * error) > 1 - level:
                near = middle
            else:
                far = middle
        ends.append(centre + side * far * error)
    return ends[0], ends[1], p_value(null)


def _signs(count: int) -> Array:
    """Return the sign changes to try, one a row; the unchanged signs are the first."""
    if count <= _ALL_SIGNS:
        bits = np.arange(2**count)[:, None] >> np.arange(count) & 1
        return floats(1.0 - 2.0 * bits)
    rng = np.random.default_rng(count)
    drawn = rng.integers(0, 2, (_DRAWS, count)) * 2.0 - 1.0
    return np.vstack([np.ones(count), drawn])


def shift(table: str, term: str, data: Clustered, note: str = "") -> Estimate:
    """Return a mean in percentage points, tested against zero."""
    found = mean(data)
    return Estimate(
        table=table,
        term=term,
        value=100 * found.value,
        low=100 * found.low,
        high=100 * found.high,
        unit="pp",
        n=found.n,
        clusters=found.clusters,
        p=found.p,
        note=joined(note, found.note),
    )


def share(table: str, term: str, data: Clustered, note: str = "") -> Estimate:
    """Return a mean of values in 0 to 1 in percent, with an interval inside 0 to 100."""
    found = mean(data)
    return Estimate(
        table=table,
        term=term,
        value=100 * found.value,
        low=100 * max(0.0, found.low) if found.low == found.low else math.nan,
        high=100 * min(1.0, found.high) if found.high == found.high else math.nan,
        unit="%",
        n=found.n,
        clusters=found.clusters,
        note=joined(note, found.note),
    )


def joined(*notes: str) -> str:
    """Join the notes that say something."""
    return "; ".join(note for note in notes if note)
