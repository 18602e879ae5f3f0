"""The length-matched control: as many characters as a style arm adds, in plain filler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.compose import build
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.filler import matching, spread
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import added, foreign
from sosprobe.types import About, Item, Messages, Rejected, Response, Rewrite

_LEAST = 24
"""Characters of the shortest filler."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neutral:
    """Add neutral sentences until the text is as long as the arm `match` makes it.

    An effect of the style arm that this twin shows as well is an effect of length alone.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Neutral(), "Water boils at 100 degrees. Steam rises.")
    Water boils at 100 degrees. Here the answer goes on. Steam rises.
    """

    match: str = "markdown"
    writer: Callable[[Messages, int], str] | None = None
    about = About(kind="control", bias="length", keeps=(*MEANING, "layout"), moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the lengthened response, or why it cannot be matched."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        twin = build(self.match, self.writer).rewrite(item, response)
        if isinstance(twin, Rejected):
            return Rejected(reason="no-twin", detail=f"{self.match}: {twin.reason}")
        wanted = len(twin.response.text) - len(response.text)
        edits = spread(response.text, matching(f"neutral {item.id}", max(wanted, _LEAST)))
        if not edits:
            return Rejected(reason="no-site", detail="no sentence to put filler after")
        return added(response, *edits)


PERTURBATIONS.add("neutral", Neutral)
