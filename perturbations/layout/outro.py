"""Close with boilerplate."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_CLOSINGS = (
    "In summary, these are the points that answer the question.",
    "To sum up, all of the above taken together is the answer to your question.",
    "In conclusion, the points above give an overview of what you asked about.",
    "To conclude, this is how your question can be answered.",
    "All in all, this is what there is to say about your question.",
    "In short, the answer is made up of the points above.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outro:
    """Close with a paragraph of summary that sums nothing up.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Outro(), "It is cold.")
    It is cold.||All in all, this is what there is to say about your question.
    """

    about = About(kind="style", bias="boilerplate", keeps=MEANING, moves=(*ADDED, "paragraphs"))

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with its closing."""
        return closed_with(response, pick(_CLOSINGS, "outro", item.id), apart=True)


PERTURBATIONS.add("outro", Outro)
