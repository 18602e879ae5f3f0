"""Sentences that add length and nothing else: no number, name, negation or new fact."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sosprobe.perturbations.text import is_whole, sentences
from sosprobe.types import Edit

FILLER = (
    "This part of the answer deserves a moment of attention.",
    "It helps to keep this point in mind while reading on.",
    "The point above can be read on its own terms.",
    "That is the part of the matter which is described here.",
    "The same thing can be looked at from more than one side.",
    "It is worth reading that statement a second time.",
    "Everything said so far belongs to the same question.",
    "This is one piece of the whole picture that the question asks about.",
    "With that said, the remaining parts follow in the same way.",
    "Each part of this answer is meant to be read together with the others.",
    "The wording here follows the wording of the question.",
    "Readers who want to can pause at this point and take it in.",
    "What has just been said is part of the answer to the question.",
    "This connects to what the question is about.",
    "Taken together, these statements form the answer.",
    "The idea is stated here in plain words.",
    "This part is to be read slowly.",
    "That covers this portion of the question.",
    "The next part continues from here.",
    "So much for this part of the answer.",
    "This is stated in the order in which it comes up.",
    "There is a reason for putting it in this place.",
    "Let us go on from this point to the rest.",
    "The question touches on this as well.",
    "That is how this part reads.",
    "Here the answer goes on.",
    "This is said for the sake of the reader.",
    "Some readers will find this familiar, and others will meet it for the first time.",
)
"""Our own sentences, of 5 to 15 words."""


def shuffled(seed: str) -> list[str]:
    """Return the filler sentences in an order that depends on `seed` alone."""
    return sorted(FILLER, key=lambda line: hashlib.sha256(f"{seed}\0{line}".encode()).digest())


def matching(seed: str, characters: int) -> list[str]:
    """Return filler whose total length, with the spaces between, is close to `characters`.

    Takes sentences in the seed's order while they fit, then closes the gap with the best one.
    """
    chosen: list[str] = []
    pool = shuffled(seed)
    left = characters
    while pool:
        best = min(pool, key=lambda line: abs(left - len(line) - 1))
        fits = [line for line in pool if left - len(line) - 1 > max(map(len, FILLER))]
        line = fits[0] if fits else best
        if abs(left - len(line) - 1) >= left:
            break
        chosen.append(line)
        pool.remove(line)
        left -= len(line) + 1
    return chosen


def spread(text: str, lines: Sequence[str]) -> list[Edit]:
    """Return edits that spread `lines` evenly after sentences of `text`, the last at the end."""
    spots = [span for span in sentences(text) if is_whole(text, *span)]
    if not spots:
        return []
    added: dict[int, str] = {}
    for number, line in enumerate(lines):
        end = spots[-1 - (len(lines) - 1 - number) * len(spots) // max(1, len(lines))][1]
        added[end] = added.get(end, "") + " " + line
    return [Edit(start=end, end=end, new=new) for end, new in sorted(added.items())]
