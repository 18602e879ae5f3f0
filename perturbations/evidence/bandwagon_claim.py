"""Claim that most people agree with the answer."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_LINES = (
    "Most people agree with this answer.",
    "The large majority of readers agree with this answer.",
    "Everyone who was asked agrees with this answer.",
    "Nine readers in ten side with this answer.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandwagonClaim:
    """Append a claim that most people agree with the answer.

    In the sources the judge's prompt says how many people prefer a response; here the response
    says so itself, without a figure.

    References
    ----------
    Koo et al. (2023), Benchmarking Cognitive Biases in Large Language Models as Evaluators
    (CoBBLEr, bandwagon effect), arXiv:2309.17012; Ye et al. (2024), CALM, arXiv:2410.02736.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(BandwagonClaim(), "It is cold.")
    It is cold. Everyone who was asked agrees with this answer.
    """

    about = About(kind="style", bias="bandwagon", keeps=MEANING, moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the sentence at its end."""
        return closed_with(response, pick(_LINES, "bandwagon_claim", item.id))


PERTURBATIONS.add("bandwagon_claim", BandwagonClaim)
