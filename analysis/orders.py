"""How graded verdicts of the same pairs agree over the two orders, and the weighted win rate."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.agreement import jackknife, pairs_by_order
from sosprobe.analysis.arrays import Array, codes, floats, totals
from sosprobe.analysis.interval import clustered, mean, share
from sosprobe.analysis.outcome import IDENTITY, PAIR, arm_label
from sosprobe.types import PLAIN, Estimate

COMPARISON = [name for name in PAIR if name != "item"]
STRONG = 3.0
"""What a verdict of `much better` counts in the weighted win rate, as in Arena-Hard."""


def order_agreement(frame: pd.DataFrame) -> list[Estimate]:
    """Return, for each comparison, how its signed strengths agree over the two orders.

    The signed strength of a verdict is +strength for side b, -strength for side a and 0 for a tie.
    Taken from the pairs with a verdict in both orders: `same strength` is the share of equal ones
    (turned into the pair's own order), `same sign` that of equal signs, `correlation` is Pearson's
    over pairs, `strength for b, a first` and `..., b first` are the means. Equal texts are left
    out, because for them there is no side to be steady about.

    Notes
    -----
    Intervals are by item. The correlation's is Student's t on Fisher's z with the jackknife's
    standard error, because strengths are no normal variables.

    References
    ----------
    Fisher (1921), On the probable error of a coefficient of correlation. Efron and Stein (1981),
    The jackknife estimate of variance.
    """
    rows: list[Estimate] = []
    for name, group in _comparisons(frame):
        signed = (2 * group["preference"] - 1) * group["strength"]
        graded = group.assign(signed=signed)
        both = pairs_by_order(graded, "signed", [*COMPARISON, "item", "repeat"])
        whole = both.dropna(subset=["a_first", "b_first"])
        if len(whole):
            lost = len(both) - len(whole)
            rows += _agreement(name, whole, f"{lost} pairs lost a verdict" if lost else "")
    return rows


def win_rates(frame: pd.DataFrame) -> list[Estimate]:
    """Return the weighted win rate of side b in each comparison, in per cent.

    Every verdict that came out counts, `much better` three times; a tie is half a win. With one
    opponent this is what Arena-Hard's Bradley-Terry fit comes to: its win rate is the weighted
    share. The interval is Wilson's for as many verdicts as would give the standard error of a ratio
    of sums over items (for as many as there are items, where no item differs).

    Notes
    -----
    The source's bootstrap draws rows, of which an item has up to six (two games, each tripled), as
    if they were independent; its interval is too narrow for that. This one takes items as the unit.

    References
    ----------
    Li et al. (2024), From crowdsourced data to high-quality benchmarks, arXiv 2406.11939. Cochran
    (1977), Sampling techniques, section 2.11. Wilson (1927), Probable inference. Korn and Graubard
    (1998) for the effective number.
    """
    return [
        _win_rate(name, counted)
        for name, group in _comparisons(frame)
        if len(counted := group[group["preference"].notna()])
    ]


def _comparisons(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each comparison of two different texts with its name."""
    apart = frame[arm_label(frame) != IDENTITY]
    for names, group in apart.groupby(COMPARISON, sort=False):
        judge, template, *sides = (str(part) for part in names)
        a, b = ("+".join(part for part in side if part != PLAIN) for side in (sides[:3], sides[3:]))
        yield " / ".join(part for part in (f"{b} against {a}", judge, template) if part), group


def _agreement(name: str, whole: pd.DataFrame, note: str) -> Iterator[Estimate]:
    """Yield the numbers of one comparison."""
    x, y = floats(whole["a_first"]), floats(whole["b_first"])
    item = codes(whole, ["item"])
    for term, hits in (("same strength", x == y), ("same sign", np.sign(x) == np.sign(y))):
        data = clustered(floats(hits), item, scale=(0.0, 1.0), hard=True)
        yield share("orders", f"{name}: {term}", data, note)
    parts = np.column_stack([np.ones(len(x)), x, y, x * x, y * y, x * y])
    sums = np.column_stack([totals(item, part) for part in parts.T])
    yield _correlation(f"{name}: correlation", sums, len(x), note)
    for term, values in (("a first", x), ("b first", y)):
        found = mean(clustered(values, item, scale=(-2.0, 2.0), hard=True))
        yield Estimate(
            table="orders",
            term=f"{name}: strength for b, {term}",
            value=found.value,
            low=found.low,
            high=found.high,
            unit="strength",
            n=found.n,
            clusters=found.clusters,
            note="; ".join(part for part in (note, found.note) if part),
        )


def _correlation(term: str, sums: Array, n: int, note: str) -> Estimate:
    """Return Pearson's correlation from sums by item, with its interval."""
    z, low, high = jackknife(sums, _fisher)
    value = math.tanh(z)
    if len(sums) < 4 or math.isnan(z):
        value, low, high = math.nan, math.nan, math.nan
        note = "undefined: the strengths of an order are all the same, or fewer than four items"
    elif math.isinf(z) or math.isnan(low):
        low, high = math.nan, math.nan
        note = "no interval: the orders agree perfectly, or one item decides"
    return Estimate(
        table="orders",
        term=term,
        value=value,
        low=math.tanh(low),
        high=math.tanh(high),
        unit="correlation",
        n=n,
        clusters=len(sums),
        note=note,
    )


def _fisher(sums: Array) -> Array:
    """Return Fisher's z of sums of 1, x, y, x^2, y^2 and xy, last axis."""
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    spread_x, spread_y = n * xx - x * x, n * yy - y * y
    with np.errstate(divide="ignore", invalid="ignore"):
        r = floats((n * xy - x * y) / np.sqrt(spread_x * spread_y))
        constant = np.minimum(spread_x, spread_y) <= 1e-9 * np.maximum(n * n, 1)
        r = floats(np.where(np.abs(r) > 1 - 1e-12, np.sign(r), r))
        return floats(np.arctanh(np.where(constant, np.nan, r)))


def _wilson(value: float, size: float, count: int) -> tuple[float, float]:
    """Return Wilson's interval of a share known from `size` verdicts, with Student's quantile."""
    t = float(stats.t.ppf(0.975, count - 1))
    middle = (value + t**2 / (2 * size)) / (1 + t**2 / size)
    half = t / (1 + t**2 / size) * math.sqrt(value * (1 - value) / size + t**2 / (4 * size**2))
    return max(0.0, min(value, middle - half)), min(1.0, max(value, middle + half))


def _win_rate(name: str, counted: pd.DataFrame) -> Estimate:
    """Return the weighted share of wins of one comparison."""
    weight = np.where(floats(counted["strength"]) >= 2, STRONG, 1.0)
    item = codes(counted, ["item"])
    wins = totals(item, weight * floats(counted["preference"]))
    size = totals(item, weight)
    count = len(size)
    value = float(wins.sum() / size.sum())
    low, high, note = math.nan, math.nan, "one item: no interval"
    if count > 1:
        residual = (wins - value * size) / size.mean()
        error = float(residual.std(ddof=1)) / math.sqrt(count)
        alike = error < 1e-12
        low, high = _wilson(value, count if alike else value * (1 - value) / error**2, count)
        note = "every item says the same" if alike else ""
    return Estimate(
        table="win_rate",
        term=name,
        value=100 * value,
        low=100 * low,
        high=100 * high,
        unit="%",
        n=len(counted),
        clusters=count,
        note=note,
    )
