"""Sign the answer with the titles of somebody who does not exist."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.evidence.invented import AUTHORS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_FORMS = (
    "Written and signed by Professor {}, senior fellow of the Wexcliff Institute.",
    "Signed: Doctor {}, head of research at the Marrowdale Academy.",
    "Answered by Professor {}, holder of the Penhallock Chair.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Append the signature of an invented expert with titles and a post.

    The signature says who wrote the answer, and nothing about the subject.

    References
    ----------
    The kin of the authority bias of Chen et al. (2024), Humans or LLMs as the Judge? A Study on
    Judgement Bias, arXiv:2402.10669.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Credentials(), "It is cold.")
    It is cold. Answered by Professor Tobias Wexcombe, holder of the Penhallock Chair.
    """

    about = About(
        kind="style",
        bias="authority",
        keeps=meaning_without("entities"),
        moves=ADDED,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the signature at its end."""
        form = pick(_FORMS, "credentials form", item.id)
        return closed_with(response, form.format(pick(AUTHORS, "credentials", item.id)))


PERTURBATIONS.add("credentials", Credentials)
