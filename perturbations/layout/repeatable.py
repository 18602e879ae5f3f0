"""Sentences that can be said twice without a second number, negation or name."""

from __future__ import annotations

from sosprobe.perturbations.invariants import INVARIANTS
from sosprobe.perturbations.lexicons import BOOSTERS, HEDGES, NEGATIVE, POSITIVE
from sosprobe.perturbations.text import is_free, protected, sentences
from sosprobe.surface import Span, words
from sosprobe.types import Response

_COUNTED = ("numbers", "negation", "entities", "operators", "code", "links", "quotes")
_MARKING = HEDGES | BOOSTERS | POSITIVE | NEGATIVE


def repeatable(text: str) -> list[Span]:
    """Return the plain statements in which the gate counts nothing.

    To say one of them again adds words to what it compares, and nothing else.

    >>> text = "Water boils. It does not burn. It boils at 100 degrees. Steam rises."
    >>> [text[start:end] for start, end in repeatable(text)]
    ['Water boils.', 'Steam rises.']
    """
    return [
        (start, end)
        for start, end in sentences(text)
        if text[start].isupper() and is_free(text, start, end) and _is_plain(text[start:end])
    ]


def _is_plain(sentence: str) -> bool:
    """Say whether a sentence is a statement with nothing in it that is counted."""
    one, nothing = Response(text=sentence), Response(text="")
    return (
        sentence.endswith(".")
        and not set(sentence) & set("*_#|\r\n?!;:()[]")
        and not protected(sentence)
        and not any(word.casefold() in _MARKING for word in words(sentence))
        and not any(INVARIANTS[name](nothing, one) for name in _COUNTED)
    )
