"""A grade for each response alone; the pair's verdict is which grade is higher."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sosprobe.judges.kinds.kind import Reading, Shows, text_in
from sosprobe.judges.marks import RATING, Ambiguous, broken, choose, find
from sosprobe.judges.reply_text import unread
from sosprobe.judges.wording import score_task
from sosprobe.types import Form, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from sosprobe.judges.template import Template

_NUMBER = re.compile(
    r"\s*([-+]?\d{1,9}(?:[.,]\d{1,9})?|[-+]?\.\d{1,9})(?:\s*(?:/|out of)\s*(\d{1,4}))?\s*"
)
_BARE = re.compile(r"\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*")


@dataclass(frozen=True, slots=True)
class Score:
    """A grade on a scale, for one response a question."""

    shows: Shows = "one"
    tokens_out: int = 120

    def task(self, template: Template) -> str:
        """Return the request to explain and to end with a grade."""
        return score_task(template.scale, template.reason, template.wrap)

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return the grade that a reply ends in."""
        text = text_in(reply)
        if isinstance(text, Reading):
            return text
        marks = find(text, template.wrap, grades(template))
        if template.take == "first":
            marks = marks[:1]
        chosen = choose(text, marks, RATING)
        if chosen is None:
            return Reading.lost(unread(text, "no grade"))
        if isinstance(chosen, Ambiguous):
            said = ", ".join(mark.inside for mark in chosen.marks)
            return Reading(outcome=Outcome.AMBIGUOUS, detail=f"grades {said}")
        if chosen.value is None:
            return Reading(
                outcome=Outcome.INVALID, detail=f"grade {chosen.inside} is off the scale"
            )
        return Reading(outcome=Outcome.VALID, value=chosen.value)

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return which of the two grades is higher."""
        first, second = (self.read(template, reply) for reply in replies)
        return compared(first, second)

    def form(self, template: Template) -> Form | None:
        """Return nothing: a reply is free text that ends in a grade."""
        return None

    def broken(self, template: Template, text: str) -> tuple[str, int]:
        """Break whatever stands in the template's marks and is a number."""
        return broken(text, template.wrap, grades(template))


@dataclass(frozen=True, slots=True)
class Reward:
    """The number that a reward model gives, for one response a question; there is no scale."""

    shows: Shows = "one"
    tokens_out: int = 1

    def task(self, template: Template) -> str:
        """Return nothing: a reward model is not told what to do."""
        return ""

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return the number that is the whole reply."""
        if reply.finish_reason == "content_filter":
            return Reading(outcome=Outcome.REFUSED, detail="stopped by the provider's filter")
        match = _BARE.fullmatch(reply.text)
        value = float(match[1]) if match else math.nan
        if not math.isfinite(value):
            return Reading.lost(unread(reply.text, "the reply is not a number"))
        return Reading(outcome=Outcome.VALID, value=value)

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return which of the two rewards is higher."""
        first, second = (self.read(template, reply) for reply in replies)
        return compared(first, second)

    def form(self, template: Template) -> Form | None:
        """Return nothing."""
        return None

    def broken(self, template: Template, text: str) -> tuple[str, int]:
        """Return the text: a candidate cannot write the number."""
        return text, 0


def compared(first: Reading, second: Reading) -> Verdict:
    """Return the verdict of two grades; a lost one loses the trial, and its reason is kept."""
    grades_of: list[float] = []
    for place, reading in (("first", first), ("second", second)):
        if not isinstance(reading.value, int | float):
            return Verdict(outcome=reading.outcome, detail=f"{place} response: {reading.detail}")
        grades_of.append(float(reading.value))
    return by_grades(grades_of[0], grades_of[1])


def by_grades(first: float, second: float) -> Verdict:
    """Return the verdict of two grades, the higher the better."""
    tie = first == second
    return Verdict(
        outcome=Outcome.TIE if tie else Outcome.VALID,
        preference=0.5 if tie else float(second > first),
        strength=0 if tie else 1,
        scores=(first, second),
    )


def grades(template: Template) -> Grades:
    """Return what reads the inside of a mark as a grade of a template."""
    return Grades(*template.scale, words=template.grades)


@dataclass(frozen=True, slots=True)
class Grades:
    """Read the inside of a mark as a grade."""

    low: float
    high: float
    words: tuple[tuple[str, float], ...] = ()
    """Grades that are written as words or letters."""

    def __call__(self, inside: str) -> tuple[bool, float | None]:
        """Say whether it is a grade, and which if it lies on the scale.

        >>> read = Grades(1, 10)
        >>> [read(text) for text in ("7.5", "8/10", "11", "8/100", "good")]
        [(True, 7.5), (True, 8.0), (True, None), (True, None), (False, None)]
        """
        named = dict(self.words)
        if inside.strip().casefold() in named:
            return True, named[inside.strip().casefold()]
        match = _NUMBER.fullmatch(inside)
        if match is None:
            return False, None
        if self.words:
            return True, None
        value = float(match[1].replace(",", "."))
        whole = match[2] is None or float(match[2]) == self.high
        return True, value if whole and self.low <= value <= self.high else None
