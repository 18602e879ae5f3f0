"""The exchange rate: how much of a style change offsets one unit of lost substance."""

from __future__ import annotations

import math

import numpy as np

from sosprobe.analysis.regression import Fit
from sosprobe.types import Estimate


def exchange_rates(model: Fit, substances: list[str], styles: list[str]) -> list[Estimate]:
    """Return, for each style and substance, the doses of style that offset one loss of substance.

    The rate is -b_substance / b_style, from the logit; the interval is Fieller's. If the style
    coefficient is not clearly non-zero (its own interval holds zero) the rate is undetermined, with
    an interval that has no ends: any number would be noise divided by noise. For `length` one dose
    is a doubling of the words.

    References
    ----------
    Fieller (1954), Some problems in interval estimation. JRSS B 16:175-185.
    """
    return [
        _rate(model, substance, style)
        for substance in substances
        for style in styles
        if substance in model.terms and style in model.terms
    ]


def _rate(model: Fit, substance: str, style: str) -> Estimate:
    i, j = model.terms.index(substance), model.terms.index(style)
    top, bottom = -model.coefficients[i], model.coefficients[j]
    cov = model.covariance
    note = model.problem or model.note
    value, low, high = math.nan, -math.inf, math.inf
    if model.problem:
        low = high = math.nan
    else:
        critical = model.critical(model.unit(substance), model.unit(style))
        if abs(bottom) <= critical * math.sqrt(cov[j, j]):
            note = f"undetermined: the effect of {style} is not clearly non-zero"
        else:
            value = float(top / bottom)
            low, high = fieller(
                float(top), float(bottom), cov[i, i], cov[j, j], -cov[i, j], critical
            )
            if bottom < 0:
                note = f"{style} is punished, so it offsets nothing"
            elif abs(top) <= critical * math.sqrt(cov[i, i]):
                note = f"the judge was not shown to react to {substance}, so the rate may be zero"
            elif top < 0:
                note = f"{substance} is rewarded, so there is nothing to offset"
    return Estimate(
        table="exchange",
        term=f"{style} per {substance}",
        value=value,
        low=low,
        high=high,
        unit="doublings" if style == "length" else "doses",
        n=model.rows.n,
        clusters=model.clusters,
        note=note,
    )


def fieller(
    top: float, bottom: float, var_top: float, var_bottom: float, cov: float, critical: float
) -> tuple[float, float]:
    """Return Fieller's interval of `top / bottom`; the denominator must be clearly non-zero.

    The bounds r solve (top - r bottom)^2 = t^2 (var_top - 2 r cov + r^2 var_bottom).

    >>> [round(bound, 3) for bound in fieller(1.0, 2.0, 0.01, 0.01, 0.0, 2.0)]
    [0.393, 0.618]
    """
    t2 = critical**2
    a = bottom**2 - t2 * var_bottom
    b = top * bottom - t2 * cov
    c = top**2 - t2 * var_top
    root = math.sqrt(max(0.0, b * b - a * c))
    return float(np.min([(b - root) / a, (b + root) / a])), float(
        np.max([(b - root) / a, (b + root) / a])
    )
