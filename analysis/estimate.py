"""Every estimate that a report shows, from its frame alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sosprobe.analysis.accuracy import accuracy
from sosprobe.analysis.bootstrap import bootstrap_effects, bootstrap_logit
from sosprobe.analysis.criterion_verdicts import criterion_verdicts
from sosprobe.analysis.curve import exchange_curve
from sosprobe.analysis.effects import bounds, effects, position
from sosprobe.analysis.estimators import estimator, matrix
from sosprobe.analysis.exchange import exchange_rates
from sosprobe.analysis.frame import validate
from sosprobe.analysis.margins import margins
from sosprobe.analysis.outcome import ready
from sosprobe.analysis.paired import MARGIN, detectable, equivalence, mcnemar, sign_flip
from sosprobe.analysis.regression import coefficients, fit
from sosprobe.analysis.robust import robust_accuracy
from sosprobe.analysis.shares import shares
from sosprobe.analysis.steadiness import consistency, controls, flips
from sosprobe.analysis.terms import style_terms, substance_terms
from sosprobe.analysis.variations import is_varied, variations
from sosprobe.errors import UnknownName
from sosprobe.types import PLAIN, Estimate

MOST_LOST = 0.3
"""Above this share of lost verdicts nothing but the bounds is reported."""


def estimate(
    frame: pd.DataFrame, *, models: Sequence[str] = (), by: str = "", margin: float = MARGIN
) -> list[Estimate]:
    """Return all estimates that `frame` supports, table by table.

    If more than 30 % of the verdicts were lost there are only bounds: what was kept need not be
    like what was not.

    Parameters
    ----------
    frame
        One row a trial with the columns of `sosprobe.analysis.frame.COLUMNS`.
    models
        Further regressions, by the names in `sosprobe.analysis.estimators.ESTIMATORS`.
    by
        A column, for example `category`: effects and coefficients for each of its values as well.
    margin
        Points within which an effect counts as none.
    """
    asked = validate(frame)
    frame = asked[~is_varied(asked)]
    if by and by not in frame.columns:
        raise UnknownName("column", by, frame.columns)
    if frame.empty:
        return []
    if too_many_lost(frame):
        return bounds(frame)
    whole = ready(frame)
    model = fit(frame)
    rewritten = has_arms(frame)
    rows: list[Estimate] = effects(whole) if rewritten else []
    rows += coefficients(model) + margins(model)
    if rewritten:
        rows += exchange_rates(model, substance_terms(frame), style_terms(frame))
        rows += exchange_curve(frame) + robust_accuracy(whole)
    rows += shares(frame) + accuracy(frame) + matrix(frame)
    rows += position(whole) + consistency(whole) + controls(whole)
    if rewritten:
        rows += flips(whole) + equivalence(whole, margin=margin) + detectable(whole)
        rows += sign_flip(whole) + mcnemar(whole) + bootstrap_effects(whole)
    rows += bootstrap_logit(model)
    rows += variations(asked) + criterion_verdicts(frame)
    for name in models:
        rows += estimator(name)(frame)
    if by:
        split = effects(whole, by=by) if rewritten else []
        split += coefficients(fit(frame, by=by))
        rows += [replace(row, table=f"{row.table} by {by}") for row in split]
    return rows + bounds(frame)


def too_many_lost(frame: pd.DataFrame) -> bool:
    """Say whether too few verdicts were kept for anything but bounds."""
    return float(frame["preference"].isna().mean()) > MOST_LOST


def has_arms(frame: pd.DataFrame) -> bool:
    """Say whether any side was rewritten, so that arms can be compared."""
    return bool(((frame["b_style"] != PLAIN) | (frame["b_substance"] != PLAIN)).any())
