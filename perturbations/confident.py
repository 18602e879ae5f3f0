"""Say the same in a surer tone: openers of certainty before sentences that do not hedge."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.text import edited, sentences
from sosprobe.types import Edit, Item, Kind, Rejected, Response, Rewrite

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
_LOWERABLE = re.compile(
    r"(?:the|an?|it|this|that|these|those|its|their|they|there|when|for|at|to|each|both|in|on"
    r"|after|before|because|since|while|as|one|we|you|he|she|his|her|under|over|with|every|all)$",
    re.IGNORECASE,
)
"""First words that are no names, so that they may lose their capital."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confident:
    """Open sentences with a phrase of certainty; leave hedged statements and questions alone.

    A hedge is part of what a sentence claims, so no hedge is removed and no hedged sentence is
    made sure.

    Parameters
    ----------
    dose
        Share of the sentences without a hedge that get an opener, from 0 to 1.
    """

    dose: float = 1.0
    kind: Kind = "style"
    keeps: tuple[str, ...] = (*MEANING, "layout", "sentences")

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the surer response, or why no sentence takes an opener."""
        text = response.text
        sites: list[Edit] = []
        for start, end in sentences(text):
            first = re.match(r"[A-Z][a-z]*\b", text[start:end])
            if first is None or _HEDGE.search(text[start:end]):
                continue
            if not _LOWERABLE.match(first[0]):
                continue
            opener = self._opener(item, len(sites))
            sites.append(Edit(start=start, end=start + 1, new=f"{opener} {first[0][0].lower()}"))
        if not sites:
            return Rejected(reason="no-site", detail="no sentence without a hedge to open")
        wanted = max(1, round(self.dose * len(sites)))
        edits = sites[:wanted]
        return Rewrite(
            response=edited(response, edits), edits=tuple(edits), dose=wanted / len(sites)
        )

    def _opener(self, item: Item, number: int) -> str:
        """Return an opener; the item decides where the round begins."""
        offset = hashlib.sha256(item.id.encode()).digest()[0]
        return _OPENERS[(offset + number) % len(_OPENERS)]


PERTURBATIONS.add("confident", Confident)
