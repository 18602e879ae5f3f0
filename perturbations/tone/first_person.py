"""Put the author in front: statements are introduced as what I say."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, at_sites, foreign
from sosprobe.perturbations.tone.places import openable, openers
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_PHRASES = (
    "I note that",
    "I can say that",
    "I want to say that",
    "I will mention that",
    "I point out that",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPerson:
    """Open statements with a phrase in which the author speaks as I.

    The verbs (note, say, mention) report the statement, which becomes neither surer nor less
    sure by them.

    Parameters
    ----------
    dose
        Share of the sentences that can take an opener which get one.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(FirstPerson(), "The sun is hot. It gives light.")
    I note that the sun is hot. I can say that it gives light.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="voice",
        keeps=(*MEANING, "layout", "sentences"),
        moves=("characters", "words", "reading_ease", "diversity"),
        idempotent=True,
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


PERTURBATIONS.add("first_person", FirstPerson)
