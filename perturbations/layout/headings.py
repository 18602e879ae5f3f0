"""Give the paragraphs headings that say nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign, line_break
from sosprobe.perturbations.text import prose_lines
from sosprobe.surface import blocks
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_HEADINGS = (
    "Overview",
    "Details",
    "Further points",
    "More on this",
    "Other remarks",
    "In addition",
    "What follows",
    "Closing",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """Put generic headings above the paragraphs.

    Parameters
    ----------
    dose
        Share of the paragraphs (of the first eight) that get a heading.

    References
    ----------
    Headings are one of the marks that Chatbot Arena's style control holds fixed.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Headings(), "Water boils at 100 degrees.")
    ## Overview||Water boils at 100 degrees.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="markdown",
        keeps=(*MEANING, "sentences"),
        moves=(*("characters", "words", "paragraphs", "heading", "reading_ease"),),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with headings, or why no paragraph takes one."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        end = line_break(text)
        prose = {start for start, _ in prose_lines(text)}
        sites: list[Site] = []
        before, seen = "", 0
        for kind, start, stop in blocks(text):
            takes_one = start in prose and text[stop - 1] in ".!?"
            if takes_one and before != "heading" and seen < len(_HEADINGS):
                new = f"## {_HEADINGS[seen]}{2 * end}"
                sites.append((Edit(start=start, end=start, new=new),))
            seen += takes_one
            before = kind
        return at_sites(item, response, sites, self.dose, missing="paragraph without a heading")


PERTURBATIONS.add("headings", Headings)
