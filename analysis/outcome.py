"""Which column holds the preference that is analysed, and which trials it may be taken from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import codes, first_of, floats, totals
from sosprobe.types import PLAIN

LENGTH_ARMS = ("lengthen", "neutral", "twin")
"""Arms whose one effect is length: in regressions the length difference speaks for them."""

IDENTITY = "identity"
PAIR = (
    "judge",
    "template",
    "item",
    "a_response",
    "a_style",
    "a_substance",
    "b_response",
    "b_style",
    "b_substance",
)
"""The columns that tell one pair from another; its trials differ in order and repeat."""


def preferred(frame: pd.DataFrame) -> pd.Series[float]:
    """Return the preference for side b of each trial, in 0 to 1; missing where none came out.

    The soft preference (token probabilities) is taken if every counted verdict has one, because it
    sees shifts that do not flip a verdict; else the hard one.
    """
    return frame["soft" if is_soft(frame) else "preference"].astype(float)


def is_soft(frame: pd.DataFrame) -> bool:
    """Say whether `preferred` takes the soft preference."""
    counted = frame["preference"].notna()
    return bool(counted.any()) and bool(frame.loc[counted, "soft"].notna().all())


def base_name(arm: str) -> str:
    """Return a perturbation's name without parameters.

    >>> [base_name(arm) for arm in ("markdown:dose=0.5", "bold:dose=0.5+emoji", "twin(markdown)")]
    ['markdown', 'bold+emoji', 'twin']
    """
    if arm.startswith("twin("):
        return "twin"
    return "+".join(part.partition(":")[0] for part in arm.split("+"))


def arm_label(frame: pd.DataFrame) -> pd.Series[str]:
    """Name the arm of side b: `markdown`, `markdown+factual_error` ...

    `identity` where both sides are one text, `pair` where they are two untouched responses.
    """
    columns = ["b_style", "b_substance", "a_response", "b_response"]
    code = codes(frame, columns)
    first = first_of(code)
    names = [_label(*(str(cell) for cell in row)) for row in frame.iloc[first][columns].to_numpy()]
    labels = np.array(names, dtype=object)[code] if names else np.empty(0, dtype=object)
    return pd.Series(labels, index=frame.index, dtype="object")


def ready(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the trials that effects may be taken from, with the columns `y` and `arm`.

    `y` is the preference. A pair that lost one of its orders is left out, because the other one
    alone would let position pass for preference; so is a trial whose other order was never asked,
    if other pairs have both. A question that is the same in both orders (A/A) is asked once and is
    complete by itself.
    """
    if "arm" in frame.columns and "y" in frame.columns:
        return frame
    y = preferred(frame)
    arm = arm_label(frame)
    pair = codes(frame, [*PAIR, "repeat"])
    lost = totals(pair, y.isna()) > 0
    orders = totals(pair)
    single = (orders[pair] < 2) & (arm != IDENTITY).to_numpy() if two_orders(frame) else False
    return frame.assign(y=y, arm=arm)[~(lost[pair] | single)]


def two_orders(frame: pd.DataFrame) -> bool:
    """Say whether any pair was asked in both orders."""
    return bool(frame["swapped"].nunique() > 1)


def different(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the trials of a `ready` frame whose two sides are not one text."""
    return frame[frame["arm"] != IDENTITY]


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the trials that showed two responses in a known order.

    A judge that scores each response alone (position 0) has no order to follow.
    """
    return frame[frame["position"].fillna(0.0) != 0.0]


def pairs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair and repeat of a `ready` frame: `y` averaged over its orders.

    Columns: those of the pair's first trial, with `y`, the hard `preference` and `weight` averaged
    and `orders`, the number of trials.
    """
    code = codes(frame, [*PAIR, "repeat"])
    first = first_of(code)
    count = totals(code)
    averaged = {
        name: totals(code, floats(frame[name])) / count for name in ("y", "preference", "weight")
    }
    return frame.iloc[first].assign(**averaged, orders=count)


def _label(style: str, substance: str, a_response: str, b_response: str) -> str:
    """Name one arm."""
    arms = [arm for arm in (style, substance) if arm != PLAIN]
    return "+".join(arms) or ("pair" if a_response != b_response else IDENTITY)
