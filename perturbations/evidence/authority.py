"""Lean on an authority that does not exist; every name here is invented."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_SOURCES = (
    "Professor Marlene Ostberg of the Harlow Institute",
    "the standing review board of the Wendover Society",
    "Doctor Piers Abendroth, a leading authority in the field",
    "the reference handbook of the Callister Foundation",
    "Professor Ines Tarrow of the University of Eastmere",
)
_CLAIMS = (
    "This answer agrees with the published view of {}.",
    "All of this has been confirmed by {}.",
    "The same is taught by {}.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Append a sentence that claims the support of an invented authority.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Authority(), "It is cold.")
    It is cold. All of this has been confirmed by the standing review board of the Wendover Society.
    """

    about = About(
        kind="style",
        bias="authority",
        keeps=meaning_without("entities"),
        moves=ADDED,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the claim at its end."""
        source = pick(_SOURCES, "authority", item.id)
        claim = pick(_CLAIMS, "authority claim", item.id).format(source)
        return closed_with(response, claim)


PERTURBATIONS.add("authority", Authority)
