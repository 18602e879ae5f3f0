"""Give a worse answer to the same question."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import NAMES
from sosprobe.perturbations.substance.marked import swapped
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongResponse:
    """Give the worst other response of the item instead, or make every marked fact false.

    The other response is one that the data set grades lower; of several, the one of the nearest
    length. Where the item has none, all facts of the response become false at once.

    >>> from sosprobe.perturbations.examples import show
    >>> show(WrongResponse(), "Nothing is marked and nothing is graded here.")
    declined: no-worse-response
    """

    about = About(kind="substance", bias="wrong answer", moves=tuple(NAMES))

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the worse response, or why there is none."""
        grade = response.gold
        worse = [
            (other.gold, abs(len(other.text) - len(response.text)), name)
            for name, other in item.responses.items()
            if grade is not None and other.gold is not None and other.gold < grade
        ]
        if not worse:
            facts = [fact for fact in response.facts if fact.kind != "constraint"]
            return swapped(response, facts, 0, "no-worse-response")
        other = item.responses[min(worse)[2]]
        edit = Edit(start=0, end=len(response.text), new=other.text)
        return Rewrite(response=other, edits=(edit,), dose=1.0)


PERTURBATIONS.add("wrong_response", WrongResponse)
