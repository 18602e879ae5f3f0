"""Stress words by capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import added, foreign
from sosprobe.perturbations.text import free_words, is_function_word, sentences
from sosprobe.types import Edit, Item, Kind, Rejected, Response, Rewrite

_SHORTEST = 5
"""Letters of a word that is written in capitals."""
_STRESSED = re.compile(rf"\b[A-Z]{{{_SHORTEST},}}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uppercase:
    """Write the longest word of every second sentence in capitals; names and units stay.

    A word in capitals looks like a name to the check of names, so that check is left out; the check
    of the order of words does not mind capitals.

    Parameters
    ----------
    every
        One word in every so many sentences.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Uppercase(), "The water boils at 100 degrees. Steam rises.")
    The WATER boils at 100 degrees. Steam rises.
    """

    every: int = 2
    kind: ClassVar[Kind] = "style"
    bias: ClassVar[str] = "emphasis"
    keeps: ClassVar[tuple[str, ...]] = (
        *(name for name in MEANING if name != "entities"),
        *("layout", "sentences", "length"),
    )
    moves: ClassVar[tuple[str, ...]] = ()
    idempotent: ClassVar[bool] = True

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with words in capitals, or why none can be."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        words = [match for match in free_words(text) if _plain(text, match)]
        edits: list[Edit] = []
        for start, end in sentences(text)[:: max(1, self.every)]:
            inside = [match for match in words if start <= match.start() and match.end() <= end]
            if inside and not _STRESSED.search(text, start, end):
                longest = max(inside, key=lambda match: len(match[0]))
                left, right = longest.span()
                edits.append(Edit(start=left, end=right, new=longest[0].upper()))
        if not edits:
            return Rejected(reason="no-site", detail="no word to write in capitals")
        return added(response, *edits)


def _plain(text: str, match: re.Match[str]) -> bool:
    """Say whether a word is long, of small letters, carries content and is no unit."""
    word = match[0]
    small = word.isascii() and word.isalpha() and word.islower() and len(word) >= _SHORTEST
    after_number = re.search(r"\d\W?$", text[max(0, match.start() - 2) : match.start()])
    return small and not after_number and not is_function_word(word)


PERTURBATIONS.add("uppercase", Uppercase)
