"""Lean on an authority that does not exist; every name here is invented."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.text import edited, sentences
from sosprobe.types import Edit, Item, Kind, Rejected, Response, Rewrite

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
    """Append a sentence that claims the support of an invented authority."""

    kind: Kind = "style"
    keeps: tuple[str, ...] = (*(name for name in MEANING if name != "entities"), "layout")

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the claim at its end."""
        spots = sentences(response.text)
        if not spots:
            return Rejected(reason="no-site", detail="no sentence to follow")
        digest = hashlib.sha256(f"authority {item.id}".encode()).digest()
        claim = _CLAIMS[digest[0] % len(_CLAIMS)].format(_SOURCES[digest[1] % len(_SOURCES)])
        edits = (Edit(start=spots[-1][1], end=spots[-1][1], new=f" {claim}"),)
        return Rewrite(response=edited(response, edits), edits=edits, dose=1.0)


PERTURBATIONS.add("authority", Authority)
