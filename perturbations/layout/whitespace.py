"""Change blanks and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, Site, at_sites, line_break
from sosprobe.perturbations.text import paragraphs
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_BLANK_LINE = re.compile(r"(?:\r?\n){2}(?=[^\s])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whitespace:
    r"""Put double spaces between sentences, and spaces and a blank line more after paragraphs.

    A judge should not notice.

    Parameters
    ----------
    dose
        Share of the gaps that grow.

    References
    ----------
    Sclar et al. (2023), Quantifying language models' sensitivity to spurious features in prompt
    design, arXiv 2310.11324, change such blanks in prompts.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Whitespace(), "Water boils. Steam rises.\n\nIt is hot.")
    Water boils.  Steam rises.  |||It is hot.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="format",
        keeps=(*MEANING, "sentences"),
        moves=("characters",),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with wider gaps, or why it has none to widen."""
        text = response.text
        sites: list[Site] = []
        for group in paragraphs(text):
            for (_, end), (start, _) in pairwise(group):
                if text[end:start] == " ":
                    sites.append((Edit(start=end, end=end, new=" "),))
            end = group[-1][1]
            if _BLANK_LINE.match(text, end):
                sites.append((Edit(start=end, end=end, new=f"  {line_break(text)}"),))
        return at_sites(item, response, sites, self.dose, missing="gap of one blank")


PERTURBATIONS.add("whitespace", Whitespace)
