"""Link sentences that follow each other by connectives that add: moreover, furthermore."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, at_sites, foreign
from sosprobe.perturbations.text import sentences
from sosprobe.perturbations.tone.places import openable, openers
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_PHRASES = ("Moreover,", "In addition,", "Furthermore,", "Additionally,", "What is more,")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connectives:
    """Open sentences, from the second one on, with connectives of addition.

    Such words claim that a point comes in addition to the one before and nothing about the subject.
    Sentences that begin with a link of their own are left alone.

    Parameters
    ----------
    dose
        Share of the sentences that can take an opener which get one.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Connectives(), "The sun is hot. It gives light.")
    The sun is hot. Moreover, it gives light.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="coherence",
        keeps=(*MEANING, "layout", "sentences"),
        moves=("characters", "words", "reading_ease", "diversity"),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with openers, or why no sentence takes one."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        text = response.text
        first = sentences(text)[0][0] if sentences(text) else 0
        spots = [spot for spot in openable(text) if spot[0] > first]
        sites = openers(item, text, _PHRASES, spots)
        return at_sites(
            item, response, sites, self.dose, missing="second sentence that takes a connective"
        )


PERTURBATIONS.add("connectives", Connectives)
