"""Draw lines between paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import added, line_break
from sosprobe.perturbations.text import is_free
from sosprobe.surface import blocks
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Separators:
    r"""Draw horizontal rules between the paragraphs.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Separators(), "Water boils.\n\nSteam rises.")
    Water boils.||---||Steam rises.
    """

    about = About(
        kind="style",
        bias="markdown",
        keeps=(*MEANING, "sentences"),
        moves=("paragraphs", "rule"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with rules, or why nothing in it can be set apart."""
        text = response.text
        end = line_break(text)
        edits = [
            Edit(start=start, end=start, new=f"---{2 * end}")
            for (above, _, stop), (below, start, _) in pairwise(blocks(text))
            if above not in ("heading", "rule") and below != "rule"
            if text[stop:start].count("\n") > 1 and is_free(text, start, start)
        ]
        if not edits:
            return Rejected(reason="no-site", detail="no two paragraphs")
        return added(response, *edits)


PERTURBATIONS.add("separators", Separators)
