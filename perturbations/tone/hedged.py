"""Sound less sure: openers such as I think that before statements without a hedge."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.lexicons import BOOSTERS, HEDGES
from sosprobe.perturbations.sites import Dose, at_sites, foreign
from sosprobe.perturbations.tone.places import openable, openers
from sosprobe.surface import words
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_PHRASES = (
    "I think that",
    "It seems that",
    "I believe that",
    "It appears that",
    "I suppose that",
    "Perhaps",
)
_STANCE = HEDGES | BOOSTERS | {"can", "should", "if", "unless", "whether"}
"""Words that say how sure a statement is, or on what it depends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedged:
    """Open statements that hold no hedge with a phrase that makes them less sure.

    A hedge weakens what a sentence claims, and a false statement becomes less false by it: read
    this together with a substance arm. A statement that already says how sure it is stays as it is.

    Parameters
    ----------
    dose
        Share of the statements without a hedge that get an opener.

    References
    ----------
    Lee et al. (2024), Are LLM-Judges Robust to Expressions of Uncertainty? (EMBER),
    arXiv:2410.20774.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Hedged(), "The sun is hot. It gives light.")
    It appears that the sun is hot. I suppose that it gives light.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="hedging",
        keeps=(*MEANING, "layout", "sentences"),
        moves=(
            "characters",
            "words",
            "hedges",
            "diversity",
        ),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with openers, or why no sentence takes one."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        text = response.text
        spots = [
            (start, end, small)
            for start, end, small in openable(text, statements=True)
            if _STANCE.isdisjoint(words(text[start:end].casefold()))
        ]
        sites = openers(item, text, _PHRASES, spots)
        return at_sites(item, response, sites, self.dose, missing="statement without a hedge")


PERTURBATIONS.add("hedged", Hedged)
