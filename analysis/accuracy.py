"""How often the judge prefers the response that is known to be better."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sosprobe.analysis.outcome import complete, share
from sosprobe.types import Estimate


def accuracy(frame: pd.DataFrame) -> list[Estimate]:
    """Return the share of counted verdicts for the better side (a tie counts one half).

    Groups: `overall` (hard verdicts, every counted trial), `both orders averaged` (a pair counts as
    right if its mean preference over the two orders is on the right side), each category.
    """
    known = frame[frame["a_gold"].notna() & frame["b_gold"].notna()]
    known = known[(known["a_gold"] != known["b_gold"]) & known["preference"].notna()]
    if known.empty:
        return []
    better = (known["b_gold"] > known["a_gold"]).astype(float)
    right = 1 - (known["preference"].astype(float) - better).abs()
    rows = [share("accuracy", "overall", right, known["item"])]
    debiased = _averaged(known)
    if len(debiased):
        rows.append(share("accuracy", "both orders averaged", debiased["right"], debiased["item"]))
    if known["category"].nunique() > 1:
        for category, group in known.groupby("category"):
            rows.append(share("accuracy", str(category), right[group.index], group["item"]))
    return rows


def style_matrix(frame: pd.DataFrame, styles: Sequence[str]) -> list[Estimate]:
    """Return the matrix of RM-Bench: accuracy of each chosen style against each rejected style.

    Below it, its three summaries: `easy` (the right answer has the richer style), `normal` (equal
    style) and `hard` (the wrong answer has the richer style). Orders are averaged first.

    References
    ----------
    Liu et al. (2024), RM-Bench, arXiv 2410.16184, section 3.3.
    """
    known = frame[frame["preference"].notna() & (frame["a_gold"] != frame["b_gold"])]
    averaged = _averaged(known)
    if averaged.empty:
        return []
    first = averaged["a_response"].str.extract(r"^(?P<side>chosen|rejected)_(?P<style>\w+)$")
    second = averaged["b_response"].str.extract(r"^(?P<side>chosen|rejected)_(?P<style>\w+)$")
    chosen_first = first["side"] == "chosen"
    chosen = first["style"].where(chosen_first, second["style"])
    rejected = second["style"].where(chosen_first, first["style"])
    if chosen.isna().any() or rejected.isna().any():
        return []
    rank = {style: number for number, style in enumerate(styles)}
    rows: list[Estimate] = []
    for good in styles:
        for bad in styles:
            cell = averaged[(chosen == good) & (rejected == bad)]
            if len(cell):
                term = f"chosen_{good} > rejected_{bad}"
                rows.append(share("matrix", term, cell["right"], cell["item"]))
    gap = chosen.map(rank) - rejected.map(rank)
    for name, mask in (("easy", gap > 0), ("normal", gap == 0), ("hard", gap < 0)):
        if mask.any():
            rows.append(
                share("matrix", name, averaged.loc[mask, "right"], averaged.loc[mask, "item"])
            )
    return rows


def _averaged(known: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair: whether the mean preference over both orders is right."""
    whole = complete(known)
    keys = ["item", "a_response", "b_response", "a_gold", "b_gold"]
    pairs = whole.groupby(keys, sort=False)["y"].mean().reset_index()
    better = (pairs["b_gold"] > pairs["a_gold"]).astype(float)
    lean = (pairs["y"] - 0.5) * (2 * better - 1)
    pairs["right"] = (lean > 0).astype(float) + 0.5 * (lean == 0)
    return pairs
