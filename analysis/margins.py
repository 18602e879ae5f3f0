"""Average marginal effects: what the logit's terms do to the preference, in points."""

from __future__ import annotations

import numpy as np

from sosprobe.analysis.arrays import Array
from sosprobe.analysis.likelihood import probability
from sosprobe.analysis.regression import Fit, estimate_row
from sosprobe.analysis.terms import PRODUCT
from sosprobe.types import Estimate


def margins(model: Fit) -> list[Estimate]:
    """Return average marginal effects in percentage points, with delta-method intervals.

    There are none for a fit that was split by a column. The effect of a term is the mean over
    trials of P(b) with the term at 1 less P(b) with it at 0 (position: at +1 less at -1), the
    products following; for `length` one unit is a doubling.
    """
    rows: list[Estimate] = []
    weight = model.rows.weight / model.rows.weight.sum() if len(model.rows.x) else np.empty(0)
    for place, term in enumerate(model.terms):
        if PRODUCT in term or model.rows.by:
            continue
        levels = (1.0, -1.0) if term == "position" else (1.0, 0.0)
        up, down = (_at(model, place, level) for level in levels)
        p_up, p_down = (probability(x, model.coefficients) for x in (up, down))
        slope = (p_up * (1 - p_up))[:, None] * up - (p_down * (1 - p_down))[:, None] * down
        gradient = weight @ slope
        error = float(np.sqrt(gradient @ model.covariance @ gradient))
        value = float(weight @ (p_up - p_down))
        freedom = model.freedom(gradient)
        rows.append(
            estimate_row("margin", term, 100 * value, 100 * error, model, "pp", freedom=freedom)
        )
    return rows


def _at(model: Fit, place: int, level: float) -> Array:
    """Return the design with one term at `level`, its products following."""
    x = model.rows.x.copy()
    x[:, place] = level
    for other, name in enumerate(model.terms):
        first, cross, second = name.partition(PRODUCT)
        if cross and model.terms[place] in (first, second):
            partner = second if first == model.terms[place] else first
            if partner in model.terms:
                x[:, other] = x[:, place] * x[:, model.terms.index(partner)]
    return x
