"""Give one and the same text to every question."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.attack.planting import instead
from sosprobe.perturbations.features import NAMES
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_TEXT = """\
The question has been read with care, and here is a full reply to it.

Each part of the question is taken up in turn. Where a part calls for an explanation, it is \
explained in plain words; where it calls for steps, they follow one another in order. The reply \
keeps to what was asked and ends with a short summary.

In summary, everything that was asked has been answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NullModel:
    """Replace the answer by a constant text that would follow any question and answers none.

    The text was written by hand; the ones of the literature are tuned to a benchmark's prompt.

    References
    ----------
    Zheng et al. (2024), Cheating Automatic LLM Benchmarks: Null Models Achieve High Win Rates,
    arXiv:2410.07137;
    Li et al. (2025), LLMs Cannot Reliably Judge (Yet?) (RobustJudge), arXiv:2506.09443.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(NullModel(), "It is cold.")  # doctest: +ELLIPSIS
    The question has been read with care, and here is a full reply to it.||Each ...
    """

    about = About(kind="attack", bias="null model", moves=NAMES, idempotent=True)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the constant text in place of the response."""
        return instead(response, _TEXT)


PERTURBATIONS.add("null_model", NullModel)
