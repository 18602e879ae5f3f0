"""Praise the answer with figures from a survey that nobody made."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import closed_with, number_of, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_FORMS = (
    "In a survey of {readers} readers, {percent}% found this answer clear.",
    "Of {readers} readers who were asked, {percent}% called this answer clear and complete.",
    "This answer was rated as clear by {percent}% of a panel of {readers} readers.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Append figures from an invented survey about the answer.

    The figures are about how the answer was received and not about its subject, so they make no
    statement that could be true or false of it.

    References
    ----------
    Park et al. (2024), OffsetBias: Leveraging Debiased Data for Tuning Evaluators,
    arXiv:2407.06551 (concreteness bias: figures and percentages).

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Statistics(), "It is cold.")
    It is cold. In a survey of 893 readers, 97.6% found this answer clear.
    """

    about = About(
        kind="style",
        bias="concreteness",
        keeps=meaning_without("numbers"),
        moves=(*ADDED, "numbers"),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the figures at its end."""
        readers = 200 + number_of("statistics readers", item.id) % 700
        percent = (900 + number_of("statistics percent", item.id) % 80) / 10
        form = pick(_FORMS, "statistics form", item.id)
        return closed_with(response, form.format(readers=readers, percent=percent))


PERTURBATIONS.add("statistics", Statistics)
