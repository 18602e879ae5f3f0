"""Put benchmarks on one scale before they are averaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from sosprobe.errors import UnknownName


def raw(whole: pd.DataFrame) -> pd.DataFrame:
    """Return the scores as they are, from 0 to 1."""
    return whole


def above_chance(whole: pd.DataFrame) -> pd.DataFrame:
    """Return (accuracy - chance) / (1 - chance): 0 is a guess, 1 all right, below 0 worse.

    Where a low accuracy is good, one less that counts, so whoever only guesses has 1.
    """
    room = 1 - whole["chance"]
    adjusted = (whole["accuracy"] - whole["chance"]) / room
    return whole.assign(
        value=adjusted.where(~whole["inverse"], 1 - adjusted), se=whole["se"] / room
    )


def standardised(whole: pd.DataFrame) -> pd.DataFrame:
    """Return each benchmark's scores in standard deviations over the models, around their mean.

    A benchmark on which all models are alike has no scale and gets no values.
    """
    groups = whole.groupby("benchmark")["value"]
    spread = groups.transform("std").replace(0.0, float("nan"))
    return whole.assign(
        value=(whole["value"] - groups.transform("mean")) / spread, se=whole["se"] / spread
    )


def stretched(whole: pd.DataFrame) -> pd.DataFrame:
    """Return each benchmark's scores with the worst model at 0 and the best one at 1."""
    groups = whole.groupby("benchmark")["value"]
    low = groups.transform("min")
    span = (groups.transform("max") - low).replace(0.0, float("nan"))
    return whole.assign(value=(whole["value"] - low) / span, se=whole["se"] / span)


NORMALISATIONS: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "raw": raw,
    "chance": above_chance,
    "z": standardised,
    "minmax": stretched,
}
"""Name and function of each normalisation. z and minmax depend on which models are there."""


def normalise(whole: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the table of whole scores under the normalisation of that name."""
    if name not in NORMALISATIONS:
        raise UnknownName("normalisation", name, NORMALISATIONS)
    return NORMALISATIONS[name](whole)
