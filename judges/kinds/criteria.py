"""A verdict on each of several criteria, and one over all: the paper's method."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from sosprobe.judges.kinds.kind import Reading, Shows, text_in
from sosprobe.judges.kinds.levels import Levels, at_level, level_in
from sosprobe.judges.marks import broken, find
from sosprobe.judges.parse import LEVELS
from sosprobe.judges.relabel import reader
from sosprobe.judges.wording import criteria_task
from sosprobe.types import Form, Reply, Verdict

if TYPE_CHECKING:
    from sosprobe.judges.template import Template

INNER = "((X))"
"""What the verdict on a criterion stands in, so that it is never taken for the one over all."""

SCALE = {"A>>B": 0.0, "A>B": 0.25, "A=B": 0.5, "B>A": 0.75, "B>>A": 1.0}
"""Preference for the second response by level, degrees kept."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """Levels by criterion and one over all, for a pair."""

    shows: Shows = "pair"
    tokens_out: int = 600

    def task(self, template: Template) -> str:
        """Return the request for a verdict on each criterion, and one over all."""
        return criteria_task(template.factors, template.legend, template.labels, template.wrap)

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return the level over all, and the criteria that have one of their own."""
        text = text_in(reply)
        if isinstance(text, Reading):
            return text
        reading = level_in(template, text)
        if reading.value is None:
            return reading
        found = by_criterion(template, text)
        missing = [name for name, _ in template.factors if name not in found]
        detail = f"no verdict on {', '.join(missing)}" if missing else ""
        return replace(reading, criteria=found, detail=detail)

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return the verdict of the one reply."""
        return at_level(self.read(template, replies[0]))

    def form(self, template: Template) -> Form | None:
        """Return nothing: a reply is free text."""
        return None

    def broken(self, template: Template, text: str) -> tuple[str, int]:
        """Break both kinds of marks."""
        text, count = Levels().broken(template, text)
        text, more = broken(text, INNER, reader(template.legend))
        return text, count + more


def by_criterion(template: Template, text: str) -> dict[str, float]:
    """Return the preference for the second response by criterion, in plain text.

    A line that begins with the name of a criterion and a colon opens its section; the last mark of
    a section counts, and two that differ count for nothing. An echo of the form, which offers every
    level in one line, is such a section.
    """
    names = {name.casefold(): name for name, _ in template.factors}
    opened = [(m.start(), names[(m[1] or m[2]).casefold()]) for m in _heads(*names).finditer(text)]
    sections: dict[str, list[str | None]] = {}
    for mark in find(text, INNER, reader(template.legend)):
        before = [(start, name) for start, name in opened if start <= mark.start]
        if before:
            start, name = before[-1]
            section = sections.setdefault(f"{start}\0{name}", [])
            section.append(mark.value)
    found: dict[str, float] = {}
    for place, levels in sections.items():
        name = place.partition("\0")[2]
        found.pop(name, None)
        level = levels[-1]
        if len(set(levels)) == 1 and level is not None and level in LEVELS:
            found[name] = SCALE[level]
    return found


@lru_cache(maxsize=64)
def _heads(*names: str) -> re.Pattern[str]:
    """Return what finds the beginnings of the criteria's sections in plain text."""
    anyone = "|".join(re.escape(name) for name in names)
    begins = rf"^[^\w\n]*(?:\d+[.)]\s*)?({anyone})\b[^\w\n:]*(?:verdict|score)?\s*:"
    return re.compile(rf"(?im){begins}|\b({anyone})\b[^\w\n:]*:[^\w\n(]*(?=\(\()")
