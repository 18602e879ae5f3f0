"""Be polite: a courteous sentence in front and another one at the end."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import added, closed_with, opened_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_FIRST = (
    "Please allow me to answer your question.",
    "Kindly let me answer this for you.",
    "With your kind permission, here is the answer.",
    "With all due respect, please find the answer here.",
)
_LAST = (
    "Please do ask again whenever you like.",
    "Kindly write back at any time.",
    "Please take all the time that you need with it.",
    "With kind regards, and at your service.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polite:
    """Frame the answer with two courteous sentences.

    The courtesy is in the forms (please, kindly, regards) and not in words of feeling, so that it
    can be told from a cheerful tone.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Polite(), "It is cold.")
    Kindly let me answer this for you. It is cold. Please do ask again whenever you like.
    """

    about = About(kind="style", bias="politeness", keeps=MEANING, moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response between two courteous sentences."""
        first = opened_with(response, pick(_FIRST, "polite", item.id))
        last = closed_with(response, pick(_LAST, "polite end", item.id))
        if isinstance(first, Rejected) or isinstance(last, Rejected):
            return first if isinstance(first, Rejected) else last
        return added(response, *first.edits, *last.edits)


PERTURBATIONS.add("polite", Polite)
