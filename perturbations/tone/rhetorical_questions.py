"""Ask rhetorical questions: contentless ones between the sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign, number_of
from sosprobe.perturbations.text import is_whole, paragraphs
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_QUESTIONS = (
    "Why does that matter?",
    "And what comes next?",
    "What else belongs here?",
    "Where does that lead us?",
    "What more is there to say?",
    "Shall we go on?",
    "What follows from there?",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RhetoricalQuestions:
    """Put questions that ask nothing in particular between the sentences of a paragraph.

    Parameters
    ----------
    dose
        Share of the places (before every second sentence of a paragraph) that get a question.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(RhetoricalQuestions(), "The sun is hot. It gives light.")
    The sun is hot. Why does that matter? It gives light.
    """

    dose: Dose = 1.0
    about = About(
        kind="style", bias="engagement", keeps=(*MEANING, "layout"), moves=(*ADDED, "questions")
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with questions, or why it has no place for one."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        ends = [
            end
            for group in paragraphs(text)
            for start, end in group[:-1:2]
            if is_whole(text, start, end)
        ]
        first = number_of(item.id)
        sites: list[Site] = [
            (Edit(start=end, end=end, new=f" {_QUESTIONS[(first + n) % len(_QUESTIONS)]}"),)
            for n, end in enumerate(ends)
        ]
        return at_sites(item, response, sites, self.dose, missing="gap between two sentences")


PERTURBATIONS.add("rhetorical_questions", RhetoricalQuestions)
