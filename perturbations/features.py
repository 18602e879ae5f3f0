"""What a rewrite can move on the surface of a text, each as one number."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from sosprobe.perturbations.lexicons import BOOSTERS, HEDGES, NEGATIVE, POSITIVE
from sosprobe.perturbations.text import sentences, without_marks
from sosprobe.surface import KEPT, MARK_KINDS, code_spans, markdown_marks, outside_code, words

Feature = Callable[[str], float]

_EMOJI = re.compile("[\U0001f000-\U0001faff☀-➿⬛⬜⭐]")
_LINK = re.compile(r"https?://|www\.|\]\([^)\n]+\)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")
_WINDOW = 50


@lru_cache(maxsize=KEPT)
def features(text: str) -> dict[str, float]:
    """Return every feature of `text`, in the order of `NAMES`."""
    return {name: float(measure(text)) for name, measure in FEATURES.items()}


def reading_ease(text: str) -> float:
    """Return Flesch's reading ease of the prose: the higher, the easier; 0 for no words.

    206.835 - 1.015 words/sentences - 84.6 syllables/words, with the syllables of the CMU dictionary
    (textstat).

    References
    ----------
    Flesch (1948), A new readability yardstick.
    """
    from textstat.textstat import textstat

    plain = without_marks(outside_code(text))
    found = words(plain)
    if not found:
        return 0.0
    count = max(1, len(sentences(text)) or plain.count("\n") + 1)
    syllables = float(textstat.syllable_count(" ".join(found)))
    return 206.835 - 1.015 * len(found) / count - 84.6 * syllables / len(found)


def diversity(text: str) -> float:
    """Return the moving-average type-token ratio over 50 words.

    References
    ----------
    Covington and McFall (2010), Cutting the Gordian knot: the moving-average type-token ratio.
    """
    found = [word.casefold() for word in words(without_marks(outside_code(text)))]
    if not found:
        return 0.0
    size = min(_WINDOW, len(found))
    count: dict[str, int] = {}
    for word in found[:size]:
        count[word] = count.get(word, 0) + 1
    total = len(count)
    for old, new in zip(found, found[size:], strict=False):
        count[new] = count.get(new, 0) + 1
        count[old] -= 1
        if not count[old]:
            del count[old]
        total += len(count)
    return total / size / (len(found) - size + 1)


def _hits(lexicon: frozenset[str]) -> Feature:
    """Return what counts a lexicon's words. A rate would fall with every sentence added."""

    def measure(text: str) -> float:
        found = words(without_marks(outside_code(text)))
        return sum(word.casefold() in lexicon for word in found)

    return measure


def _mark(kind: str) -> Feature:
    return lambda text: markdown_marks(text)[kind]


FEATURES: dict[str, Feature] = {
    "characters": len,
    "words": lambda text: len(words(text)),
    "sentences": lambda text: len(sentences(text)),
    "paragraphs": lambda text: len(_PARAGRAPH.findall(text.strip())) + 1,
    **{kind: _mark(kind) for kind in MARK_KINDS},
    "capitals": lambda text: len(_CAPITALS.findall(text)),
    "emoji": lambda text: len(_EMOJI.findall(text)),
    "links": lambda text: len(_LINK.findall(text)),
    "code": lambda text: sum(end - start for start, end in code_spans(text)),
    "numbers": lambda text: len(_NUMBER.findall(text)),
    "exclamations": lambda text: text.count("!"),
    "questions": lambda text: text.count("?"),
    "reading_ease": reading_ease,
    "diversity": diversity,
    "hedges": _hits(HEDGES),
    "boosters": _hits(BOOSTERS),
    "positive": _hits(POSITIVE),
    "negative": _hits(NEGATIVE),
}
"""Counts, but for reading ease and diversity (0 to 1)."""

NAMES = tuple(FEATURES)
ADDED = ("characters", "words", "sentences", "reading_ease", "diversity")
"""What nearly every added sentence moves."""
