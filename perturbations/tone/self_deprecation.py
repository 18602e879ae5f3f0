"""Talk the author down: a first sentence in which the author claims little skill."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import opened_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_LINES = (
    "Please read this as the attempt of a mere beginner.",
    "My own grasp of such things is modest.",
    "Others know far more about this than a beginner like me.",
    "I am only a humble amateur at this.",
    "Bear with me, for this is the work of an amateur.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfDeprecation:
    """Open the answer with a sentence that belittles its author, not its content.

    It is the mirror image of `persona`: the same claim about the author, downwards.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(SelfDeprecation(), "It is cold.")
    Bear with me, for this is the work of an amateur. It is cold.
    """

    about = About(kind="style", bias="self-deprecation", keeps=MEANING, moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the modest sentence in front."""
        return opened_with(response, pick(_LINES, "self-deprecation", item.id))


PERTURBATIONS.add("self_deprecation", SelfDeprecation)
