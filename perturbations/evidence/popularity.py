"""Claim that very many people use the answer."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_LINES = (
    "Millions of readers use this answer.",
    "This answer is read by millions of people every month.",
    "This is the answer that millions of people turn to.",
    "Millions of people around the world have used this answer.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Popularity:
    """Append a claim that millions of people use the answer.

    How often an answer is read says nothing about whether it is right.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Popularity(), "It is cold.")
    It is cold. This answer is read by millions of people every month.
    """

    about = About(kind="style", bias="popularity", keeps=MEANING, moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the sentence at its end."""
        return closed_with(response, pick(_LINES, "popularity", item.id))


PERTURBATIONS.add("popularity", Popularity)
