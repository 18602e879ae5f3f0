"""Change nothing: the A/A control, whose answers show the noise floor."""

from __future__ import annotations

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import INVARIANTS
from sosprobe.types import About, Item, Response, Rewrite


class Identity:
    """Return the response as it is.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Identity(), "It is cold.")
    It is cold.
    """

    about = About(kind="control", bias="noise", keeps=tuple(INVARIANTS), idempotent=True)

    def rewrite(self, item: Item, response: Response) -> Rewrite:
        """Return `response` unchanged."""
        return Rewrite(response=response, edits=(), dose=0.0)


PERTURBATIONS.add("identity", Identity)
