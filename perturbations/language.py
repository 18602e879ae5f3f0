"""A guess at the language of a text: by its script, and for Latin letters by its small words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import islice

from sosprobe.surface import KEPT, outside_code

_LEAST = 3
"""Small words that a guess takes."""
_LETTERS = 400
"""Letters that are looked at."""
_WORD = re.compile(r"[^\W\d_]+")
_SMALL: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and is are to in that it was for with this as be by on not you".split()
    ),
    "de": frozenset(
        "der die das und ist nicht ein eine zu den mit von auf für sich dem auch".split()
    ),
    "fr": frozenset("le la les et est une des du pas que qui dans pour sur avec ce il au".split()),
    "es": frozenset("el los las y es una del que no en por para con se su como más al".split()),
    "it": frozenset("il gli e è una del della che non di per con si sono nel come più".split()),
    "pt": frozenset("o os as e é uma do da que não em por para com se como mais dos".split()),
    "nl": frozenset("de het een en is van niet dat op te voor met zijn die er ook aan".split()),
}


@lru_cache(maxsize=KEPT)
def language(text: str) -> str:
    """Return `en`, `de`, `fr`, `es`, `it`, `pt`, `nl`, another script's name, or nothing.

    The script is the one of most letters (`CJK`, `ARABIC`, `CYRILLIC` ...). A text of too few small
    words is not guessed at.

    >>> language("The sum of the two is even."), language("Das ist nicht die Antwort und das.")
    ('en', 'de')
    """
    prose = outside_code(text)
    if not prose.isascii():
        letters = islice((sign for sign in prose if sign.isalpha()), _LETTERS)
        scripts = Counter(map(_script, letters)).most_common(1)
        if scripts and scripts[0][0] != "LATIN":
            return scripts[0][0]
    found = Counter(_WORD.findall(prose.casefold()))
    scores = {name: sum(found[word] for word in small) for name, small in _SMALL.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _LEAST else ""


def _script(character: str) -> str:
    if character.isascii():
        return "LATIN"
    return unicodedata.name(character, "?").partition(" ")[0]
