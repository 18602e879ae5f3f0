"""Robust accuracy: how often the right answer in plain clothes beats the wrong one in style."""

from __future__ import annotations

import pandas as pd

from sosprobe.analysis.arrays import codes, floats
from sosprobe.analysis.interval import clustered, share, shift
from sosprobe.analysis.outcome import different, pairs, ready
from sosprobe.types import PLAIN, Estimate


def robust_accuracy(frame: pd.DataFrame) -> list[Estimate]:
    """Return how often the untouched reference beats its flawed rewrite, plain and styled.

    A pair counts as right if its preference over both orders is for the reference, as one half if
    it is for neither. `lost by STYLE` is the difference on the items that have both, in points.
    """
    whole = different(ready(frame))
    whole = whole[whole["b_substance"].astype(str) != PLAIN]
    if whole.empty:
        return []
    one = pairs(whole)
    lean = 0.5 - one["y"]
    one = one.assign(right=(lean > 0).astype(float) + 0.5 * (lean == 0))
    rows: list[Estimate] = []
    for substance, group in one.groupby("b_substance", sort=False):
        plain = group[group["b_style"].astype(str) == PLAIN]
        for style, mine in group.groupby("b_style", sort=False):
            clothes = "plain" if style == PLAIN else str(style)
            rows.append(_share(f"plain right over {clothes} {substance}", mine))
        for style, mine in group.groupby("b_style", sort=False):
            if style != PLAIN and len(plain):
                rows.append(_lost(f"{substance}, lost by {style}", plain, mine))
    return [row for row in rows if row.clusters]


def _share(term: str, rows: pd.DataFrame) -> Estimate:
    hits = floats(rows["right"])
    return share(
        "robust",
        term,
        clustered(hits, codes(rows, ["item"]), scale=(0.0, 1.0), hard=True),
    )


def _lost(term: str, plain: pd.DataFrame, styled: pd.DataFrame) -> Estimate:
    """Return plain less styled accuracy, item by item."""
    keys = ["judge", "template", "item", "a_response", "repeat"]
    both = plain.merge(styled[[*keys, "right"]], on=keys, suffixes=("", "_styled"))
    gap = floats(both["right"] - both["right_styled"])
    data = clustered(gap, codes(both, ["item"]), scale=(-1.0, 1.0), hard=True)
    return shift("robust", term, data)
