"""One of several levels, from much better to much worse, in a mark of the template's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sosprobe.judges.kinds.kind import Reading, Shows, text_in
from sosprobe.judges.marks import VERDICT, Ambiguous, Mark, broken, choose, find
from sosprobe.judges.parse import LEVELS
from sosprobe.judges.relabel import reader
from sosprobe.judges.reply_text import unread
from sosprobe.judges.wording import levels_task
from sosprobe.types import Form, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from sosprobe.judges.template import Template


@dataclass(frozen=True, slots=True)
class Levels:
    """One of several levels for a pair."""

    shows: Shows = "pair"
    tokens_out: int = 180

    def task(self, template: Template) -> str:
        """Return the request to explain and to end with a level."""
        return levels_task(template.legend, template.labels, template.reason, template.wrap)

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return the level that a reply ends in."""
        text = text_in(reply)
        if isinstance(text, Reading):
            return text
        return level_in(template, text)

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return the verdict of the one reply."""
        return at_level(self.read(template, replies[0]))

    def form(self, template: Template) -> Form | None:
        """Return nothing: a reply is free text that ends in a level."""
        return None

    def broken(self, template: Template, text: str) -> tuple[str, int]:
        """Break the template's marks."""
        if template.patterns:
            return _without(template, text)
        return broken(text, template.wrap, reader(template.legend))


def level_in(template: Template, text: str) -> Reading:
    """Return the level that plain text ends in."""
    if template.patterns:
        marks = _by_patterns(template, text)
    else:
        marks = find(text, template.wrap, reader(template.legend))
    if template.take == "first":
        marks = marks[:1]
    chosen = choose(text, marks, VERDICT)
    if chosen is None:
        return Reading.lost(unread(text, "no verdict marker"))
    if isinstance(chosen, Ambiguous):
        said = ", ".join(mark.value or mark.inside for mark in chosen.marks)
        return Reading(outcome=Outcome.AMBIGUOUS, detail=f"markers {said}")
    if chosen.value is None:
        detail = f"marker {chosen.inside} is not in the legend"
        return Reading(outcome=Outcome.INVALID, detail=detail)
    tie = LEVELS[chosen.value][1] == 0
    return Reading(outcome=Outcome.TIE if tie else Outcome.VALID, value=chosen.value)


def at_level(reading: Reading) -> Verdict:
    """Return the verdict of a reading whose value is a level."""
    if not isinstance(reading.value, str):
        return reading.as_lost
    preference, strength = LEVELS[reading.value]
    return Verdict(
        outcome=reading.outcome,
        preference=preference,
        strength=strength,
        soft=reading.soft,
        detail=reading.detail,
        criteria=reading.criteria,
    )


def _by_patterns(template: Template, text: str) -> list[Mark[str]]:
    """Return what a template's own patterns find, in order."""
    found = [
        Mark(match.start(), match[0].strip(), level)
        for level, wanted in template.patterns
        for match in re.finditer(wanted, text)
    ]
    return sorted(found, key=lambda mark: mark.start)


def _without(template: Template, text: str) -> tuple[str, int]:
    """Break what a template's own patterns find: a hyphen after its first word character."""
    count = 0
    for _, wanted in template.patterns:
        text, here = re.subn(wanted, lambda m: re.sub(r"(\w)", r"\1-", m[0], count=1), text)
        count += here
    return text, count
