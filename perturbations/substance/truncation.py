"""Stop early."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import NAMES
from sosprobe.perturbations.sites import Dose, some_of
from sosprobe.perturbations.text import edited, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncation:
    """Cut the response off after one of its sentences.

    Parameters
    ----------
    dose
        Share of the sentences that go, with everything that stands among them; one stays.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Truncation(), "Boil the water. Add salt. Add the rice. Wait until it is soft.")
    Boil the water. Add salt.
    """

    dose: Dose = 0.5
    about = About(kind="substance", bias="omission", keeps=("language",), moves=tuple(NAMES))

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the beginning of the response, or why it has no sentence to lose."""
        text = response.text
        ends = [end for _, end in sentences(text) if text[end - 1] in ".!?"]
        wanted = some_of(self.dose, len(ends))
        stays = max(1, len(ends) - wanted)
        if len(ends) <= stays:
            return Rejected(reason="no-site", detail="no second sentence")
        edit = Edit(start=ends[stays - 1], end=len(text), new="")
        return Rewrite(
            response=edited(response, [edit]),
            edits=(edit,),
            dose=(len(ends) - stays) / len(ends),
        )


PERTURBATIONS.add("truncation", Truncation)
