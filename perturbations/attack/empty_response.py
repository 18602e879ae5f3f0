"""Answer nothing at all."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.attack.planting import instead
from sosprobe.perturbations.features import NAMES
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyResponse:
    """Replace the answer by an empty text.

    Nothing of the answer is left, so any judge that prefers it is wrong.

    References
    ----------
    Li et al. (2025), LLMs Cannot Reliably Judge (Yet?) (RobustJudge), arXiv:2506.09443.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(EmptyResponse(), "It is cold.")
    <BLANKLINE>
    """

    about = About(kind="attack", bias="empty response", moves=NAMES, idempotent=True)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return an empty text in place of the response."""
        return instead(response, "")


PERTURBATIONS.add("empty_response", EmptyResponse)
