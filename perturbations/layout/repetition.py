"""List sentences a second time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.layout.repeatable import repeatable
from sosprobe.perturbations.sites import Dose, closed_with, line_break, pick, shuffled, some_of
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_HEADS = (
    "Here are points from above once more:",
    "The same as a list:",
    "To go over it again:",
    "Once again, as a list:",
)
_LEAST = 2
"""Statements that make a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """List statements of the response a second time at its end.

    Statements with a number, a negation or a name are not listed.

    Parameters
    ----------
    dose
        Share of the statements that are listed.

    References
    ----------
    Zheng et al. (2023), Judging LLM-as-a-judge with MT-bench and Chatbot Arena, arXiv 2306.05685
    (the repetitive list, which a model rephrases there).

    >>> from sosprobe.perturbations.examples import show
    >>> show(Repetition(), "Water boils. Steam rises.")
    Water boils. Steam rises.||Here are points from above once more:||- Water boils.|- Steam rises.
    """

    dose: Dose = 1.0
    about = About(
        kind="style", bias="repetition", keeps=MEANING, moves=(*ADDED, "paragraphs", "bullet")
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the list, or why there is nothing to list."""
        text = response.text
        spans = repeatable(text)
        if len(spans) < _LEAST:
            return Rejected(reason="no-site", detail="no two statements to list")
        wanted = some_of(self.dose, len(spans))
        chosen = sorted(shuffled(spans, "repetition", item.id)[:wanted])
        head = pick(_HEADS, "repetition", item.id)
        end = line_break(text)
        points = end.join(f"- {text[start:stop]}" for start, stop in chosen)
        made = closed_with(response, f"{head}{2 * end}{points}", apart=True)
        return made if isinstance(made, Rejected) else replace(made, dose=wanted / len(spans))


PERTURBATIONS.add("repetition", Repetition)
