"""State a false value in place of a true one."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.substance.marked import KEEPS, swapped
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class FactualError:
    """State false values in place of true ones; in code, plant a bug that the tests catch.

    Parameters
    ----------
    errors
        How many facts become false; 0 means all of them.

    >>> from sosprobe.perturbations.examples import show
    >>> show(FactualError(), "Nothing is marked here.")
    declined: no-facts
    """

    errors: int = 1
    about = About(kind="substance", bias="misinformation", keeps=(*KEEPS, "constraints"))

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with false statements, or why it has no marked facts."""
        facts = [f for f in response.facts if f.kind not in ("caution", "constraint")]
        facts.sort(key=lambda fact: (fact.kind != "code", fact.start))
        return swapped(response, facts, self.errors, "no-facts")


PERTURBATIONS.add("factual_error", FactualError)
