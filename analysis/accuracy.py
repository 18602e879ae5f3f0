"""How often the judge prefers the response that is known to be better."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sosprobe.analysis.arrays import codes, floats
from sosprobe.analysis.interval import Clustered, clustered, share
from sosprobe.analysis.outcome import pairs, ready
from sosprobe.types import Estimate


def accuracy(frame: pd.DataFrame) -> list[Estimate]:
    """Return the share of counted verdicts for the better side (a tie counts one half).

    Groups: `overall` (hard verdicts, every counted trial), `both orders averaged` (a pair counts as
    right if its mean preference over the two orders is on the right side), each category.
    """
    known = graded(frame)
    known = known[known["preference"].notna()]
    if known.empty:
        return []
    right = 1 - (known["preference"].astype(float) - better(known)).abs()
    rows = [share("accuracy", "overall", by_item(known, right))]
    debiased = averaged(known)
    if len(debiased):
        rows.append(share("accuracy", "both orders averaged", by_item(debiased, debiased["right"])))
    if known["category"].nunique() > 1:
        for category, group in known.assign(right=right).groupby("category"):
            rows.append(share("accuracy", str(category), by_item(group, group["right"])))
    return rows


def graded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the trials one side of which is known to be better."""
    known = frame["a_gold"].notna() & frame["b_gold"].notna()
    return frame[known & (frame["a_gold"] != frame["b_gold"])]


def better(frame: pd.DataFrame) -> pd.Series[float]:
    """Return 1 where side b is the better one, else 0."""
    return (frame["b_gold"] > frame["a_gold"]).astype(float)


def style_matrix(frame: pd.DataFrame, styles: Sequence[str]) -> list[Estimate]:
    """Return the matrix of RM-Bench: accuracy of each chosen style against each rejected style.

    Below it, its three summaries: `easy` (the right answer has the richer style), `normal` (equal
    style) and `hard` (the wrong answer has the richer style). Orders are averaged first.

    References
    ----------
    Liu et al. (2024), RM-Bench, arXiv 2410.16184, section 3.3.
    """
    whole = averaged(graded(frame))
    if whole.empty:
        return []
    first = whole["a_response"].str.extract(r"^(?P<side>chosen|rejected)_(?P<style>\w+)$")
    second = whole["b_response"].str.extract(r"^(?P<side>chosen|rejected)_(?P<style>\w+)$")
    chosen_first = first["side"] == "chosen"
    chosen = first["style"].where(chosen_first, second["style"])
    rejected = second["style"].where(chosen_first, first["style"])
    if chosen.isna().any() or rejected.isna().any():
        return []
    rank = {style: number for number, style in enumerate(styles)}
    rows: list[Estimate] = []
    for good in styles:
        for bad in styles:
            cell = whole[(chosen == good) & (rejected == bad)]
            if len(cell):
                term = f"chosen_{good} > rejected_{bad}"
                rows.append(share("matrix", term, by_item(cell, cell["right"])))
    gap = chosen.map(rank) - rejected.map(rank)
    for name, mask in (("easy", gap > 0), ("normal", gap == 0), ("hard", gap < 0)):
        if mask.any():
            rows.append(share("matrix", name, by_item(whole[mask], whole.loc[mask, "right"])))
    return rows


def averaged(known: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair: `right`, whether its preference over both orders is on that side."""
    whole = ready(known)
    if whole.empty:
        return whole
    one = pairs(whole)
    lean = (one["y"] - 0.5) * (2 * better(one) - 1)
    return one.assign(right=(lean > 0).astype(float) + 0.5 * (lean == 0))


def by_item(rows: pd.DataFrame, hits: pd.Series[float]) -> Clustered:
    """Return the item means of `hits`, each in 0 to 1."""
    return clustered(
        floats(hits),
        codes(rows, ["item"]),
        floats(rows["weight"]),
        scale=(0.0, 1.0),
        hard=True,
    )
