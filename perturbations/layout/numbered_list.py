"""Turn sentences into a numbered list."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.layout.rows import in_rows
from sosprobe.perturbations.sites import Dose
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedList:
    """Turn the sentences of each paragraph into a numbered list.

    The numbers go on from one paragraph to the next, as markdown would show them.

    Parameters
    ----------
    dose
        Share of the sentences that get a number, from the front.

    >>> from sosprobe.perturbations.examples import show
    >>> show(NumberedList(), "Water boils at 100 degrees. Steam rises.")
    1. Water boils at 100 degrees.|2. Steam rises.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="markdown",
        keeps=MEANING,
        moves=(*("characters", "words", "sentences", "numbered", "numbers", "reading_ease"),),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response as a numbered list, or why no paragraph can be one."""
        return in_rows(response, self.dose, opening=lambda number: f"{number + 1}. ")


PERTURBATIONS.add("numbered_list", NumberedList)
