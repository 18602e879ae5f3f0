"""The tidy frame: one row a trial, the only input of every estimator."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sosprobe.errors import BadInput, SetupError, UnknownName
from sosprobe.types import PLAIN, Outcome

COLUMNS: dict[str, str] = {
    "item": "identifier of the question",
    "category": "category of the question",
    "a_response": "response of side a",
    "a_style": "style arm of side a, `none` if untouched",
    "a_substance": "substance arm of side a, `none` if untouched",
    "b_response": "response of side b",
    "b_style": "style arm of side b",
    "b_substance": "substance arm of side b",
    "a_gold": "how good side a is on the data set's scale; missing if unknown",
    "b_gold": "how good side b is",
    "swapped": "whether side b was shown first",
    "repeat": "number of the repeat, from 0",
    "dose": "dose of the style arm of side b, 0 to 1",
    "gap": "substance that side b lacks: dose of its substance arm, or a_gold - b_gold",
    "a_words": "words of side a",
    "b_words": "words of side b",
    "length": "log2 of b_words / a_words: 1 means twice as long",
    "a_markdown": "markdown marks (bold, bullets, headings) of side a",
    "b_markdown": "markdown marks of side b",
    "position": "+1 if side b was shown first, -1 if side a was; 0 if each was scored alone; "
    "missing if the order is unknown",
    "outcome": "valid, tie, invalid, ambiguous, refused, truncated or error",
    "preference": "1 if b was preferred, 0 if a, 0.5 for a tie; missing if no verdict came out",
    "soft": "probability of b from token probabilities; missing if there were none",
    "strength": "0 tie, 1 better, 2 much better",
    "detail": "why no verdict came out",
    "judge": "the judge, as named on the command line",
    "template": "the template it was asked with",
    "weight": "how much the trial counts, 1 unless the design says otherwise",
    "key": "key of the reply in the store",
    "model": "model as the provider reported it",
    "finish_reason": "why the reply ended",
    "tokens_in": "tokens of the question",
    "tokens_out": "tokens of the reply",
    "tokens_cached": "tokens of the question that the provider had cached",
    "latency": "seconds from sending to receiving; 0 if taken from the store",
    "markers": "verdict markers inside the responses that were escaped",
}
"""Name and meaning of each column. A frame may hold further columns after these."""

REQUIRED = ("item", "preference")

_DEFAULTS: dict[str, str | float] = {
    "category": "other",
    **{f"{side}_{kind}": PLAIN for side in "ab" for kind in ("style", "substance")},
    "repeat": 0,
    "dose": 0.0,
    "weight": 1.0,
    "judge": "unnamed",
    **dict.fromkeys(("template", "detail", "key", "model", "finish_reason"), ""),
    **dict.fromkeys(("tokens_in", "tokens_out", "tokens_cached", "latency", "markers"), 0),
}
_NUMBERS = (
    "a_gold",
    "b_gold",
    "dose",
    "gap",
    "a_words",
    "b_words",
    "length",
    "a_markdown",
    "b_markdown",
    "position",
    "preference",
    "soft",
    "strength",
    "weight",
)
TRIAL = (
    "judge",
    "template",
    "item",
    "a_response",
    "a_style",
    "a_substance",
    "b_response",
    "b_style",
    "b_substance",
    "swapped",
    "repeat",
)
"""The columns that tell one trial from another."""

_COUNTED = (*TRIAL, *_NUMBERS, "category")
"""The columns that an estimate may depend on."""

_ALIKE = 0.8
"""From this ratio on difflib's comparison takes two names for one, misspelt."""


def validate(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with every column, in order and of the right type, or refuse it.

    `item` and `preference` must be there; what else is missing is filled in with what it means to
    know nothing of it. Columns beyond `COLUMNS` are kept at the end.

    Raises
    ------
    SetupError
        If a column is missing or of the wrong type, a preference lies outside 0 to 1, a weight is
        missing or not positive, an item has no name, or a trial stands there twice.
    """
    for name in REQUIRED:
        if name not in frame.columns:
            raise UnknownName("column", name, frame.columns)
    full = frame.copy(deep=False)
    for name in _NUMBERS:
        if name in full.columns:
            full[name] = _numbers(full[name])
    if full["item"].isna().any():
        raise SetupError("Column 'item' has rows without a name.")
    has_order = "swapped" in frame.columns
    full["swapped"] = _swapped(full)
    derived = _derived(full, has_order=has_order)
    full = full.assign(**{n: value for n, value in derived.items() if n not in full.columns})
    full = full.assign(**{n: value for n, value in _DEFAULTS.items() if n not in full.columns})
    _check(full)
    extra = [name for name in full.columns if name not in COLUMNS]
    _check_spelling(extra, {name for name in _COUNTED if name not in frame.columns})
    return full[[*COLUMNS, *extra]]


def read_frame(path: Path) -> pd.DataFrame:
    """Return the validated frame that a Parquet or CSV file holds.

    Raises
    ------
    BadInput
        If the file cannot be read or its frame is refused; names the file.
    """
    try:
        frame = pd.read_csv(path) if path.suffix.lower() == ".csv" else pd.read_parquet(path)
        return validate(frame)
    except (OSError, ValueError, SetupError) as error:
        raise BadInput(path, str(error)) from None


def write_frame(frame: pd.DataFrame, path: Path) -> Path:
    """Write the frame as Parquet and return the path; `read_frame` gives it back."""
    frame.to_parquet(path, index=False)
    return path


def _numbers(column: pd.Series[float]) -> pd.Series[float]:
    """Return the column as floats, or say which cell is no number."""
    numbers = pd.to_numeric(column, errors="coerce").astype("float64")
    for row in np.flatnonzero((numbers.isna() & column.notna()).to_numpy()):
        cell = str(column.iloc[row])
        if cell.strip():
            name = column.name
            raise SetupError(f"Column {name!r} holds {cell[:40]!r} in row {row}; it takes numbers.")
    return numbers


def _swapped(frame: pd.DataFrame) -> pd.Series[bool]:
    """Return whether b was shown first; False where the order is not known."""
    if "swapped" in frame.columns:
        column = frame["swapped"]
        words = column.astype(str).str.lower()
        known = words.isin(["true", "false", "0", "1", "0.0", "1.0"])
        if not known.all():
            cell = str(column[~known].iloc[0])[:40]
            raise SetupError(f"Column 'swapped' holds {cell!r}; it takes true or false.")
        return words.isin(["true", "1", "1.0"])
    if "position" in frame.columns:
        return frame["position"] > 0
    return pd.Series(False, index=frame.index)


def _derived(
    frame: pd.DataFrame, *, has_order: bool
) -> dict[str, pd.Series[float] | pd.Series[str]]:
    """Return the columns that follow from others, each only of use where it is missing."""
    nothing = pd.Series(np.nan, index=frame.index)
    a, b = (frame.get(f"{side}_words", nothing) for side in "ab")
    gold_a, gold_b = (frame.get(f"{side}_gold", nothing) for side in "ab")
    preference = frame["preference"]
    # Where arms are named the two sides are rewrites of one response.
    rewritten = "b_style" in frame.columns or "b_substance" in frame.columns
    sides = ("reference", "reference") if rewritten else ("a", "b")
    response_a, response_b = (pd.Series(name, index=frame.index) for name in sides)
    outcome = pd.Series(str(Outcome.VALID), index=frame.index)
    outcome = outcome.mask(preference == 0.5, str(Outcome.TIE))
    return {
        "a_response": response_a,
        "b_response": response_b,
        "a_gold": gold_a,
        "b_gold": gold_b,
        "gap": (gold_a - gold_b).fillna(0.0),
        "a_words": a,
        "b_words": b,
        "length": pd.Series(np.log2(b.clip(lower=1) / a.clip(lower=1)), index=frame.index),
        "a_markdown": nothing,
        "b_markdown": nothing,
        "position": frame["swapped"].map({True: 1.0, False: -1.0}) if has_order else nothing,
        "outcome": outcome.mask(preference.isna(), str(Outcome.INVALID)),
        "soft": nothing,
        "strength": (preference != 0.5).astype(float),
    }


def _check_spelling(extra: Sequence[str], absent: Collection[str]) -> None:
    """Refuse a column that is all but called like one that is absent: it would say nothing."""
    for name in extra:
        near = difflib.get_close_matches(name.lower(), absent, n=1, cutoff=_ALIKE)
        if near:
            raise SetupError(
                f"Column {name!r} is not used; {near[0]!r} would be. Rename the one, or call it "
                "something else."
            )


def _check(frame: pd.DataFrame) -> None:
    """Refuse values that no trial can have."""
    for name in ("preference", "soft"):
        if not frame[name].dropna().between(0, 1).all():
            raise SetupError(f"Column {name!r} holds values outside 0 to 1.")
    weight = frame["weight"]
    if not bool((np.isfinite(weight) & (weight > 0)).all()):
        raise SetupError("Column 'weight' holds missing, zero or negative values.")
    twice = frame.duplicated(list(TRIAL))
    if twice.any():
        first = frame.loc[twice, list(TRIAL)].iloc[0]
        where = ", ".join(f"{name} {first[name]}" for name in ("judge", "item", "b_response"))
        raise SetupError(
            f"{int(twice.sum())} trials stand there twice, the first: {where}, repeat "
            f"{first['repeat']}. Number true repeats in the column 'repeat'; drop the copies."
        )
