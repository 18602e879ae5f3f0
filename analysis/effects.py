"""What each arm does to the judge's preference, in percentage points, and what position does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from sosprobe.analysis.outcome import Mean, arm_label, cluster_mean, complete, preferred
from sosprobe.types import Estimate

SIDES = ["a_response", "b_response"]


def effects(frame: pd.DataFrame) -> list[Estimate]:
    """Return, for each arm, how far preference for the rewritten side lies from one half.

    Unit: percentage points; +10 means that the rewrite is preferred in 60 % of trials, both orders
    averaged. Clusters are items. `p_adjusted` is Holm's over all arms but the A/A control.
    """
    rows: list[Estimate] = []
    whole = complete(frame)
    for label, group in whole.groupby(arm_label(whole), sort=False):
        centred = group["y"] - 0.5
        if str(label) == "identity":
            # Shown twice, a text is first and second at once: its own order has no meaning, so the
            # floor is how far the judge strays from a tie once position is taken out.
            centred = _without_position(group, whole)
        rows.append(
            _estimate("effect", str(label), cluster_mean(centred, group["item"]), "pp", 100)
        )
    return _holm(sorted(rows, key=lambda row: row.term != "identity"), skip="identity")


def position(frame: pd.DataFrame) -> list[Estimate]:
    """Return how far preference for the response shown FIRST lies from one half.

    `both orders` is over complete pairs, where content cancels; `identity` is over equal texts.
    """
    whole = complete(frame)
    first = (whole["y"] - 0.5) * whole["position"]
    same = arm_label(whole) == "identity"
    rows: list[Estimate] = []
    for term, rows_of in (("both orders", ~same), ("identity", same)):
        if rows_of.any():
            mean = cluster_mean(first[rows_of], whole.loc[rows_of, "item"])
            rows.append(_estimate("position", term, mean, "pp", 100))
    return rows


def consistency(frame: pd.DataFrame) -> list[Estimate]:
    """Return the share of pairs whose hard verdict is the same in both orders."""
    whole = complete(frame)
    whole = whole[arm_label(whole) != "identity"]
    keys = ["item", *SIDES, "b_style", "b_substance", "repeat"]
    pairs = whole.groupby(keys)["preference"].agg(["nunique", "size"]).reset_index()
    pairs = pairs[pairs["size"] == 2]
    if pairs.empty:
        return []
    same = (pairs["nunique"] == 1).astype(float)
    mean = cluster_mean(same, pairs["item"])
    return [_estimate("position", "same verdict in both orders", mean, "%", 100)]


def bounds(frame: pd.DataFrame) -> list[Estimate]:
    """Return, for each arm, its effect had every lost verdict gone against it, and for it.

    `low` and `high` hold the two extremes, `value` the effect without the lost ones; `note` says
    how many were lost.
    """
    y = preferred(frame)
    labels = arm_label(frame)
    rows: list[Estimate] = []
    for label, group in frame.groupby(labels, sort=False):
        mine = y[group.index]
        ends = [
            float((mine.fillna(end) - 0.5).groupby(group["item"]).mean().mean()) for end in (0, 1)
        ]
        lost = int(mine.isna().sum())
        middle = (mine - 0.5).groupby(group["item"]).mean().mean()
        rows.append(
            Estimate(
                table="bounds",
                term=str(label),
                value=100 * float(middle),
                low=100 * ends[0],
                high=100 * ends[1],
                unit="pp",
                n=len(group),
                clusters=group["item"].nunique(),
                note=f"{lost} of {len(group)} verdicts lost",
            )
        )
    return rows


def _without_position(same: pd.DataFrame, whole: pd.DataFrame) -> pd.Series[float]:
    """Return the A/A preferences less the position effect seen in the complete pairs."""
    others = whole[arm_label(whole) != "identity"]
    shift = ((others["y"] - 0.5) * others["position"]).mean() if len(others) else 0.0
    return same["y"] - 0.5 - shift * same["position"]


def _estimate(table: str, term: str, mean: Mean, unit: str, scale: float) -> Estimate:
    return Estimate(
        table=table,
        term=term,
        value=scale * mean.value,
        low=scale * mean.low,
        high=scale * mean.high,
        unit=unit,
        n=mean.n,
        clusters=mean.clusters,
        p=mean.p,
    )


def _holm(rows: Sequence[Estimate], *, skip: str) -> list[Estimate]:
    """Fill in `p_adjusted` by Holm's step-down over the rows whose term is not `skip`."""
    family = [i for i, row in enumerate(rows) if row.term != skip and row.p is not None]
    family = [i for i in family if not np.isnan(rows[i].p or 0.0)]
    ordered = sorted(family, key=lambda i: rows[i].p or 0.0)
    adjusted: dict[int, float] = {}
    running = 0.0
    for rank, i in enumerate(ordered):
        running = max(running, min(1.0, (len(ordered) - rank) * (rows[i].p or 0.0)))
        adjusted[i] = running
    return [replace(row, p_adjusted=adjusted.get(i)) for i, row in enumerate(rows)]
