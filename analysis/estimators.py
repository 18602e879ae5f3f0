"""Every estimator by its name: a frame in, rows out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

import pandas as pd

from sosprobe.analysis.accuracy import accuracy, style_matrix
from sosprobe.analysis.agreement import agreement
from sosprobe.analysis.bootstrap import bootstrap_effects, bootstrap_logit
from sosprobe.analysis.conditional import conditional_logit
from sosprobe.analysis.criterion_verdicts import criterion_verdicts
from sosprobe.analysis.curve import exchange_curve
from sosprobe.analysis.effects import bounds, effects, position
from sosprobe.analysis.exchange import exchange_rates
from sosprobe.analysis.frame import validate
from sosprobe.analysis.gee import gee
from sosprobe.analysis.margins import margins
from sosprobe.analysis.mixed import mixed_logit
from sosprobe.analysis.ordered import ordered_logit
from sosprobe.analysis.orders import order_agreement, win_rates
from sosprobe.analysis.paired import detectable, equivalence, mcnemar, sign_flip
from sosprobe.analysis.panel import agreement_of
from sosprobe.analysis.regression import coefficients, fit
from sosprobe.analysis.robust import robust_accuracy
from sosprobe.analysis.shares import shares
from sosprobe.analysis.steadiness import consistency, controls, flips
from sosprobe.analysis.terms import style_terms, substance_terms
from sosprobe.analysis.variations import variations
from sosprobe.errors import UnknownName
from sosprobe.types import Estimate

Estimator = Callable[[pd.DataFrame], list[Estimate]]


def logit(frame: pd.DataFrame) -> list[Estimate]:
    """Return the fractional logit's coefficients, clustered by item."""
    return coefficients(fit(frame))


def linear(frame: pd.DataFrame) -> list[Estimate]:
    """Return the linear probability model's coefficients in points, clustered by item."""
    return coefficients(fit(frame, link="linear"), "linear")


def marginal_effects(frame: pd.DataFrame) -> list[Estimate]:
    """Return the logit's average marginal effects in points."""
    return margins(fit(frame))


def exchange(frame: pd.DataFrame) -> list[Estimate]:
    """Return the doses of style that offset one loss of substance."""
    return exchange_rates(fit(frame), substance_terms(frame), style_terms(frame))


def matrix(frame: pd.DataFrame) -> list[Estimate]:
    """Return RM-Bench's matrix of accuracy by the styles of the right and the wrong response."""
    names = dict.fromkeys([*frame["a_response"].astype(str), *frame["b_response"].astype(str)])
    styles = [name.removeprefix("chosen_") for name in names if name.startswith("chosen_")]
    return style_matrix(frame, styles) if styles else []


def logit_bootstrap(frame: pd.DataFrame) -> list[Estimate]:
    """Return the logit's coefficients with intervals of a one-step cluster bootstrap."""
    return bootstrap_logit(fit(frame))


ESTIMATORS: Mapping[str, Estimator] = {
    "effects": effects,
    "sign_flip": sign_flip,
    "mcnemar": mcnemar,
    "equivalence": equivalence,
    "detectable": detectable,
    "flips": flips,
    "effects_bootstrap": bootstrap_effects,
    "logit": logit,
    "marginal_effects": marginal_effects,
    "logit_bootstrap": logit_bootstrap,
    "linear": linear,
    "ordered_logit": ordered_logit,
    "gee": gee,
    "conditional_logit": conditional_logit,
    "mixed_logit": mixed_logit,
    "exchange": exchange,
    "exchange_curve": exchange_curve,
    "shares": shares,
    "robust_accuracy": robust_accuracy,
    "accuracy": accuracy,
    "matrix": matrix,
    "position": position,
    "consistency": consistency,
    "controls": controls,
    "agreement": agreement,
    "order_agreement": order_agreement,
    "win_rates": win_rates,
    "variations": variations,
    "criterion_verdicts": criterion_verdicts,
    "panel_agreement": agreement_of,
    "bounds": bounds,
}
"""Name and function of each estimator; what they return depends on the frame alone."""

MODELS = ("linear", "ordered_logit", "gee", "conditional_logit", "mixed_logit")
"""The regressions that stand beside the logit."""


def table(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return what the named estimators make of a frame, one row an estimate.

    >>> from sosprobe.analysis.estimators import table
    >>> verdicts = pd.DataFrame({"item": [1, 1], "preference": [1, 0], "swapped": [True, False]})
    >>> table(verdicts, "position")[["term", "value"]].to_dict("records")
    [{'term': 'both orders', 'value': 50.0}]

    Raises
    ------
    SetupError
        If there is no such estimator, or the frame is refused.
    """
    frame = validate(frame)
    rows: list[Estimate] = []
    for name in names:
        rows += estimator(name)(frame)
    return tidy(rows)


def estimator(name: str) -> Estimator:
    """Return the estimator of that name."""
    if name not in ESTIMATORS:
        raise UnknownName("estimator", name, ESTIMATORS)
    return ESTIMATORS[name]


def tidy(rows: list[Estimate]) -> pd.DataFrame:
    """Return estimates as a table, one row each, with the fields of `Estimate` as columns."""
    return pd.DataFrame([asdict(row) for row in rows], columns=list(Estimate.__dataclass_fields__))
