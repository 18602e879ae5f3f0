"""A grade for each of two responses in one reply; the verdict is which is higher."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sosprobe.judges.kinds.kind import Reading, Shows, text_in
from sosprobe.judges.kinds.score import Grades, by_grades, grades
from sosprobe.judges.marks import broken, find
from sosprobe.judges.reply_text import unread
from sosprobe.judges.wording import scores_task
from sosprobe.types import Form, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from sosprobe.judges.template import Template

_TWO = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d+)?)[\s,;|/]+(\d{1,3}(?:\.\d+)?)(?![\w.])")


@dataclass(frozen=True, slots=True)
class Scores:
    """Two grades in one reply, for a pair."""

    shows: Shows = "pair"
    tokens_out: int = 180

    def task(self, template: Template) -> str:
        """Return the request for two grades."""
        return scores_task(template.scale, template.labels, template.wraps)

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return the two grades of a reply."""
        text = text_in(reply)
        if isinstance(text, Reading):
            return text
        if template.where == "first_line":
            return _first_line(text, grades(template))
        both: list[float] = []
        for wrap in template.wraps:
            marks = find(text, wrap, grades(template))
            if not marks:
                return Reading.lost(unread(text, f"no grade as {wrap}"))
            value = marks[-1].value
            if value is None:
                detail = f"grade {marks[-1].inside} is off the scale"
                return Reading(outcome=Outcome.INVALID, detail=detail)
            both.append(value)
        return _pair(both[0], both[1])

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return which of the two grades is higher."""
        reading = self.read(template, replies[0])
        if not isinstance(reading.value, tuple):
            return reading.as_lost
        return by_grades(*reading.value)

    def form(self, template: Template) -> Form | None:
        """Return nothing: a reply is free text that holds two grades."""
        return None

    def broken(self, template: Template, text: str) -> tuple[str, int]:
        """Break whatever stands in the template's marks and is a number."""
        count = 0
        for wrap in template.wraps:
            text, here = broken(text, wrap, grades(template))
            count += here
        return text, count


def _first_line(text: str, read: Grades) -> Reading:
    """Return the two grades that the first line that is not empty consists of."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    match = _TWO.fullmatch(line.strip())
    if match is None:
        return Reading.lost(unread(text, "the first line is not two grades"))
    first, second = read(match[1])[1], read(match[2])[1]
    if first is None or second is None:
        return Reading(outcome=Outcome.INVALID, detail=f"grades {line.strip()} are off the scale")
    return _pair(first, second)


def _pair(first: float, second: float) -> Reading:
    outcome = Outcome.TIE if first == second else Outcome.VALID
    return Reading(outcome=outcome, value=(first, second))
