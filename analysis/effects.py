"""What each arm does to the judge's preference, in percentage points, and what position does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import codes, floats
from sosprobe.analysis.interval import Clustered, clustered, joined, shift
from sosprobe.analysis.outcome import (
    IDENTITY,
    arm_label,
    different,
    is_soft,
    ordered,
    pairs,
    preferred,
    ready,
    two_orders,
)
from sosprobe.types import Estimate

SCALE = (-0.5, 0.5)
ONE_ORDER = "one order only: position is not told from preference"


def effects(frame: pd.DataFrame, *, by: str = "") -> list[Estimate]:
    """Return, for each arm, how far preference for the rewritten side lies from one half.

    Unit: percentage points; +10 means that the rewrite is preferred in 60 % of trials, both orders
    averaged. Clusters are items, each of which counts the same. `p_adjusted` is Holm's over all
    rows, `q` Benjamini and Hochberg's. Two equal texts are left out: with both orders averaged
    their effect is zero whatever the judge does.

    Parameters
    ----------
    by
        A column, for example `judge` or `category`: one row for each arm and each of its values.
    """
    note = "" if two_orders(frame) else ONE_ORDER
    return adjusted([shift("effect", term, data, note) for term, data in arms(frame, by=by)])


def arms(frame: pd.DataFrame, *, by: str = "") -> list[tuple[str, Clustered]]:
    """Return the item means of preference above one half, arm by arm."""
    whole = pairs(different(ready(frame)))
    names = ["arm", by] if by else ["arm"]
    found: list[tuple[str, Clustered]] = []
    for key, group in whole.groupby(names, sort=False):
        label, *value = (str(part) for part in key)
        term = f"{label} [{by}={value[0]}]" if by else label
        found.append((term, item_means(group, group["y"] - 0.5, hard=not is_soft(frame))))
    return found


def item_means(rows: pd.DataFrame, values: pd.Series[float], *, hard: bool) -> Clustered:
    """Return the item means of `values`, which lie in -0.5 to 0.5."""
    return clustered(
        floats(values),
        codes(rows, ["item"]),
        floats(rows["weight"]),
        scale=SCALE,
        hard=hard,
    )


def position(frame: pd.DataFrame) -> list[Estimate]:
    """Return how far preference for the response shown FIRST lies from one half.

    `both orders` is over complete pairs, where content cancels; `identity` is over equal texts.
    """
    whole = ordered(ready(frame))
    same = (whole["arm"] == IDENTITY).to_numpy()
    rows: list[Estimate] = []
    if two_orders(whole) and not same.all():
        apart = whole[~same]
        first = apart.assign(y=(apart["y"] - 0.5) * apart["position"])
        averaged = pairs(first)
        data = item_means(averaged, averaged["y"], hard=not is_soft(frame))
        rows.append(shift("position", "both orders", data))
    if same.any():
        equal = whole[same]
        lean = (equal["y"] - 0.5) * equal["position"]
        data = item_means(equal, lean, hard=not is_soft(frame))
        rows.append(shift("position", IDENTITY, data))
    return rows


def bounds(frame: pd.DataFrame) -> list[Estimate]:
    """Return, for each arm, its effect had every lost verdict gone against it, and for it.

    `low` and `high` hold the two extremes, `value` the effect without the lost ones; `note` says
    how many were lost.
    """
    all_trials = frame.assign(y=preferred(frame), arm=arm_label(frame))
    rows: list[Estimate] = []
    for label, group in different(all_trials).groupby("arm", sort=False):
        ends = [_item_mean(group, group["y"].fillna(end)) for end in (0.0, 1.0)]
        lost = int(group["y"].isna().sum())
        rows.append(
            Estimate(
                table="bounds",
                term=str(label),
                value=100 * _item_mean(group[group["y"].notna()], group["y"].dropna()),
                low=100 * ends[0],
                high=100 * ends[1],
                unit="pp",
                n=len(group),
                clusters=group["item"].nunique(),
                note=f"{lost} of {len(group)} verdicts lost",
            )
        )
    return rows


def adjusted(rows: Sequence[Estimate]) -> list[Estimate]:
    """Fill in `p_adjusted` (Holm) and `q` (Benjamini-Hochberg) over the rows that have a p-value.

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure. Benjamini and
    Hochberg (1995), Controlling the false discovery rate.
    """
    family = [i for i, row in enumerate(rows) if row.p is not None and not np.isnan(row.p)]
    if not family:
        return list(rows)
    import statsmodels.stats.multitest as multitest

    p = [float(rows[i].p or 0.0) for i in family]
    holm = cast(Any, multitest).multipletests(p, method="holm")[1]
    rate = stats.false_discovery_control(p)
    found = dict(zip(family, zip(holm, rate, strict=True), strict=True))
    return [
        replace(row, p_adjusted=float(found[i][0]), q=float(found[i][1])) if i in found else row
        for i, row in enumerate(rows)
    ]


def with_note(row: Estimate, note: str) -> Estimate:
    """Return the row with a further note."""
    return replace(row, note=joined(row.note, note))


def _item_mean(rows: pd.DataFrame, values: pd.Series[float]) -> float:
    """Return the mean of the item means of preference above one half."""
    if values.empty:
        return float("nan")
    return float(item_means(rows, values - 0.5, hard=False).means.mean())
