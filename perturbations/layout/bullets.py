"""Turn sentences into bullets."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.layout.rows import in_rows
from sosprobe.perturbations.sites import Dose
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """Turn the sentences of each paragraph into bullets.

    Parameters
    ----------
    dose
        Share of the sentences that become bullets, from the front.

    References
    ----------
    Feuer et al. (2024), Style outweighs substance, arXiv 2409.15268.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Bullets(), "Water boils at 100 degrees. Steam rises.")
    - Water boils at 100 degrees.|- Steam rises.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="markdown",
        keeps=MEANING,
        moves=("characters", "sentences", "bullet", "reading_ease"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response in bullets, or why no paragraph can be a list."""
        return in_rows(response, self.dose, opening=lambda number: "- ")


PERTURBATIONS.add("bullets", Bullets)
