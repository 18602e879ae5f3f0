"""Schematic adherence: how much of an overall verdict its own criteria explain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import Array, floats, totals
from sosprobe.analysis.criteria import Judged, judged
from sosprobe.analysis.shares import ratio_of_sums
from sosprobe.errors import MissingExtra
from sosprobe.types import Estimate

FOLDS = 10
Predict = Callable[[Array, Array, Array], Array]
"""From criteria and verdicts seen, and criteria unseen, to predictions."""


def adherence(
    table: pd.DataFrame, criteria: Sequence[str], overall: str = "overall"
) -> list[Estimate]:
    """Return R squared of the overall verdict on the criteria, linear and of degree two.

    `as published`: in the sample, which grows with every term whether it helps or not;
    `adherence` is the larger of the two, `unexplained` what is left. `on new items`: each item is
    predicted from fits that have not seen it, in ten folds, with an interval over items. Unit: per
    cent.

    References
    ----------
    Feuer et al. (2025), When judgment becomes noise, arXiv 2509.20293, section on schematic
    adherence.
    """
    data = judged(table, criteria, overall)
    rows: list[Estimate] = []
    inside: list[float] = []
    for name, predict in (("linear", _linear), ("degree two", _square)):
        inside.append(_r_squared(data.y, predict(data.x, data.y, data.x)))
        rows.append(_published(f"{name}, as published", inside[-1], data))
        rows.append(_on_new_items(name, predict, data))
    rows.append(_published("adherence, as published", max(inside), data))
    rows.append(_published("unexplained, as published", 1 - max(inside), data))
    return rows


def forest_adherence(
    table: pd.DataFrame, criteria: Sequence[str], overall: str = "overall", *, seed: int = 0
) -> list[Estimate]:
    """Return R squared of a random forest, out of bag as published, and on new items.

    200 trees, at least 5 judgments a leaf, the root of the number of criteria tried at a split.
    Out of bag leaves out judgments, not items, so another judgment of the same item may be seen.

    Raises
    ------
    MissingExtra
        If scikit-learn is not installed.
    """
    try:
        from sklearn.ensemble import RandomForestRegressor
    except ImportError:
        raise MissingExtra("scikit-learn", "pip install 'sosprobe[forest]'") from None
    data = judged(table, criteria, overall)

    def grown(x: Array, y: Array, *, out_of_bag: bool) -> Any:
        make: Any = RandomForestRegressor
        trees = make(
            200,
            max_features="sqrt",
            min_samples_leaf=5,
            oob_score=out_of_bag,
            random_state=seed,
        )
        return trees.fit(x, y)

    def predict(x: Array, y: Array, new: Array) -> Array:
        return floats(grown(x, y, out_of_bag=False).predict(new))

    bag = float(grown(data.x, data.y, out_of_bag=True).oob_score_)
    return [_published("forest, out of bag", bag, data), _on_new_items("forest", predict, data)]


def _linear(x: Array, y: Array, new: Array) -> Array:
    seen, unseen = (np.column_stack([np.ones(len(part)), part]) for part in (x, new))
    return floats(unseen @ np.linalg.lstsq(seen, y, rcond=None)[0])


def _square(x: Array, y: Array, new: Array) -> Array:
    """Predict from the criteria, their squares and their products."""
    pairs = list(combinations_with_replacement(range(x.shape[1]), 2))
    seen, unseen = (
        np.column_stack([part, *(part[:, i] * part[:, j] for i, j in pairs)]) for part in (x, new)
    )
    return _linear(seen, y, unseen)


def _r_squared(y: Array, predicted: Array) -> float:
    return 1 - float(((y - predicted) ** 2).sum() / ((y - y.mean()) ** 2).sum())


def _on_new_items(name: str, predict: Predict, data: Judged) -> Estimate:
    """Return the cross-validated R squared with its interval over items."""
    items = int(data.item.max()) + 1
    fold = (np.random.default_rng(0).permutation(items) % min(FOLDS, items))[data.item]
    predicted, middle = np.zeros(len(data.y)), np.zeros(len(data.y))
    for number in range(int(fold.max()) + 1):
        out = fold == number
        predicted[out] = predict(data.x[~out], data.y[~out], data.x[out])
        middle[out] = data.y[~out].mean()
    total = totals(data.item, (data.y - middle) ** 2)
    part = total - totals(data.item, (data.y - predicted) ** 2)
    return ratio_of_sums("adherence", f"{name}, on new items", part, total, len(data.y))


def _published(term: str, value: float, data: Judged) -> Estimate:
    return Estimate(
        table="adherence",
        term=term,
        value=100 * value,
        low=float("nan"),
        high=float("nan"),
        unit="%",
        n=len(data.y),
        clusters=int(data.item.max()) + 1,
        note=data.note,
    )
