"""Leaderboards of judge scores: a model, its score, and maybe an interval."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from sosprobe.data.fields import Row
from sosprobe.data.scores.cells import label, no_twins, number, offsets, table_rows

LEADERBOARD = ("model", "score", "low", "high")
_LOW = ("low", "rating_q025", "lower")
_HIGH = ("high", "rating_q975", "upper")
_OFFSETS = "CI"
_APART = 0.06
"""How far a written interval may lie from the columns beside it: they are rounded apart."""


def read_leaderboard(path: Path) -> pd.DataFrame:
    """Return `model, score, low, high` of a CSV file with at least `model` and `score`.

    The interval's ends are `low` and `high`, Arena-Hard's `rating_q025` and `rating_q975`, or its
    `CI`, a text such as "(-1.88, +1.97)" that is added to the score; where both stand there they
    must agree. Scores keep the unit in which they were published.
    """
    rows = table_rows(path, "model", "score")
    no_twins(rows, "model")
    return pd.DataFrame([_entry(row) for row in rows], columns=list(LEADERBOARD))


def _entry(row: Row) -> dict[str, object]:
    score = number(row, "score")
    if math.isnan(score):
        raise row.error("field `score` is empty")
    low, high = _end(row, _LOW), _end(row, _HIGH)
    written = offsets(row, _OFFSETS)
    if written is not None:
        ends = score + written[0], score + written[1]
        if math.isnan(low) and math.isnan(high):
            low, high = ends
        elif abs(low - ends[0]) > _APART or abs(high - ends[1]) > _APART:
            raise row.error(
                f"field `{_OFFSETS}` gives {ends[0]:.2f} to {ends[1]:.2f}, but the columns of the "
                f"interval say {low:g} to {high:g}"
            )
    if low > high:
        raise row.error(f"the interval runs from {low:g} down to {high:g}")
    return {"model": label(row, "model"), "score": score, "low": low, "high": high}


def _end(row: Row, names: tuple[str, ...]) -> float:
    for name in names:
        if name in row.fields:
            return number(row, name)
    return math.nan
