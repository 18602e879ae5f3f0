"""Every estimate of a run, from its frame alone."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from sosprobe.analysis.accuracy import accuracy, style_matrix
from sosprobe.analysis.bootstrap import bootstrap_effects, bootstrap_logit
from sosprobe.analysis.curve import exchange_curve
from sosprobe.analysis.effects import bounds, effects, position
from sosprobe.analysis.exchange import exchange_rates
from sosprobe.analysis.frame import validate
from sosprobe.analysis.outcome import ready
from sosprobe.analysis.paired import detectable, equivalence, mcnemar, sign_flip
from sosprobe.analysis.regression import coefficients, fit, margins
from sosprobe.analysis.robust import robust_accuracy
from sosprobe.analysis.shares import shares
from sosprobe.analysis.steadiness import consistency, controls, flips
from sosprobe.analysis.terms import style_terms, substance_terms
from sosprobe.types import PLAIN, Estimate

MOST_LOST = 0.3
"""Above this share of lost verdicts nothing but the bounds is reported."""


def estimate(frame: pd.DataFrame) -> list[Estimate]:
    """Return all estimates that `frame` supports, table by table.

    If more than 30 % of the verdicts were lost there are only bounds: what was kept need not be
    like what was not.

    Parameters
    ----------
    frame
        One row a trial with the columns of `sosprobe.analysis.frame.COLUMNS`.
    """
    frame = validate(frame)
    if frame.empty:
        return []
    if too_many_lost(frame):
        return bounds(frame)
    rows: list[Estimate] = []
    whole = ready(frame)
    model = fit(frame)
    if has_arms(frame):
        rows += effects(whole)
    rows += coefficients(model) + margins(model)
    if has_arms(frame):
        rows += exchange_rates(model, substance_terms(frame), style_terms(frame))
        rows += exchange_curve(frame)
        rows += robust_accuracy(whole)
    rows += shares(frame)
    rows += accuracy(frame)
    rows += style_matrix(frame, _matrix_styles(frame))
    rows += position(whole) + consistency(whole) + controls(whole)
    if has_arms(frame):
        rows += flips(whole) + equivalence(whole) + detectable(whole)
        rows += sign_flip(whole) + mcnemar(whole)
        rows += bootstrap_effects(whole)
    rows += bootstrap_logit(model)
    return rows + bounds(frame)


def tidy(rows: list[Estimate]) -> pd.DataFrame:
    """Return estimates as a table, one row each, with the fields of `Estimate` as columns."""
    return pd.DataFrame([asdict(row) for row in rows], columns=list(Estimate.__dataclass_fields__))


def too_many_lost(frame: pd.DataFrame) -> bool:
    """Say whether too few verdicts were kept for anything but bounds."""
    return float(frame["preference"].isna().mean()) > MOST_LOST


def has_arms(frame: pd.DataFrame) -> bool:
    """Say whether any side was rewritten, so that arms can be compared."""
    return bool(((frame["b_style"] != PLAIN) | (frame["b_substance"] != PLAIN)).any())


def _matrix_styles(frame: pd.DataFrame) -> list[str]:
    """Return the styles of responses called chosen_<style> and rejected_<style>, in file order."""
    names = dict.fromkeys([*frame["a_response"].astype(str), *frame["b_response"].astype(str)])
    return [name.removeprefix("chosen_") for name in names if name.startswith("chosen_")]
