"""Say that what holds sometimes holds always."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign
from sosprobe.perturbations.substance.places import found, is_stated
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_PLURAL = r"(?:of the|of these|of them|of us|people|(?!of\b)[a-z]+(?<![sui])s(?! [a-z]*ly\b))\b"
_LIMITED = re.compile(
    rf"""\b(?P<often>usually|often|sometimes|generally|typically|frequently|normally)\b
    |\b(?P<many>most|some|many|several)(?=[ ]{_PLURAL})(?![ ](?:years|decades|days|times|ways)\b)
    |\b(?P<nearly>almost|nearly)[ ](?=(?:all|always|every|everyone|everything)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:not|never|no|more|most|less|least|how|so|very|as|too|quite|rather|fairly|the|its|their"
    r"|his|her|your|our|my|these|those|that|at|a|an|one|only|\w+n['’]t(?: \w+)?|not \w+)\s$"
    r"|[-/]$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:^|[,;:(]|\b(?:that|and|but|because|when|while|as|where|than|in|by|to))\s*$"
)
_NEW = {"often": "always", "many": "all", "nearly": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overgeneralised:
    """Turn `some`, `most`, `often` and `usually` into `all` and `always`.

    Parameters
    ----------
    dose
        Share of these words that go.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Overgeneralised(), "Most birds can fly. They usually build nests.")
    All birds can fly. They always build nests.
    """

    dose: Dose = 1.0
    about = About(
        kind="substance",
        bias="overgeneralisation",
        keeps=(
            *meaning_without("order"),
            *("layout", "sentences", "length"),
        ),
        moves=("hedges",),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the sweeping response, or why it limits nothing."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        sites: list[Site] = []
        for match, before, after in found(response.text, _LIMITED):
            name = match.lastgroup or ""
            opens = not before.strip("*_ ")
            apart = name == "often" and (
                opens or re.match(r"\s*(?:,|not\b|called|known|speaking)", after)
            )
            inside = name == "many" and match[0] != "most" and not _CLAUSE.search(before)
            if apart or inside or _BOUND.search(before) or not is_stated(before, after):
                continue
            new = _NEW[name].capitalize() if match[0][0].isupper() else _NEW[name]
            sites.append((Edit(start=match.start(), end=match.end(), new=new),))
        return at_sites(item, response, sites, self.dose, missing="word that limits a claim")


PERTURBATIONS.add("overgeneralised", Overgeneralised)
