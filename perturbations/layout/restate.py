"""Say sentences twice."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.layout.repeatable import repeatable
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign, number_of
from sosprobe.perturbations.text import lowered
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_AGAIN = (
    "In other words,",
    "To put it once more,",
    "That is to say,",
    "To say it again,",
    "Put another way,",
    "To repeat,",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restate:
    """Say statements again right after themselves, as if in other words.

    Statements with a number, a negation or a name are said once.

    Parameters
    ----------
    dose
        Share of the statements that are said again.

    References
    ----------
    Ye et al. (2024), Justice or prejudice?, arXiv 2410.02736 (verbosity).

    >>> from sosprobe.perturbations.examples import show
    >>> show(Restate(), "The water boils. It has 100 degrees.")
    The water boils. To say it again, the water boils. It has 100 degrees.
    """

    dose: Dose = 1.0
    about = About(kind="style", bias="verbosity", keeps=(*MEANING, "layout"), moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the wordier response, or why nothing in it can be said again."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        sites: list[Site] = []
        for start, end in repeatable(text):
            small = lowered(text, start)
            if small is not None:
                again = _AGAIN[(number_of(item.id) + len(sites)) % len(_AGAIN)]
                new = f" {again} {small}{text[start + 1 : end]}"
                sites.append((Edit(start=end, end=end, new=new),))
        return at_sites(item, response, sites, self.dose, missing="statement to say again")


PERTURBATIONS.add("restate", Restate)
