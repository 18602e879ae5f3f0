"""The best of several responses shown at once.

A trial compares two of them: who was chosen beats who was not, and where a third was chosen the two
are even. Averaged, that is how much more often one is chosen than the other, halved and put at one
half; nothing is assumed of how choices would fall among fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sosprobe.judges.kinds.kind import Reading, Shows, text_in
from sosprobe.judges.marks import VERDICT, Ambiguous, broken, choose, find
from sosprobe.judges.reply_text import unread
from sosprobe.judges.wording import LETTERS, best_task
from sosprobe.types import Form, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from sosprobe.judges.template import Template


@dataclass(frozen=True, slots=True)
class Best:
    """The best of up to eight responses."""

    shows: Shows = "several"
    tokens_out: int = 180

    def task(self, template: Template) -> str:
        """Return the request to explain and to end with one letter."""
        return best_task(template.reason, template.wrap)

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return the place of the response that a reply chooses."""
        text = text_in(reply)
        if isinstance(text, Reading):
            return text
        marks = find(text, template.wrap, letter)
        chosen = choose(text, marks, VERDICT)
        if chosen is None:
            return Reading.lost(unread(text, "no verdict marker"))
        if isinstance(chosen, Ambiguous):
            said = ", ".join(mark.inside for mark in chosen.marks)
            return Reading(outcome=Outcome.AMBIGUOUS, detail=f"markers {said}")
        if chosen.value is None:
            return Reading(outcome=Outcome.INVALID, detail=f"no response is called {chosen.inside}")
        return Reading(outcome=Outcome.VALID, value=chosen.value)

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return the verdict on two of the responses shown."""
        reading = self.read(template, replies[0])
        if not isinstance(reading.value, int):
            return reading.as_lost
        if reading.value not in at:
            return Verdict(
                outcome=Outcome.TIE, preference=0.5, detail="another response was chosen"
            )
        return Verdict(outcome=Outcome.VALID, preference=float(reading.value == at[1]), strength=1)

    def form(self, template: Template) -> Form | None:
        """Return nothing: a reply is free text that ends in a letter."""
        return None

    def broken(self, template: Template, text: str) -> tuple[str, int]:
        """Break the template's marks."""
        return broken(text, template.wrap, letter)


def letter(inside: str) -> tuple[bool, int | None]:
    """Say whether the inside of a mark names a response, and which.

    >>> [letter(text) for text in ("A", " h ", "K", "12", "A>B")]
    [(True, 0), (True, 7), (True, None), (False, None), (True, None)]
    """
    plain = "".join(inside.split()).upper()
    if plain in LETTERS:
        return True, LETTERS.index(plain)
    one = len(plain) == 1 and plain.isalpha()
    comparison = any(sign in plain for sign in "<>=") and plain[:1] in LETTERS
    return one or comparison or plain == "TIE", None
