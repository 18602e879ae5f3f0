"""Set an emoji before sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, Site, at_sites, shuffled
from sosprobe.perturbations.text import sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_EMOJI = "📌✨💡🔎📝🌟📘🧭🎯🔹🧩🌱"
"""Pictures that neither judge nor assert anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emoji:
    """Set an emoji before each sentence.

    Parameters
    ----------
    dose
        Share of the sentences that get one.

    References
    ----------
    Chen et al. (2024), Humans or LLMs as the judge?, arXiv 2402.10669 (rich content).

    >>> from sosprobe.perturbations.examples import show
    >>> show(Emoji(), "Water boils. Steam rises.")
    🔹 Water boils. 🎯 Steam rises.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="beauty",
        keeps=(*MEANING, "layout", "sentences"),
        moves=("characters", "emoji"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with emoji, or why it has no sentence for one."""
        text = response.text
        pictures = shuffled(_EMOJI, "emoji", item.id)
        sites: list[Site] = [
            (Edit(start=start, end=start, new=f"{pictures[number % len(pictures)]} "),)
            for number, (start, _) in enumerate(sentences(text))
            if text[start].isalnum()
        ]
        return at_sites(item, response, sites, self.dose, missing="sentence without an emoji")


PERTURBATIONS.add("emoji", Emoji)
