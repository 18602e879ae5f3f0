"""The tidy frame: one row a trial, the only input of every estimator."""

from __future__ import annotations

import pandas as pd

from sosprobe.errors import SetupError, UnknownName

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
    "a_words": "words of side a",
    "b_words": "words of side b",
    "length": "log2 of b_words / a_words: 1 means twice as long",
    "a_markdown": "markdown marks (bold, bullets, headings) of side a",
    "b_markdown": "markdown marks of side b",
    "position": "+1 if side b was shown first, -1 if side a was",
    "outcome": "valid, tie, invalid, ambiguous, refused, truncated or error",
    "preference": "1 if b was preferred, 0 if a, 0.5 for a tie; missing if no verdict came out",
    "soft": "probability of b from token probabilities; missing if there were none",
    "strength": "0 tie, 1 better, 2 much better",
    "detail": "why no verdict came out",
    "judge": "the judge, as named on the command line",
    "template": "the template it was asked with",
    "key": "key of the reply in the store",
    "model": "model as the provider reported it",
    "finish_reason": "why the reply ended",
    "tokens_in": "tokens of the question",
    "tokens_out": "tokens of the reply",
    "tokens_cached": "tokens of the question that the provider had cached",
    "latency": "seconds from sending to receiving; 0 if taken from the store",
    "markers": "verdict markers inside the responses that were escaped",
}
"""Name and meaning of each column."""


def validate(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its columns in order.

    Raises
    ------
    SetupError
        If a column is missing, or a preference lies outside 0 to 1.
    """
    for name in COLUMNS:
        if name not in frame.columns:
            raise UnknownName("column", name, frame.columns)
    for name in ("preference", "soft"):
        values = frame[name].dropna()
        if not values.between(0, 1).all():
            raise SetupError(f"Column {name!r} holds values outside 0 to 1.")
    return frame[list(COLUMNS)]
