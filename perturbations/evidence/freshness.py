"""Say how new the answer is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sosprobe.errors import UnknownName
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_LINES = {
    "new": (
        "This answer was updated this week.",
        "Last updated this week.",
        "This answer was brought up to date this morning.",
    ),
    "old": (
        "This answer was last updated many years ago.",
        "Last updated long ago.",
        "This answer was written decades ago.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Append a line that says that the answer was updated this week.

    The line carries no date, because a judge may hold any date to be past or to come.

    Parameters
    ----------
    age
        Whether the answer is said to be new or old.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Freshness(), "It is cold.")
    It is cold. This answer was updated this week.
    >>> show(Freshness(age="old"), "It is cold.")
    It is cold. This answer was last updated many years ago.
    """

    age: Literal["new", "old"] = "new"
    about = About(kind="style", bias="recency", keeps=MEANING, moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the line at its end."""
        if self.age not in _LINES:
            raise UnknownName("age", self.age, _LINES)
        return closed_with(response, pick(_LINES[self.age], "freshness", item.id))


PERTURBATIONS.add("freshness", Freshness)
