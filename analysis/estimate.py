"""Every estimate of a run, from its frame alone."""

from __future__ import annotations

import pandas as pd

from sosprobe.analysis.accuracy import accuracy, style_matrix
from sosprobe.analysis.effects import bounds, consistency, controls, effects, position
from sosprobe.analysis.exchange import exchange_rates
from sosprobe.analysis.frame import validate
from sosprobe.analysis.outcome import base_name
from sosprobe.analysis.regression import coefficients, fit, margins
from sosprobe.types import PLAIN, Estimate


def estimate(frame: pd.DataFrame) -> list[Estimate]:
    """Return all estimates that `frame` supports, table by table.

    Parameters
    ----------
    frame
        One row a trial with the columns of `sosprobe.analysis.frame.COLUMNS`.
    """
    frame = validate(frame)
    if frame.empty or frame["preference"].isna().all():
        return bounds(frame) if len(frame) else []
    rows: list[Estimate] = []
    if has_arms(frame):
        model = fit(frame)
        substances = sorted({base_name(str(arm)) for arm in frame["b_substance"] if arm != PLAIN})
        styles = [
            term
            for term in model.terms
            if term != "position" and term not in substances and " x " not in term
        ]
        rows += effects(frame)
        rows += coefficients(model)
        rows += margins(model)
        rows += exchange_rates(model, substances, styles)
    rows += accuracy(frame)
    rows += style_matrix(frame, _matrix_styles(frame))
    rows += position(frame)
    rows += consistency(frame)
    rows += controls(frame)
    rows += bounds(frame)
    return rows


def has_arms(frame: pd.DataFrame) -> bool:
    """Say whether any side was rewritten, so that arms can be compared."""
    return bool(((frame["b_style"] != PLAIN) | (frame["b_substance"] != PLAIN)).any())


def _matrix_styles(frame: pd.DataFrame) -> list[str]:
    """Return the styles of responses called chosen_<style> and rejected_<style>, in file order."""
    names = dict.fromkeys([*frame["a_response"].astype(str), *frame["b_response"].astype(str)])
    return [name.removeprefix("chosen_") for name in names if name.startswith("chosen_")]
