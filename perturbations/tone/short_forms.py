"""Contractions and the words that they are short for, in both directions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sosprobe.perturbations.sites import Site
from sosprobe.perturbations.text import free_words, sentences
from sosprobe.types import Edit

_BEFORE_NOT = frozenset("do does did is are was were has have had would could should".split())
_PRONOUNS = frozenset("i you he she it we they this that there these those".split())
_SHORT = {
    "is": ("s", frozenset("it he she that there".split())),
    "are": ("re", frozenset("you we they".split())),
    "will": ("ll", frozenset("it he she you we they".split())),
}
"""The short form of a verb, and the words that it is joined to."""
_CLAUSE = frozenset(
    "and but so that if when because since while although though before after until unless".split()
)
"""Words with which a clause begins, whose verb is not stressed as in `than it is in winter`."""
_LONG = {"re": "are", "ve": "have", "ll": "will", "m": "am"}
_BEFORE_S = frozenset("it that there here he she".split())
_PERFECT = frozenset("been got had become gone come taken made grown own".split())
"""Words before which `it's` may be short for `it has`, or a slip for `its`."""


def contracted(text: str) -> list[Site]:
    """Return the sites where words can be contracted.

    `I am` is contracted only where it begins a sentence: elsewhere the gate takes I for a name.
    """
    tokens = free_words(text)
    starts = {start for start, _ in sentences(text)}
    mark = "’" if "’" in text and "'" not in text else "'"
    sites: list[Site] = []
    taken = -1
    for n, token in enumerate(tokens):
        word = token[0] if token[0] == "I" else token[0].casefold()
        second, third = neighbour(text, tokens, n, 1), neighbour(text, tokens, n, 2)
        start, new = token.end(), ""
        if word == "cannot":
            sites.append((Edit(start=token.end() - 3, end=token.end(), new=f"{mark}t"),))
        elif n <= taken or not second:
            continue
        elif second == "not" and word in _BEFORE_NOT:
            new = f"n{mark}t"
        elif second == "not" and word == "will":
            start, new = token.start() + 1, f"on{mark}t"
        elif second == "am" and word == "I" and token.start() in starts and third:
            new = f"{mark}m"
        elif second in _SHORT and third not in ("", "not"):
            short, hosts = _SHORT[second]
            before = neighbour(text, tokens, n, -1)
            begins = not before or before in _CLAUSE
            if word in hosts and (begins or word == "that") and third not in ("and", "or"):
                new = mark + short
        if new:
            sites.append((Edit(start=start, end=tokens[n + 1].end(), new=new),))
            taken = n + 1
    return sites


def written_out(text: str) -> list[Site]:
    """Return the sites where a contraction can be written out; `isn't it` stays as it is."""
    tokens = free_words(text)
    starts = {start for start, _ in sentences(text)}
    sites: list[Site] = []
    for n, token in enumerate(tokens):
        stem, _, ending = token[0].replace("’", "'").rpartition("'")
        is_name = stem == "I" and token.start() not in starts
        new = "" if is_name else _long_form(stem, ending, neighbour(text, tokens, n, 1))
        if new:
            sites.append((Edit(start=token.start(), end=token.end(), new=new),))
    return sites


def neighbour(text: str, tokens: Sequence[re.Match[str]], place: int, step: int) -> str:
    """Return the word so many steps away, in small letters; nothing if more than spaces part it."""
    other = place + step
    if not 0 <= other < len(tokens):
        return ""
    first, last = sorted((place, other))
    gaps = [text[tokens[n].end() : tokens[n + 1].start()] for n in range(first, last)]
    return tokens[other][0].casefold() if all(gap == " " for gap in gaps) else ""


def _long_form(stem: str, ending: str, after: str) -> str:
    """Return what a contraction is short for, or nothing if that is not sure."""
    verb = stem[:-1]
    if ending == "t" and after not in _PRONOUNS:
        if stem.casefold() == "can":
            return f"{stem}not"
        if stem.casefold() == "won":
            return f"{stem[0]}ill not"
        if stem.endswith("n") and verb.casefold() in _BEFORE_NOT:
            return f"{verb} not"
    if ending in _LONG and stem.isalpha():
        return f"{stem} {_LONG[ending]}"
    if ending == "s" and stem.casefold() in _BEFORE_S and after not in _PERFECT:
        return f"{stem} is"
    return ""
