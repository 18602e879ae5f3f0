"""Say the same in a surer tone: openers of certainty before sentences that do not hedge."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign, number_of
from sosprobe.perturbations.text import lowered, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_OPENERS = (
    "Clearly,",
    "Certainly,",
    "Undeniably,",
    "Beyond all doubt,",
    "It is absolutely certain that",
    "Definitely,",
    "As everyone can see,",
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|can|usually|often|sometimes|perhaps|about|around|roughly|nearly|almost"
    r"|likely|probably|possibly|generally|typically|tends?|seems?|appears?|some|most|many|few"
    r"|should|if|unless|whether)\b|\?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confident:
    """Open sentences with a phrase of certainty; leave hedged statements and questions alone.

    A hedge is part of what a sentence claims, so no hedge is removed and no hedged sentence is
    made sure.

    Parameters
    ----------
    dose
        Share of the sentences without a hedge that get an opener.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Confident(), "It is cold. It may snow.")
    Clearly, it is cold. It may snow.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="assertiveness",
        keeps=(*MEANING, "layout", "sentences"),
        moves=(*("characters", "words", "boosters", "reading_ease", "diversity"),),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the surer response, or why no sentence takes an opener."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        text = response.text
        sites: list[Site] = []
        for start, end in sentences(text):
            small = lowered(text, start)
            if small is None or _HEDGE.search(text[start:end]):
                continue
            opener = _OPENERS[(number_of(item.id) + len(sites)) % len(_OPENERS)]
            sites.append((Edit(start=start, end=start + 1, new=f"{opener} {small}"),))
        return at_sites(item, response, sites, self.dose, missing="sentence without a hedge")


PERTURBATIONS.add("confident", Confident)
