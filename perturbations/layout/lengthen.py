"""Make a response longer without telling anything new."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.filler import matching, spread
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, added, foreign, share
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengthen:
    """Put filler sentences between the sentences of a response.

    Parameters
    ----------
    dose
        Strength; at 1 the text grows by `growth`.
    growth
        Share of the characters added at dose 1.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Lengthen(), "Water boils at 100 degrees. Steam then rises from the pot.")
    Water boils at 100 degrees. Steam then rises from the pot. That is how this part reads.
    """

    dose: Dose = 1.0
    growth: float = 0.5
    about = About(kind="style", bias="length", keeps=(*MEANING, "layout"), moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the padded response, or why it cannot be padded."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        wanted = round(share(self.dose) * self.growth * len(response.text))
        edits = spread(response.text, matching(item.id, wanted))
        if not edits:
            return Rejected(reason="no-site", detail="no sentence to put filler after")
        return replace(added(response, *edits), dose=share(self.dose))


PERTURBATIONS.add("lengthen", Lengthen)
