"""The length-matched control: as many characters as a style arm adds, in plain filler."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.filler import matching, spread
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.text import edited
from sosprobe.types import Item, Kind, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Neutral:
    """Add neutral sentences until the text is as long as the arm `match` makes it.

    An effect of the style arm that this twin shows as well is an effect of length alone.
    """

    match: str = "markdown"
    kind: Kind = "control"
    keeps: tuple[str, ...] = (*MEANING, "layout")

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the lengthened response, or why it cannot be matched."""
        twin = PERTURBATIONS.build(self.match).rewrite(item, response)
        if isinstance(twin, Rejected):
            return Rejected(reason="no-twin", detail=f"{self.match}: {twin.reason}")
        wanted = len(twin.response.text) - len(response.text)
        edits = spread(response.text, matching(f"neutral {item.id}", max(wanted, 24)))
        if not edits:
            return Rejected(reason="no-site", detail="no sentence to put filler after")
        return Rewrite(response=edited(response, edits), edits=tuple(edits), dose=1.0)


PERTURBATIONS.add("neutral", Neutral)
