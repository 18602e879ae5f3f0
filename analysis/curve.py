"""How often the styled answer wins against the substance that it lacks, and where that stops."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sosprobe.analysis.arrays import Array
from sosprobe.analysis.exchange import fieller
from sosprobe.analysis.interval import joined
from sosprobe.analysis.likelihood import probability
from sosprobe.analysis.outcome import base_name
from sosprobe.analysis.regression import Fit, fit
from sosprobe.analysis.terms import PRODUCT, style_terms
from sosprobe.types import Estimate

POINTS = 11
"""Gaps at which the curve is given, from 0 to the largest that was seen."""


def exchange_curve(frame: pd.DataFrame) -> list[Estimate]:
    """Return, for each style, the chance that the styled answer wins against the substance gap.

    The logit is fitted with the gap as a graded term and its product with each style. `curve`: the
    chance in per cent at eleven gaps, with the style at its full dose, the length that it brings,
    and both orders averaged; delta-method intervals. `crossing`: the gap at which the chance falls
    to one half, that is where style stops outweighing substance; Fieller's interval.

    A gap is the dose of the substance arm (the share of the marked facts that are false, of the
    key sentences that are missing ...), or the difference in grade.
    """
    counted = frame[frame["preference"].notna()]
    styles = [name for name in style_terms(frame) if name != "length"]
    if not styles or counted["gap"].nunique() < 2 or float(counted["gap"].max()) <= 0:
        return []
    model = fit(frame, graded=True)
    largest = float(counted["gap"].max())
    levels = counted["gap"].nunique()
    note = "two gaps only: straight in log-odds between them" if levels == 2 else ""
    rows: list[Estimate] = []
    for style in styles:
        if style in model.terms and "gap" in model.terms:
            length = _length_of(counted, style)
            rows += _curve(model, style, length, largest, note)
            rows.append(_crossing(model, style, length, largest, note))
    return rows


def _curve(model: Fit, style: str, length: float, largest: float, note: str) -> list[Estimate]:
    """Return the points of one style's curve."""
    rows: list[Estimate] = []
    for gap in np.linspace(0.0, largest, POINTS):
        content = _style_part(model, style, length) + gap * _gap_part(model, style)
        side = model.unit("position")
        x = np.stack([content + side, content - side])
        p = probability(x, model.coefficients)
        slope = (p * (1 - p)) @ x / 2
        value = float(p.mean())
        error = float(np.sqrt(slope @ model.covariance @ slope))
        low, high = _inside(value, error, model.critical(slope))
        rows.append(
            Estimate(
                table="curve",
                term=f"{style} at gap {gap:.2f}",
                value=100 * value,
                low=100 * low,
                high=100 * high,
                unit="%",
                n=model.rows.n,
                clusters=model.clusters,
                note=joined(model.problem, model.note, note),
            )
        )
    return rows


def _crossing(model: Fit, style: str, length: float, largest: float, note: str) -> Estimate:
    """Return the gap at which the styled answer wins as often as it loses."""
    up, down = _style_part(model, style, length), -_gap_part(model, style)
    b, v = model.coefficients, model.covariance
    top, bottom = float(up @ b), float(down @ b)
    value, low, high = math.nan, -math.inf, math.inf
    critical = model.critical(up, down)
    said = joined(model.problem, model.note, note)
    if model.problem:
        low = high = math.nan
    elif abs(bottom) <= critical * math.sqrt(down @ v @ down):
        said = joined("undetermined: the gap is not shown to move the judge", said)
    else:
        value = top / bottom
        low, high = fieller(
            top,
            bottom,
            float(up @ v @ up),
            float(down @ v @ down),
            float(up @ v @ down),
            critical,
        )
        if bottom < 0:
            said = joined("the judge rewards the gap, so style has nothing to outweigh", said)
        elif value > largest:
            said = joined(f"beyond the largest gap seen ({largest:.2f})", said)
        elif value < 0:
            said = joined("the style loses even without a gap", said)
    return Estimate(
        table="crossing",
        term=style,
        value=value,
        low=low,
        high=high,
        unit="gap",
        n=model.rows.n,
        clusters=model.clusters,
        note=said,
    )


def _inside(value: float, error: float, critical: float) -> tuple[float, float]:
    """Return a t interval made in log-odds, so that it stays within 0 to 1."""
    if not 0 < value < 1:
        return math.nan, math.nan
    centre = math.log(value / (1 - value))
    half = critical * error / (value * (1 - value))
    low, high = (1 / (1 + math.exp(-(centre + sign * half))) for sign in (-1, 1))
    return low, high


def _length_of(frame: pd.DataFrame, style: str) -> float:
    """Return the mean length difference that a style brings."""
    mine = frame["b_style"].astype(str).map(base_name) == style
    return float(frame.loc[mine, "length"].mean())


def _style_part(model: Fit, style: str, length: float) -> Array:
    return model.unit(style) + length * model.unit("length")


def _gap_part(model: Fit, style: str) -> Array:
    return model.unit("gap", f"{style}{PRODUCT}gap")
