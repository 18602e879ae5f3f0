"""The cluster bootstrap from sums by item, so that a draw costs no pass over the verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from sosprobe.analysis.arrays import Array, floats
from sosprobe.analysis.effects import arms
from sosprobe.analysis.interval import Clustered
from sosprobe.analysis.likelihood import informations, probability, scores
from sosprobe.analysis.regression import Fit, coefficients
from sosprobe.types import Estimate

DRAWS = 2000
_AT_ONCE = 250
_CONDITION = 1e10
_MOST_LOST = 0.05
"""Share of draws that may tell nothing of some term."""


def bootstrap_effects(frame: pd.DataFrame, *, draws: int = DRAWS, seed: int = 0) -> list[Estimate]:
    """Return the effect of each arm with a bootstrap-t interval over items.

    Items are drawn with replacement; each draw's distance from the estimate is divided by its own
    standard error, and the interval takes the 95 % point of its size.

    References
    ----------
    Efron and Tibshirani (1993), An introduction to the bootstrap, section 12.5. Hall (1992), The
    bootstrap and Edgeworth expansion, on the symmetric interval.
    """
    rng = np.random.default_rng(seed)
    rows: list[Estimate] = []
    for term, data in arms(frame):
        if len(data.means) < 2:
            continue
        half = _half_width(data, draws, rng)
        rows.append(
            Estimate(
                table="effect_bootstrap",
                term=term,
                value=100 * data.value,
                low=100 * max(data.scale[0], data.value - half),
                high=100 * min(data.scale[1], data.value + half),
                unit="pp",
                n=data.n,
                clusters=len(data.means),
            )
        )
    return rows


def bootstrap_logit(model: Fit, *, draws: int = DRAWS, seed: int = 0) -> list[Estimate]:
    """Return the logit's coefficients with percentile intervals of a one-step cluster bootstrap.

    Each draw weights the items' scores and informations at the estimate and takes one of Newton's
    steps from there, which differs from fitting the draw anew by a term that vanishes faster than
    the bootstrap's own error.

    References
    ----------
    Hesterberg (2015), What teachers should know about the bootstrap, on expanded percentiles.
    Davidson and MacKinnon (1999), Bootstrap testing in nonlinear models. Andrews (2002),
    Higher-order improvements of a computationally attractive k-step bootstrap.
    """
    if model.problem or model.note:
        return []
    rows = model.rows
    p = probability(rows.x, model.coefficients)
    item = rows.clusters[0]
    pull = scores(rows.x, rows.weight * (rows.y - p), item)
    curve = informations(rows.x, rows.weight * p * (1 - p), item)
    k = len(model.terms)
    flat = curve.reshape(len(curve), k * k)
    rng = np.random.default_rng(seed)
    found = [_steps(w @ flat, w @ pull) for w in _weights(len(pull), draws, rng)]
    steps = np.concatenate(found)
    lost = 1 - len(steps) / draws
    if lost > _MOST_LOST:
        return [
            replace(
                row,
                table="logit_bootstrap",
                low=np.nan,
                high=np.nan,
                p=None,
                note=f"no interval: {lost:.0%} of the draws hold no item of some term",
            )
            for row in coefficients(model)[:k]
        ]
    # Drawing from as many items as there are makes the spread too small by a hair, and percentiles
    # are the normal's: both are mended by one factor.
    count = len(pull)
    wider = np.sqrt(count / (count - 1)) * stats.t.ppf(0.975, count - 1) / stats.norm.ppf(0.975)
    low, high = wider * np.quantile(steps, [0.025, 0.975], axis=0)
    return [
        Estimate(
            table="logit_bootstrap",
            term=row.term,
            value=row.value,
            low=row.value + float(low[place]),
            high=row.value + float(high[place]),
            unit=row.unit,
            n=row.n,
            clusters=row.clusters,
        )
        for place, row in enumerate(coefficients(model)[:k])
    ]


def _steps(informations_of: Array, pulls: Array) -> Array:
    """Return Newton's step of each draw that can tell the terms apart.

    A draw that holds no item of a rare arm says nothing of it.
    """
    k = pulls.shape[1]
    matrices = informations_of.reshape(-1, k, k)
    diagonal = floats(np.sqrt(np.einsum("dii->di", matrices)))
    whole = (diagonal > 0).all(axis=1)
    scale = floats(diagonal[whole])
    scaled = matrices[whole] / scale[:, :, None] / scale[:, None, :]
    sound = np.linalg.cond(scaled) < _CONDITION
    sides = floats((pulls[whole] / scale)[sound])
    solved = floats(np.linalg.solve(floats(scaled[sound]), sides[:, :, None])[:, :, 0])
    return floats(solved / floats(scale[sound]))


def _half_width(data: Clustered, draws: int, rng: np.random.Generator) -> float:
    """Return the 95 % point of a draw's distance in standard errors, times the error.

    A draw of hard verdicts may hold no flip at all and have no error. So half a verdict at either
    end of the scale belongs to every draw, and to the estimate's own error.
    """
    prior = floats(data.scale) if data.hard else floats([])
    weight = 0.5 * len(data.means) / max(data.n, len(data.means))
    count = len(data.means)
    size = count + weight * len(prior)

    def centre_and_error(w: Array) -> tuple[Array, Array]:
        centre = (w @ data.means + weight * prior.sum()) / size
        square = w @ data.means**2 - 2 * centre * (w @ data.means) + centre**2 * count
        square = square + weight**2 * ((prior[None, :] - centre[:, None]) ** 2).sum(axis=1)
        return centre, np.sqrt(np.maximum(square, 0.0) * count / (count - 1)) / size

    own, error = centre_and_error(np.ones((1, count)))
    distances: list[Array] = []
    for w in _weights(count, draws, rng):
        centre, errors = centre_and_error(w)
        with np.errstate(divide="ignore", invalid="ignore"):
            distances.append(np.nan_to_num(np.abs(centre - own[0]) / errors, nan=0.0, posinf=1e9))
    return float(np.quantile(np.concatenate(distances), 0.95) * error[0])


def _weights(count: int, draws: int, rng: np.random.Generator) -> Iterator[Array]:
    """Yield how often each cluster is drawn, some hundred draws at a time."""
    for start in range(0, draws, _AT_ONCE):
        size = min(_AT_ONCE, draws - start)
        picked = rng.integers(0, count, (size, count))
        shifted = picked + count * np.arange(size)[:, None]
        counts = np.bincount(shifted.ravel(), minlength=size * count)
        yield counts.reshape(size, count).astype(np.float64)
