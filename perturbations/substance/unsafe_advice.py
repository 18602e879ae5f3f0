"""Give careless advice in place of careful one."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.substance.marked import KEEPS, swapped
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsafeAdvice:
    """Contradict the caution that a careful answer holds; everyday hazards only.

    Parameters
    ----------
    errors
        How many of the marked swaps are made; 0 means all of them.

    >>> from sosprobe.perturbations.examples import show
    >>> show(UnsafeAdvice(), "Nothing is marked here.")
    declined: no-cautions
    """

    errors: int = 0
    about = About(kind="substance", bias="unsafe content", keeps=KEEPS, moves=("negative",))

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the careless response, or why it holds no marked caution."""
        facts = [fact for fact in response.facts if fact.kind == "caution"]
        return swapped(response, facts, self.errors, "no-cautions")


PERTURBATIONS.add("unsafe_advice", UnsafeAdvice)
