"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

LONGEST = 4000
"""Words of a text above which no diff is made: it would take too long."""

_THOROUGH = 500
"""Words of a text above which very frequent words are no anchors, for the same reason."""

# Runs of one mark (`**`, `###`) are one word; scripts written without spaces have one a character.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"(\s*)([{_UNSPACED}]|[^\W{_UNSPACED}]+|([^\w\s])\3*|\Z)")


class Piece(NamedTuple):
    """A run of text that both have, or that only one has."""

    kind: Literal["same", "removed", "added"]
    text: str


class Word(NamedTuple):
    """A word or mark with the space before it; space at the end of a text has none after it."""

    space: str
    text: str


def word_diff(before: str, after: str) -> list[Piece] | None:
    """Return the pieces that lead from `before` to `after`; None if the texts are too long.

    Words are matched without their spaces, so that spaces never pull two different sentences
    together; a space that differs between matched words is a piece of its own.

    >>> [tuple(piece) for piece in word_diff("It was 1889.", "It was 1898.")]
    [('same', 'It was '), ('removed', '1889'), ('added', '1898'), ('same', '.')]
    """
    if too_long(before) or too_long(after):
        return None
    old, new = words(before), words(after)
    pieces: list[Piece] = []
    for piece in _pieces(old, new):
        if pieces and pieces[-1].kind == piece.kind:
            pieces[-1] = Piece(piece.kind, pieces[-1].text + piece.text)
        elif piece.text:
            pieces.append(piece)
    return pieces


def words(text: str) -> list[Word]:
    """Cut a text into words and marks; joined with their spaces, they are the text."""
    return [Word(match[1], match[2]) for match in _WORD.finditer(text) if match[0]]


def too_long(text: str) -> bool:
    """Say whether a text has more than `LONGEST` words and marks."""
    return sum(bool(word.text) for word in words(text)) > LONGEST


def _pieces(old: list[Word], new: list[Word]) -> Iterator[Piece]:
    frequent = max(len(old), len(new)) > _THOROUGH
    before, after = [word.text for word in old], [word.text for word in new]
    matcher = SequenceMatcher(None, before, after, autojunk=frequent)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            for was, now in zip(old[i:j], new[k:m], strict=True):
                yield from _space(was.space, now.space)
                yield Piece("same", was.text)
            continue
        removed = "".join(word.space + word.text for word in old[i:j])
        added = "".join(word.space + word.text for word in new[k:m])
        if i < j and k < m and old[i].space == new[k].space:
            space = old[i].space
            yield Piece("same", space)
            removed, added = removed[len(space) :], added[len(space) :]
        yield Piece("removed", removed)
        yield Piece("added", added)


def _space(was: str, now: str) -> Iterator[Piece]:
    if was == now:
        yield Piece("same", was)
    else:
        yield Piece("removed", was)
        yield Piece("added", now)
