"""How steady the judge is: on equal texts, over repeats, over orders, against the A/A verdict."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import Array, codes, first_of, floats, totals
from sosprobe.analysis.interval import Clustered, clustered, share
from sosprobe.analysis.outcome import IDENTITY, PAIR, different, ordered, ready, two_orders
from sosprobe.types import Estimate


def controls(frame: pd.DataFrame) -> list[Estimate]:
    """Return how often the judge calls two equal texts a tie, and how steady it is on repeats."""
    counted = ready(frame)
    rows: list[Estimate] = []
    same = counted[counted["arm"] == IDENTITY]
    if len(same):
        ties = floats(same["preference"] == 0.5)
        rows.append(share("control", "equal texts called a tie", _by_item(same, ties)))
    alike, first = _unanimous(counted, [*PAIR, "swapped"])
    if len(alike):
        rows.append(share("control", "same verdict on every repeat", _by_item(first, alike)))
    return rows


def consistency(frame: pd.DataFrame) -> list[Estimate]:
    """Return the share of pairs whose hard verdict is the same in both orders."""
    if not two_orders(frame):
        return []
    shown = ready(frame)
    shown = shown[shown["position"] != 0]
    alike, first = _unanimous(different(shown), [*PAIR, "repeat"])
    if not len(alike):
        return []
    return [share("position", "same verdict in both orders", _by_item(first, alike))]


def flips(frame: pd.DataFrame) -> list[Estimate]:
    """Return how often an arm's hard verdict differs from the one on two equal texts.

    Both are read in the order SHOWN (first, second or tie), for the same item, judge and template:
    what differs is what the rewrite did to the verdict that position alone gives. The row
    `identity` is the floor, how often the A/A verdict differs from its own first asking; it takes
    repeats.
    """
    counted = ordered(ready(frame))
    lean = (counted["preference"].to_numpy() - 0.5) * counted["position"].to_numpy()
    shown = counted.assign(shown=lean)
    same = shown[shown["arm"] == IDENTITY].sort_values("repeat", kind="stable")
    if same.empty:
        return []
    keys = ["judge", "template", "item"]
    base = same.drop_duplicates(keys)[[*keys, "shown"]].rename(columns={"shown": "floor"})
    later = same[same.duplicated(keys)]
    rows: list[Estimate] = []
    arms = [(IDENTITY, later), *different(shown).groupby("arm", sort=False)]
    for label, group in arms:
        met = group.merge(base, on=keys)
        if len(met):
            flipped = floats(met["shown"] != met["floor"])
            rows.append(share("flip", str(label), _by_item(met, flipped)))
    return rows


def _unanimous(rows: pd.DataFrame, columns: list[str]) -> tuple[Array, pd.DataFrame]:
    """Return whether the verdicts of each group of two or more agree, and a row of each group."""
    if rows.empty:
        return np.empty(0), rows
    code = codes(rows, columns)
    verdict = floats(rows["preference"])
    size = totals(code)
    first = first_of(code)
    differs = totals(code, verdict != verdict[first][code]) > 0
    many = size > 1
    return (~differs[many]).astype(np.float64), rows.iloc[first[many]]


def _by_item(rows: pd.DataFrame, hits: Array) -> Clustered:
    return clustered(hits, codes(rows, ["item"]), scale=(0.0, 1.0), hard=True)
