"""Make a response longer without telling anything new."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.filler import matching, spread
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.text import edited
from sosprobe.types import Item, Kind, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengthen:
    """Put filler sentences between the sentences of a response.

    Parameters
    ----------
    dose
        Strength; at 1 the text grows by `growth`.
    growth
        Share of the characters added at dose 1.
    """

    dose: float = 1.0
    growth: float = 0.5
    kind: Kind = "style"
    keeps: tuple[str, ...] = (*MEANING, "layout")

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the padded response, or why it cannot be padded."""
        wanted = round(self.dose * self.growth * len(response.text))
        edits = spread(response.text, matching(item.id, wanted))
        if not edits:
            return Rejected(reason="no-site", detail="no sentence to put filler after")
        return Rewrite(response=edited(response, edits), edits=tuple(edits), dose=self.dose)


PERTURBATIONS.add("lengthen", Lengthen)
