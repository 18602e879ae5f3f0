"""Where a rule of tone may put a sentence of its own, or an opener, without breaking a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sosprobe.perturbations.sites import Site, number_of
from sosprobe.perturbations.text import lowered, sentences
from sosprobe.surface import words
from sosprobe.types import Edit, Item

_WORD = re.compile(r"\w+")
_LINKED = frozenset("and but so or then thus though first next not".split())
"""First words that already link a sentence to the one before."""
_LINK = re.compile(
    r"(?:on the (?:other|one) hand|in (?:summary|short|sum|conclusion|addition|contrast|fact"
    r"|other words)|for (?:example|instance)|as a result|as such|by contrast|after all|all in all"
    r"|at the same time|to (?:sum|conclude|begin|start)|that (?:said|being said|is why))\b",
    re.IGNORECASE,
)
"""Phrases that do so."""
_SUBJECT = frozenset(
    """
    the a an it this these those its their they each both one two three we you he she his her
    every all some most many few such another between more our your my
    """.split()
)
"""First words with which a statement begins, and hardly ever a request."""


def is_question(text: str, start: int, end: int) -> bool:
    """Say whether the sentence asks something."""
    return "?" in text[start:end][-2:]


def openable(text: str, *, statements: bool = False) -> list[tuple[int, int, str]]:
    """Return the sentences that take an opener: start, end, and the small letter for the first one.

    Parameters
    ----------
    statements
        Leave out what may be a request (`In a pan, mix the two`), which no `I note that` fits.
    """
    found: list[tuple[int, int, str]] = []
    for start, end in sentences(text):
        small = lowered(text, start)
        first = _WORD.match(text, start)
        if small is None or first is None:
            continue
        if first[0].casefold() in _LINKED or _LINK.match(text, start):
            continue
        fits = not statements or first[0].casefold() in _SUBJECT
        if fits and text[end - 1] in ".!:" and not is_question(text, start, end):
            found.append((start, end, small))
    return found


def openers(
    item: Item, text: str, phrases: Sequence[str], spots: Sequence[tuple[int, int, str]]
) -> list[Site]:
    """Return the sites that put a phrase before each sentence of `spots`.

    The phrases take turns; one whose first word the sentence holds as well is passed over.
    """
    sites: list[Site] = []
    place = number_of(item.id)
    for start, end, small in spots:
        said = {word.casefold() for word in words(text[start:end])}
        turn = [phrases[(place + n) % len(phrases)] for n in range(len(phrases))]
        phrase = next((one for one in turn if words(one)[0].casefold() not in said), turn[0])
        place += turn.index(phrase) + 1
        sites.append((Edit(start=start, end=start + 1, new=f"{phrase} {small}"),))
    return sites
