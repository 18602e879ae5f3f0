"""What each arm does to the judge's preference, in percentage points, and what position does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd

from sosprobe.analysis.outcome import arm_label, complete, preferred, share, shift
from sosprobe.types import Estimate

SIDES = ["a_response", "b_response"]


def effects(frame: pd.DataFrame) -> list[Estimate]:
    """Return, for each arm, how far preference for the rewritten side lies from one half.

    Unit: percentage points; +10 means that the rewrite is preferred in 60 % of trials, both orders
    averaged. Clusters are items. `p_adjusted` is Holm's over all arms. Two equal texts are left
    out: with both orders averaged their effect is zero whatever the judge does.
    """
    whole = _different(complete(frame))
    rows = [
        shift("effect", str(label), group["y"] - 0.5, group["item"])
        for label, group in whole.groupby(arm_label(whole), sort=False)
    ]
    return _holm(rows)


def controls(frame: pd.DataFrame) -> list[Estimate]:
    """Return how often the judge calls two equal texts a tie, and how steady it is on repeats."""
    counted = frame[frame["preference"].notna()]
    rows: list[Estimate] = []
    same = counted[arm_label(counted) == "identity"]
    if len(same):
        ties = (same["preference"] == 0.5).astype(float)
        rows.append(share("control", "equal texts called a tie", ties, same["item"]))
    if counted["repeat"].nunique() > 1:
        keys = ["item", "b_style", "b_substance", "a_response", "b_response", "swapped"]
        steady = counted.groupby(keys)["preference"].agg(["nunique"]).reset_index()
        alike = (steady["nunique"] == 1).astype(float)
        rows.append(share("control", "same verdict on every repeat", alike, steady["item"]))
    return rows


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
            rows.append(shift("position", term, first[rows_of], whole.loc[rows_of, "item"]))
    return rows


def consistency(frame: pd.DataFrame) -> list[Estimate]:
    """Return the share of pairs whose hard verdict is the same in both orders."""
    whole = _different(complete(frame))
    keys = ["item", *SIDES, "b_style", "b_substance", "repeat"]
    pairs = whole.groupby(keys)["preference"].agg(["nunique", "size"]).reset_index()
    pairs = pairs[pairs["size"] == 2]
    if pairs.empty:
        return []
    same = (pairs["nunique"] == 1).astype(float)
    return [share("position", "same verdict in both orders", same, pairs["item"])]


def bounds(frame: pd.DataFrame) -> list[Estimate]:
    """Return, for each arm, its effect had every lost verdict gone against it, and for it.

    `low` and `high` hold the two extremes, `value` the effect without the lost ones; `note` says
    how many were lost.
    """
    y = preferred(frame)
    rows: list[Estimate] = []
    different = _different(frame)
    for label, group in different.groupby(arm_label(different), sort=False):
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


def _different(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the trials whose two sides are not one text."""
    return frame[arm_label(frame) != "identity"]


def _holm(rows: Sequence[Estimate]) -> list[Estimate]:
    """Fill in `p_adjusted` by Holm's step-down over the rows that have a p-value."""
    family = [i for i, row in enumerate(rows) if row.p is not None and not np.isnan(row.p)]
    if not family:
        return list(rows)
    import statsmodels.stats.multitest as multitest

    adjusted = cast(Any, multitest).multipletests([rows[i].p for i in family], method="holm")[1]
    found = {i: float(p) for i, p in zip(family, adjusted, strict=True)}
    return [replace(row, p_adjusted=found.get(i)) for i, row in enumerate(rows)]
