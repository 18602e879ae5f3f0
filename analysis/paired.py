"""Paired tests of each arm: for an effect, for its absence, and what could have been seen."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import codes, floats, totals
from sosprobe.analysis.effects import adjusted, arms
from sosprobe.analysis.interval import Clustered, mean, sign_flip_p
from sosprobe.analysis.outcome import different, pairs, ready
from sosprobe.types import Estimate

MARGIN = 5.0
"""Percentage points within which an effect counts as none, unless the user says otherwise."""

POWER = 0.8


def sign_flip(frame: pd.DataFrame, *, by: str = "") -> list[Estimate]:
    """Return the sign-flip test of each arm: the mean effect in points, and an exact kind of p.

    Under the null each item's effect is as likely to be turned round; up to 12 items every pattern
    of signs is tried, else 1,999 are drawn.

    References
    ----------
    Fisher (1935), The design of experiments, section 21.
    """
    rows: list[Estimate] = []
    for term, data in arms(frame, by=by):
        if len(data.means) > 1:
            value = 100 * float(data.means.mean())
            rows.append(_row("sign_flip", term, data, value=value, p=sign_flip_p(data)))
    return adjusted(rows)


def mcnemar(frame: pd.DataFrame) -> list[Estimate]:
    """Return McNemar's exact test of each arm on hard verdicts.

    An item is discordant if its pairs name the rewrite in both orders more often than they name
    the reference in both orders, or the other way round; verdicts that follow position cancel.
    Value: discordant items for the rewrite less those against it, in per cent of items.

    References
    ----------
    McNemar (1947), Note on the sampling error of the difference between correlated proportions.
    """
    whole = pairs(different(ready(frame)))
    rows: list[Estimate] = []
    for label, group in whole.groupby("arm", sort=False):
        lean = floats(group["preference"]) - 0.5
        sums = totals(codes(group, ["item"]), np.where(np.abs(lean) == 0.5, lean, 0))
        up, down = int((sums > 0).sum()), int((sums < 0).sum())
        p = float(stats.binomtest(up, up + down).pvalue) if up + down else 1.0
        rows.append(
            Estimate(
                table="mcnemar",
                term=str(label),
                value=100 * (up - down) / len(sums),
                low=math.nan,
                high=math.nan,
                unit="%",
                n=int(group["orders"].sum()),
                clusters=len(sums),
                p=p,
                note=f"{up} items for the rewrite, {down} against it",
            )
        )
    return adjusted(rows)


def equivalence(frame: pd.DataFrame, *, margin: float = MARGIN, by: str = "") -> list[Estimate]:
    """Return whether each arm's effect is shown to lie within `margin` points of zero (TOST).

    The interval is the 90 % one: it lies within the margin exactly if both one-sided tests reject
    at 5 %, and p is the larger of their two.

    References
    ----------
    Schuirmann (1987), A comparison of the two one-sided tests procedure and the power approach.
    """
    rows: list[Estimate] = []
    for term, data in arms(frame, by=by):
        if len(data.means) < 2:
            continue
        found = mean(data, level=0.9)
        p = max(_one_sided(data, margin / 100), _one_sided(data, -margin / 100))
        rows.append(
            _row(
                "equivalence",
                term,
                data,
                value=100 * found.value,
                low=100 * found.low,
                high=100 * found.high,
                p=p,
                note=f"{'within' if p < 0.05 else 'not shown to be within'} {margin:g} points of 0",
            )
        )
    return rows


def detectable(frame: pd.DataFrame, *, by: str = "") -> list[Estimate]:
    """Return the smallest effect of each arm, in points, that 80 % of such runs would find.

    The two-sided test is at 5 %; the standard error is that of this run's interval.

    References
    ----------
    Bloom (1995), Minimum detectable effects.
    """
    rows: list[Estimate] = []
    for term, data in arms(frame, by=by):
        freedom = len(data.means) - 1
        if freedom > 0:
            found = mean(data)
            least = float(stats.t.ppf(0.975, freedom))
            error = (found.high - found.low) / 2 / least
            size = (least + float(stats.t.ppf(POWER, freedom))) * error
            rows.append(_row("detectable", term, data, value=100 * size))
    return rows


def _one_sided(data: Clustered, bound: float) -> float:
    """Return the p-value of an effect at `bound` or beyond it, away from zero."""
    p = mean(data, null=bound).p
    return p / 2 if (data.value - bound) * np.sign(bound) < 0 else 1 - p / 2


def _row(
    table: str,
    term: str,
    data: Clustered,
    *,
    value: float,
    low: float = math.nan,
    high: float = math.nan,
    p: float | None = None,
    note: str = "",
) -> Estimate:
    return Estimate(
        table=table,
        term=term,
        value=value,
        low=low,
        high=high,
        unit="pp",
        n=data.n,
        clusters=len(data.means),
        p=p,
        note=note,
    )
