"""Open with boilerplate."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import opened_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_OPENINGS = (
    "Let us take a look at what you are asking about.",
    "Here is what there is to say in answer to your question.",
    "Let us go through your question step by step.",
    "What follows is a response to the question that you have asked.",
    "You have come with a question, and here is an answer to it.",
    "In the following, your question is taken up and answered.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intro:
    """Open with a sentence of boilerplate that announces an answer.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Intro(), "It is cold.")
    Let us take a look at what you are asking about. It is cold.
    """

    about = About(kind="style", bias="boilerplate", keeps=MEANING, moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response behind its opening."""
        return opened_with(response, pick(_OPENINGS, "intro", item.id))


PERTURBATIONS.add("intro", Intro)
