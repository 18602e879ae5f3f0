"""Everyday words and the formal ones that can stand in their place."""

from __future__ import annotations

import re

from sosprobe.perturbations.sites import Site
from sosprobe.perturbations.text import free_words, sentences
from sosprobe.perturbations.tone.short_forms import neighbour
from sosprobe.types import Edit


def _pairs(lines: str) -> dict[str, str]:
    """Return the pairs `everyday/formal` of a list."""
    return dict(pair.split("/") for pair in lines.split())


_ANY: frozenset[str] = frozenset()
_HELPERS = frozenset("to can will must should may might could would you we they i please".split())
_TWINS = (
    (
        _ANY,
        _ANY,
        _pairs(
            """
            begin/commence begins/commences began/commenced begun/commenced
            buy/purchase buys/purchases bought/purchased buying/purchasing
            choose/select chooses/selects chose/selected chosen/selected choosing/selecting
            happen/occur happens/occurs happened/occurred happening/occurring
            big/large bigger/larger biggest/largest kids/children using/employing
            """
        ),
    ),
    (_HELPERS, _ANY, _pairs("use/employ build/construct")),
    (frozenset("it that which he she".split()), _ANY, _pairs("uses/employs builds/constructs")),
    (
        frozenset("is are was were be been being".split()),
        _ANY,
        _pairs("used/employed built/constructed"),
    ),
    (
        _ANY,
        frozenset("that how why".split()),
        _pairs("show/demonstrate shows/demonstrates showed/demonstrated shown/demonstrated"),
    ),
    (_ANY, frozenset("with in".split()), _pairs("help/assist helps/assists helped/assisted")),
    (
        _ANY,
        frozenset(["to"]),
        _pairs("try/attempt tries/attempts tried/attempted trying/attempting"),
    ),
)
"""The words of which one stands before, those of which one stands after, and the pairs."""
_BOUND = frozenset("to up on into".split())
"""Behind a word these may give it another sense, as in `happens to be`."""
_NEGATORS = frozenset("not no never nor neither without cannot hardly scarcely barely".split())
_AFTER_FIGURE = re.compile(r"\d[ \u00a0-]?$")


def formal_words(text: str) -> list[Site]:
    """Return the sites where an everyday word has a formal twin."""
    tokens = free_words(text)
    starts = {start for start, _ in sentences(text)}
    sites: list[Site] = []
    for n, token in enumerate(tokens):
        word = token[0].casefold()
        before, after = neighbour(text, tokens, n, -1), neighbour(text, tokens, n, 1)
        new = _twin(word, before, after)
        if not new or before in _NEGATORS or before.endswith(("n't", "n’t")):
            continue
        if _AFTER_FIGURE.search(text, max(0, token.start() - 2), token.start()):
            continue
        if token[0] != word:
            if token.start() not in starts or token[0][1:] != word[1:]:
                continue
            new = new.capitalize()
        sites.append((Edit(start=token.start(), end=token.end(), new=new),))
    return sites


def _twin(word: str, before: str, after: str) -> str:
    """Return the formal twin of a word between its neighbours, or nothing."""
    for first, last, twins in _TWINS:
        fits = (not first or before in first) and (after in last if last else after not in _BOUND)
        if fits and word in twins:
            return twins[word]
    return ""
