"""Put numbers in brackets after claims, as if a list of sources stood behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign
from sosprobe.perturbations.text import edited, is_free, is_whole, sentences
from sosprobe.surface import outside_code
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_PRESENT = re.compile(r"\[\d+\]")
_BEFORE = re.compile(r"[\w)%]\.")
"""What a marker may follow, and the full stop that it stands before."""
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nothing|nobody|nowhere|without|cannot|\w+n['’]t)\.$",
    re.IGNORECASE,
)
"""A negating last word: the marker would seem to be what it negates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationMarkers:
    """Put citation markers such as [1] at the end of sentences, with no list that they point to.

    The markers are numbered as they come. A text that has such markers already is left alone.

    Parameters
    ----------
    dose
        Share of the statements that get a marker.

    References
    ----------
    The mildest form of the authority bias of Chen et al. (2024), Humans or LLMs as the Judge? A
    Study on Judgement Bias, arXiv:2402.10669.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(CitationMarkers(), "Water boils at 100 degrees. Steam then rises. Why is that?")
    Water boils at 100 degrees [1]. Steam then rises [2]. Why is that?
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="authority",
        keeps=(
            *meaning_without("numbers"),
            *("layout", "sentences"),
        ),
        moves=(*("characters", "words", "numbers", "reading_ease", "diversity"),),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with markers, or why no sentence takes one."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        if _PRESENT.search(outside_code(text)):
            return Rejected(reason="present", detail="the response has such markers already")
        sites: list[Site] = []
        for start, end in sentences(text):
            claims = is_whole(text, start, end) and not _NEGATED.search(text[start:end])
            if claims and _BEFORE.fullmatch(text, end - 2, end) and is_free(text, end - 1, end):
                sites.append((Edit(start=end - 1, end=end - 1, new=" [#]"),))
        made = at_sites(item, response, sites, self.dose, missing="statement to mark")
        if isinstance(made, Rejected):
            return made
        edits = tuple(replace(edit, new=f" [{n}]") for n, edit in enumerate(made.edits, 1))
        return Rewrite(response=edited(response, edits), edits=edits, dose=made.dose)


PERTURBATIONS.add("citation_markers", CitationMarkers)
