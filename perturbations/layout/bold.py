"""Set key words in bold type."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.layout.emphasis import emphasised
from sosprobe.perturbations.sites import Dose
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Bold:
    """Set the first key words of sentences in bold type.

    Parameters
    ----------
    dose
        Share of the sentences.

    References
    ----------
    Feuer et al. (2024), Style outweighs substance, arXiv 2409.15268.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Bold(), "Water boils at 100 degrees. The steam rises.")
    **Water boils** at 100 degrees. The **steam rises**.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="markdown",
        keeps=(*MEANING, "sentences"),
        moves=("characters", "bold"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with marked words, or why there are none to mark."""
        return emphasised(item, response, "**", self.dose)


PERTURBATIONS.add("bold", Bold)
