"""Measure the texts of a pair, for importers whose files hold them."""

from __future__ import annotations

import math

from sosprobe.surface import markdown_marks, words


def measured(a: str, b: str) -> dict[str, float]:
    """Return the frame's columns of words, length and markdown marks of two texts.

    >>> measured("Green tea.", "**Black** tea and green tea")
    {'a_words': 2, 'b_words': 5, 'length': 1.3219280948873624, 'a_markdown': 0, 'b_markdown': 1}
    """
    counts = [len(words(text)) for text in (a, b)]
    marks = [sum(markdown_marks(text).values()) for text in (a, b)]
    return {
        "a_words": counts[0],
        "b_words": counts[1],
        "length": math.log2(max(1, counts[1]) / max(1, counts[0])),
        "a_markdown": marks[0],
        "b_markdown": marks[1],
    }
