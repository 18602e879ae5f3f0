"""Average marginal effects: what the logit's terms do to the preference, in points."""

from __future__ import annotations

import numpy as np

from sosprobe.analysis.arrays import Array, floats, totals
from sosprobe.analysis.likelihood import probability, scores
from sosprobe.analysis.regression import Fit, estimate_row
from sosprobe.analysis.terms import PRODUCT
from sosprobe.types import Estimate


def margins(model: Fit) -> list[Estimate]:
    """Return average marginal effects in percentage points, with delta-method intervals.

    There are none for a fit that was split by a column. The effect of a term is the mean over
    trials of P(b) with the term at 1 less P(b) with it at 0 (position: at +1 less at -1), the
    products following; for `length` one unit is a doubling. The items are a sample, and so are
    the terms that the mean is taken over: the interval counts both (Stata's vce(unconditional)).

    References
    ----------
    Dowd, Greene and Norton (2014), Computation of standard errors. Korn and Graubard (1999),
    Analysis of health surveys, section 3.7.
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
        value = float(weight @ (p_up - p_down))
        square = float(gradient @ model.covariance @ gradient)
        square += _of_terms(model, gradient, weight * (p_up - p_down - value))
        error = float(np.sqrt(square))
        freedom = model.freedom(gradient)
        rows.append(
            estimate_row("margin", term, 100 * value, 100 * error, model, "pp", freedom=freedom)
        )
    return rows


def _of_terms(model: Fit, gradient: Array, apart: Array) -> float:
    """Return what the variance of a mean grows by because its trials are a sample.

    Parameters
    ----------
    apart
        What each row adds to the mean, less its share of it.
    """
    if model.by_item is None or model.note or len(model.rows.clusters) != 1:
        return 0.0
    rows, item = model.rows, model.rows.clusters[0]
    residual = floats(rows.weight * (rows.y - probability(rows.x, model.coefficients)))
    bread = floats(np.linalg.inv(floats(model.by_item.sum(axis=0))))
    pull = scores(rows.x, residual, item) @ bread @ gradient
    own = totals(item, apart)
    return max(0.0, float(own @ own + 2 * own @ pull) * len(own) / (len(own) - 1))


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
