"""Say things in the wrong order."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.sites import Dose, some_of
from sosprobe.perturbations.sites import shuffled as in_order
from sosprobe.perturbations.text import edited, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Shuffled:
    """Move sentences of the response to one another's places.

    Parameters
    ----------
    moved
        Share of the sentences that move, each of them to the place of another.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Shuffled(), "Boil the water. Add salt. Add the rice. Wait until it is soft.")
    Add salt. Wait until it is soft. Boil the water. Add the rice.
    """

    moved: Dose = 1.0
    about = About(
        kind="substance",
        bias="incoherence",
        keeps=(*("constraints", "language", "layout", "sentences", "length"),),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the disordered response, or why it has too few sentences."""
        text = response.text
        spans = [span for span in sentences(text) if text[span[1] - 1] in ".!?"]
        if len({text[slice(*span)] for span in spans}) < 2:
            return Rejected(reason="no-site", detail="no two sentences")
        wanted = max(2, some_of(self.moved, len(spans)))
        chosen = in_order(spans, "order", item.id)[:wanted]
        edits = [
            Edit(start=start, end=end, new=text[slice(*other)])
            for (start, end), other in zip(chosen, chosen[1:] + chosen[:1], strict=True)
            if text[start:end] != text[slice(*other)]
        ]
        if not edits:
            return Rejected(reason="no-site", detail="the chosen sentences are equal")
        edits.sort(key=lambda edit: edit.start)
        return Rewrite(
            response=edited(response, edits), edits=tuple(edits), dose=len(chosen) / len(spans)
        )


PERTURBATIONS.add("shuffled", Shuffled)
