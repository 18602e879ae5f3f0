"""End the answer with a list of works that do not exist."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.evidence.invented import works
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Dose, closed_with, line_break, some_of
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_MOST = 3
"""Works at full dose."""
_PRESENT = re.compile(
    r"^[ \t#*_]*(?:references|sources|bibliography)[*_]*[ \t]*(?::|\r?$)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceList:
    """Append a list of references whose authors, titles, publishers and years are invented.

    The titles name no subject. A text that has such a list already is left alone.

    Parameters
    ----------
    dose
        Share of the three works that are listed.

    References
    ----------
    A longer form of the fake citations of Chen et al. (2024), Humans or LLMs as the Judge? A Study
    on Judgement Bias, arXiv:2402.10669.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(ReferenceList(dose="weak"), "It is cold.")
    It is cold.||References:|[1] Casimir Haldreth: The Lissdale Manual. Bellacourt Editions, 2007.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="authority",
        keeps=meaning_without("numbers", "entities"),
        moves=(*ADDED, "paragraphs", "numbers"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the list at its end."""
        if _PRESENT.search(response.text):
            return Rejected(reason="present", detail="the response has a list of sources already")
        count = some_of(self.dose, _MOST)
        lines = [
            f"[{n}] {work.author}: {work.title}. {work.press}, {work.year}."
            for n, work in enumerate(works("reference_list", item.id)[:count], 1)
        ]
        block = line_break(response.text).join(["References:", *lines])
        made = closed_with(response, block, apart=True)
        return made if isinstance(made, Rejected) else replace(made, dose=count / _MOST)


PERTURBATIONS.add("reference_list", ReferenceList)
