"""Exclaim: full stops become exclamation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign
from sosprobe.perturbations.text import is_free, is_whole, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_ENDS_IN_A_WORD = re.compile(r"(?<![\w.])[a-z’'-]{3,}\.$")
"""No figure or letter, after which the mark would read as a factorial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclamations:
    """End a share of the statements with an exclamation mark in place of a full stop.

    Nothing is added, so the text keeps its length. Sentences that end in a figure, a formula or an
    abbreviation keep their full stop.

    Parameters
    ----------
    dose
        Share of the full stops that are replaced.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Exclamations(), "The sun is hot. It is 5 o'clock. The year is 2001.")
    The sun is hot! It is 5 o'clock! The year is 2001.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="sentiment",
        keeps=(*MEANING, "layout", "sentences", "length"),
        moves=("exclamations",),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with exclamation marks, or why it has no statement for one."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        sites: list[Site] = [
            (Edit(start=end - 1, end=end, new="!"),)
            for start, end in sentences(text)
            if is_whole(text, start, end)
            and _ENDS_IN_A_WORD.search(text[start:end])
            and is_free(text, end - 1, end)
        ]
        return at_sites(item, response, sites, self.dose, missing="full stop after a statement")


PERTURBATIONS.add("exclamations", Exclamations)
