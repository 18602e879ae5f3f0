"""Add concrete details that nobody needs, about how the answer came to be written."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign, pick
from sosprobe.perturbations.text import is_whole, paragraphs
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_DETAILS = (
    (
        "These lines were written at the oak desk by the window on a rainy morning.",
        "This was noted down at half past nine in the reading room on the second floor.",
        "This part was put on paper on a grey morning at the long table by the stairs.",
    ),
    (
        "A first draft was typed on an old silver laptop over a pot of mint tea.",
        "The notes for this were kept in a green notebook beside the lamp.",
        "The pages were laid out on the kitchen table in two rows of four.",
    ),
    (
        "The whole text was read aloud once at a quarter to twelve, shortly before lunch.",
        "The final version was printed on cream paper and read through in the garden.",
        "All of it was gone over with a blue pencil on the train home that evening.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concreteness:
    """Add up to three needless concrete details about where and when the answer was written.

    They stand at the ends of paragraphs. They are vivid and exact, and none of them is about the
    subject, so that no fact comes in that could be true or false of it.

    Parameters
    ----------
    dose
        Share of the three details that are added.

    References
    ----------
    Park et al. (2024), OffsetBias: Leveraging Debiased Data for Tuning Evaluators,
    arXiv:2407.06551 (concreteness bias). There the details are about the subject.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Concreteness(dose="weak"), "It is so cold.")
    It is so cold. This part was put on paper on a grey morning at the long table by the stairs.
    """

    dose: Dose = 1.0
    about = About(kind="style", bias="concreteness", keeps=(*MEANING, "layout"), moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the details, or why no paragraph takes one."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        last = [group[-1] for group in paragraphs(text)]
        ends = [end for start, end in last if is_whole(text, start, end)]
        sites: list[Site] = []
        for n, options in enumerate(_DETAILS, 1):
            if ends:
                end = ends[max(0, n * len(ends) // len(_DETAILS) - 1)]
                detail = pick(options, "concreteness", n, item.id)
                sites.append((Edit(start=end, end=end, new=f" {detail}"),))
        return at_sites(item, response, sites, self.dose, missing="paragraph of whole sentences")


PERTURBATIONS.add("concreteness", Concreteness)
