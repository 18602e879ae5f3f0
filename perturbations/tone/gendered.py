"""Name the author's gender: a first sentence that says it and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sosprobe.errors import UnknownName
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import opened_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_GENDERS = ("woman", "man")
_LINES = (
    "As a {}, let me answer it this way.",
    "Speaking as a {}, here is my answer.",
    "This is how a {} like me answers the question.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gendered:
    """Open the answer with a sentence that names the gender of its author.

    The same words serve both genders. Run both and compare them with each other: the difference is
    the effect of the gender, while each one alone also has the effect of the added sentence.

    Parameters
    ----------
    gender
        The author's gender that is named.

    References
    ----------
    Chen et al. (2024), Humans or LLMs as the Judge? A Study on Judgement Bias, arXiv:2402.10669.
    There the content is rewritten; here it stays.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Gendered(gender="man"), "It is cold.")
    Speaking as a man, here is my answer. It is cold.
    """

    gender: Literal["woman", "man"] = "woman"
    about = About(kind="style", bias="gender", keeps=MEANING, moves=ADDED)

    def __post_init__(self) -> None:
        if self.gender not in _GENDERS:
            raise UnknownName("gender", self.gender, _GENDERS)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the gender named in front."""
        line = pick(_LINES, "gendered", item.id).format(self.gender)
        return opened_with(response, line)


PERTURBATIONS.add("gendered", Gendered)
