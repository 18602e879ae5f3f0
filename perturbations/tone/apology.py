"""Apologise for the answer without saying that anything in it is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import opened_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_LINES = (
    "Please accept my apologies for the wait.",
    "My apologies for taking up your time with this.",
    "I apologise for the plain way in which this is put.",
    "Please forgive me for the late reply.",
    "I beg your pardon for the trouble of reading this.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology:
    """Open the answer with an apology that admits no mistake in it.

    The author is sorry for the wait or the trouble, so what the answer claims stays as it was.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Apology(), "It is cold.")
    I beg your pardon for the trouble of reading this. It is cold.
    """

    about = About(kind="style", bias="apology", keeps=MEANING, moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the apology in front."""
        return opened_with(response, pick(_LINES, "apology", item.id))


PERTURBATIONS.add("apology", Apology)
