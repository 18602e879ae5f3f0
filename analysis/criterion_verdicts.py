"""What the verdicts over all follow, where a judge also decided on criteria one by one."""

from __future__ import annotations

import pandas as pd

from sosprobe.analysis.adherence import adherence
from sosprobe.analysis.criteria import criteria_weights, integration
from sosprobe.errors import SetupError
from sosprobe.types import Estimate

PREFIX = "criterion_"
"""How the columns of criteria begin; each holds the preference for side b, degrees kept."""


def criterion_verdicts(frame: pd.DataFrame) -> list[Estimate]:
    """Return the weights of the criteria in the verdict over all, and how far they explain it.

    On the scale of the five levels, -2 (a much better) to 2, for trials in which every criterion
    has a verdict. Nothing where there are no such columns, too few trials, or one verdict alone.
    """
    names = [str(name) for name in frame.columns if str(name).startswith(PREFIX)]
    if not names:
        return []
    points = frame[names].apply(pd.to_numeric).sub(0.5).mul(4)
    points.columns = pd.Index([name.removeprefix(PREFIX) for name in names])
    overall = (frame["preference"] - 0.5) * 2 * frame["strength"].where(frame["strength"] > 0, 1)
    table = points.assign(item=frame["item"], overall=overall)
    if overall.nunique() < 2:
        return []
    criteria = list(points.columns)
    rows: list[Estimate] = []
    for estimator in (criteria_weights, adherence, integration):
        try:
            rows += estimator(table, criteria)
        except SetupError:  # too few trials, or criteria that cannot be told apart
            continue
    return rows
