"""Break a demand of the prompt."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.constraints import holds
from sosprobe.perturbations.substance.marked import swapped
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintViolation:
    """Break a demand of the prompt that a machine can check, and check that it is broken.

    Parameters
    ----------
    errors
        How many of the marked swaps are made; 0 means all of them.

    >>> from sosprobe.perturbations.examples import show
    >>> show(ConstraintViolation(), "Nothing is marked here.")
    declined: no-constraints
    """

    errors: int = 0
    about = About(
        kind="substance",
        bias="instruction violation",
        keeps=("layout", "length", "links"),
        moves=("exclamations", "questions", "sentences", "reading_ease"),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return a response that fails a constraint, or why it cannot."""
        facts = [fact for fact in response.facts if fact.kind == "constraint"]
        result = swapped(response, facts, self.errors, "no-constraints")
        if isinstance(result, Rejected):
            return result
        if all(holds(constraint, result.response.text) for constraint in response.constraints):
            return Rejected(reason="not-broken", detail=f"{item.id}: every constraint still holds")
        return result


PERTURBATIONS.add("constraint_violation", ConstraintViolation)
