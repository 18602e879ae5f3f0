"""Claim that most people agree with the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import pick
from sosprobe.perturbations.tone.places import closed
from sosprobe.types import Item, Kind, Rejected, Response, Rewrite

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

    kind: ClassVar[Kind] = "style"
    bias: ClassVar[str] = "bandwagon"
    keeps: ClassVar[tuple[str, ...]] = MEANING
    moves: ClassVar[tuple[str, ...]] = ADDED
    idempotent: ClassVar[bool] = False

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the sentence at its end."""
        return closed(response, pick(_LINES, "bandwagon_claim", item.id))


PERTURBATIONS.add("bandwagon_claim", BandwagonClaim)
