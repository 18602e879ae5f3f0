"""Make a paragraph of each sentence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.layout.rows import opens_block
from sosprobe.perturbations.sites import Dose, Site, at_sites, line_break
from sosprobe.perturbations.text import paragraphs
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortParagraphs:
    """Begin a new paragraph with each sentence.

    Parameters
    ----------
    dose
        Share of the gaps between sentences that become paragraphs.

    >>> from sosprobe.perturbations.examples import show
    >>> show(ShortParagraphs(), "Water boils. Steam rises.")
    Water boils.||Steam rises.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="format",
        keeps=(*MEANING, "sentences"),
        moves=("paragraphs",),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response in short paragraphs, or why none can be divided."""
        text = response.text
        sites: list[Site] = [
            (Edit(start=end, end=start, new=2 * line_break(text)),)
            for group in paragraphs(text)
            for (_, end), (start, _) in pairwise(group)
            if not opens_block(text, start)
        ]
        return at_sites(item, response, sites, self.dose, missing="paragraph of several sentences")


PERTURBATIONS.add("short_paragraphs", ShortParagraphs)
