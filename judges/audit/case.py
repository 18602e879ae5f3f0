"""A nasty reply and the readings that are right."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.kinds.kind import Reading
from sosprobe.types import Outcome, Reply

Value = str | float | int | tuple[float, float] | None

LOST = (Outcome.INVALID, Outcome.AMBIGUOUS)
"""Either way of saying that no verdict can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A reply, and what may be read in it."""

    name: str
    reply: Reply
    value: Value = None
    """The verdict that is in it; None if there is none."""
    outcomes: tuple[Outcome, ...] = ()
    """How its reading may end, where there is no verdict in it."""

    def right(self, reading: Reading) -> bool:
        """Say whether a reading is right."""
        if self.outcomes:
            return reading.value is None and reading.outcome in self.outcomes
        return reading.outcome.counted and reading.value == self.value

    @property
    def wanted(self) -> str:
        """What is right, in words."""
        return " or ".join(self.outcomes) if self.outcomes else str(self.value)


def says(name: str, text: str, value: Value) -> Case:
    """Return a case with a verdict in it."""
    return Case(name=name, reply=Reply(text=text), value=value)


def lost(name: str, text: str, *outcomes: Outcome, ending: str = "stop") -> Case:
    """Return a case without a verdict."""
    reply = Reply(text=text, finish_reason=ending)
    return Case(name=name, reply=reply, outcomes=outcomes or (Outcome.INVALID,))
