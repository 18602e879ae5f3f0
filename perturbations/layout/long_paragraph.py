"""Make one paragraph of several."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import added
from sosprobe.perturbations.text import paragraphs
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class LongParagraph:
    r"""Join paragraphs that follow each other into one.

    >>> from sosprobe.perturbations.examples import show
    >>> show(LongParagraph(), "Water boils.\n\nSteam rises.")
    Water boils. Steam rises.
    """

    about = About(
        kind="style",
        bias="format",
        keeps=(*MEANING, "sentences", "length"),
        moves=("paragraphs",),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response in fewer paragraphs, or why none can be joined."""
        text = response.text
        edits: list[Edit] = []
        for above, below in pairwise(paragraphs(text)):
            end, start = above[-1][1], below[0][0]
            if text[end - 1] in ".!?" and not text[end:start].strip():
                edits.append(Edit(start=end, end=start, new=" "))
        if not edits:
            return Rejected(reason="no-site", detail="no two paragraphs of prose in a row")
        return added(response, *edits)


PERTURBATIONS.add("long_paragraph", LongParagraph)
