"""Address the reader: statements are introduced as what you will read."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, at_sites, foreign
from sosprobe.perturbations.tone.places import openable, openers
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_PHRASES = (
    "As you read on, note this:",
    "You will notice that",
    "As you will see,",
    "For you to know,",
    "Bear in mind that",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPerson:
    """Open statements with a phrase that addresses the reader as you.

    The phrases speak of reading on and add nothing about the subject.

    Parameters
    ----------
    dose
        Share of the sentences that can take an opener which get one.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(SecondPerson(), "The sun is hot. It gives light.")
    As you read on, note this: the sun is hot. You will notice that it gives light.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="voice",
        keeps=(*MEANING, "layout", "sentences"),
        moves=("characters", "words", "reading_ease", "diversity"),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with openers, or why no sentence takes one."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        text = response.text
        spots = openable(text, statements=True)
        sites = openers(item, text, _PHRASES, spots)
        return at_sites(item, response, sites, self.dose, missing="statement that takes an opener")


PERTURBATIONS.add("second_person", SecondPerson)
