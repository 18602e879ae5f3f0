"""Markdown and emoji together."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.compose import Composed
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.layout.emoji import Emoji
from sosprobe.perturbations.layout.markdown import Markdown
from sosprobe.perturbations.sites import Dose
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class RichContent:
    """Lay a response out with headings, bullets, bold words and emoji, all at once.

    Parameters
    ----------
    dose
        Share of the sentences that are laid out, and of those that get an emoji.

    References
    ----------
    Chen et al. (2024), Humans or LLMs as the judge?, arXiv 2402.10669 (beauty bias).

    >>> from sosprobe.perturbations.examples import show
    >>> show(RichContent(), "Water boils at 100 degrees. Steam rises.")
    ## Overview||- 🔹 **Water boils** at 100 degrees.|- 🎯 **Steam rises**.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="beauty",
        keeps=MEANING,
        moves=(*Markdown.about.moves, *Emoji.about.moves[1:]),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the decorated response, or why it cannot be."""
        both = Composed(parts=(Emoji(dose=self.dose), Markdown(dose=self.dose)))
        return both.rewrite(item, response)


PERTURBATIONS.add("rich_content", RichContent)
