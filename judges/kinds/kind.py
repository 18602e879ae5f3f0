"""What every kind of verdict can do, and what a single reply says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from sosprobe.judges.reply_text import ending, final_text
from sosprobe.types import Form, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from sosprobe.judges.template import Template

Shows = Literal["pair", "one", "several"]
"""How many responses a question of this kind shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reply says, before it is known which trial it belongs to."""

    outcome: Outcome
    value: str | float | int | tuple[float, float] | None = None
    """A level, a grade, two grades, or the place of the best response; None if none came out."""
    detail: str = ""
    soft: float | None = None
    """Probability of the second response, if there are token probabilities."""
    criteria: Mapping[str, float] = field(default_factory=dict[str, float])

    @classmethod
    def lost(cls, verdict: Verdict) -> Reading:
        """Return the reading of a reply that holds no verdict."""
        return cls(outcome=verdict.outcome, detail=verdict.detail)

    @property
    def as_lost(self) -> Verdict:
        """The verdict of a trial whose reply could not be read."""
        return Verdict(outcome=self.outcome, detail=self.detail)


def text_in(reply: Reply, after: Callable[[str], str | None] = final_text) -> str | Reading:
    """Return the text of a reply that may hold a verdict, or the reading of one that cannot.

    Parameters
    ----------
    after
        Gives the text after the last reasoning block, or None if a block is never closed.
    """
    ended = ending(reply)
    if ended is not None:
        return Reading.lost(ended)
    text = after(reply.text)
    if text is None:
        return Reading(outcome=Outcome.INVALID, detail="reasoning block not closed")
    return text


class Kind(Protocol):
    """Say what is asked for, and read it; pure."""

    @property
    def shows(self) -> Shows:
        """How many responses a question shows."""
        ...

    @property
    def tokens_out(self) -> int:
        """Tokens of a usual reply, for estimates of the cost."""
        ...

    def task(self, template: Template) -> str:
        """Return what stands in the place {{task}}."""
        ...

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return what one reply says."""
        ...

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return the verdict on the responses shown at two places, in that order."""
        ...

    def form(self, template: Template) -> Form | None:
        """Return the form of a reply, for judges that can hold a model to it."""
        ...

    def broken(self, template: Template, text: str) -> tuple[str, int]:
        """Break what could be read as a verdict in a candidate's text; and how often."""
        ...
