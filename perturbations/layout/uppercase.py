"""Stress words by capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign
from sosprobe.perturbations.text import free_words, is_function_word, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_SHORTEST = 5
"""Letters of a word that is written in capitals."""
_STRESSED = re.compile(rf"\b[A-Z]{{{_SHORTEST},}}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uppercase:
    """Write the longest word of sentences in capitals; names and units stay.

    A word in capitals looks like a name to the check of names, so that check is left out; the check
    of the order of words does not mind capitals.

    Parameters
    ----------
    dose
        Share of the sentences.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Uppercase(), "The water boils at 100 degrees. Steam rises.")
    The WATER boils at 100 degrees. Steam RISES.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="emphasis",
        keeps=(
            *meaning_without("entities"),
            *("layout", "sentences", "length"),
        ),
        moves=("capitals",),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with words in capitals, or why none can be."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        words = [match for match in free_words(text) if _plain(text, match)]
        sites: list[Site] = []
        for start, end in sentences(text):
            inside = [match for match in words if start <= match.start() and match.end() <= end]
            if inside and not _STRESSED.search(text, start, end):
                longest = max(inside, key=lambda match: len(match[0]))
                left, right = longest.span()
                sites.append((Edit(start=left, end=right, new=longest[0].upper()),))
        return at_sites(item, response, sites, self.dose, missing="word to write in capitals")


def _plain(text: str, match: re.Match[str]) -> bool:
    """Say whether a word is long, of small letters, carries content and is no unit."""
    word = match[0]
    small = word.isascii() and word.isalpha() and word.islower() and len(word) >= _SHORTEST
    after_number = re.search(r"\d\W?$", text[max(0, match.start() - 2) : match.start()])
    return small and not after_number and not is_function_word(word)


PERTURBATIONS.add("uppercase", Uppercase)
