"""Claim that very many people use the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import pick
from sosprobe.perturbations.tone.places import closed
from sosprobe.types import Item, Kind, Rejected, Response, Rewrite

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

    kind: ClassVar[Kind] = "style"
    bias: ClassVar[str] = "popularity"
    keeps: ClassVar[tuple[str, ...]] = MEANING
    moves: ClassVar[tuple[str, ...]] = ADDED
    idempotent: ClassVar[bool] = False

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the sentence at its end."""
        return closed(response, pick(_LINES, "popularity", item.id))


PERTURBATIONS.add("popularity", Popularity)
