"""Stuff the response with the words of a rubric."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.errors import SetupError
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.attack.planting import PLANTED, planted
from sosprobe.perturbations.features import ADDED
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricStuffing:
    """Append the words of a rubric, over and over, as if they described the response.

    With the words of the rubric that the judge is given, it shows whether the words alone score.

    Parameters
    ----------
    rubric
        The words, with spaces between them.
    times
        How often they are said.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(RubricStuffing(rubric="clear complete", times=2), "It is cold.")
    It is cold.||Clear, complete. Clear, complete.
    """

    rubric: str = "helpful correct complete accurate clear relevant"
    times: int = 5
    about = About(
        kind="attack",
        bias="rubric stuffing",
        keeps=PLANTED,
        moves=(*ADDED, "paragraphs", "positive"),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the attack behind it."""
        words = self.rubric.split()
        if not words or self.times < 1:
            raise SetupError("Rubric stuffing takes one word and one time at the least.")
        return planted(response, ". ".join([", ".join(words).capitalize()] * self.times) + ".")


PERTURBATIONS.add("rubric_stuffing", RubricStuffing)
