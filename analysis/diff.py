"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

LONGEST = 4000
"""Tokens of a text above which no diff is made: it would take too long."""

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Piece(NamedTuple):
    """A run of text that both have, or that only one has."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_diff(before: str, after: str) -> list[Piece] | None:
    """Return the pieces that lead from `before` to `after`; None if the texts are too long.

    >>> [tuple(piece) for piece in word_diff("It was 1889.", "It was 1898.")]
    [('same', 'It was '), ('removed', '1889'), ('added', '1898'), ('same', '.')]
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > LONGEST:
        return None
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        if j > i:
            pieces.append(Piece("removed", "".join(old[i:j])))
        if m > k:
            pieces.append(Piece("added", "".join(new[k:m])))
    return pieces
