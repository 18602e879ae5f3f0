"""Quote somebody who does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.evidence.invented import AUTHORS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import pick
from sosprobe.perturbations.tone.places import closed
from sosprobe.types import Item, Kind, Rejected, Response, Rewrite

_FORMS = (
    '"This is the account that stands up to study," writes {}.',
    '"Whoever asks this question should be given this answer," says {}.',
    '"That is how it is, and that is how it is taught," in the words of {}.',
    '"There is the whole matter in a few lines," writes {}.',
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeQuote:
    """Append a quotation in which an invented authority approves of the answer.

    The quotation says nothing about the subject.

    References
    ----------
    Ye et al. (2024), Justice or Prejudice? Quantifying Biases in LLM-as-a-Judge (CALM, authority
    bias, by quotation), arXiv:2410.02736.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(FakeQuote(), "It is cold.")
    It is cold. "That is how it is, and that is how it is taught," in the words of Anselm Durrowby.
    """

    kind: ClassVar[Kind] = "style"
    bias: ClassVar[str] = "authority"
    keeps: ClassVar[tuple[str, ...]] = tuple(
        name for name in MEANING if name not in ("quotes", "entities")
    )
    moves: ClassVar[tuple[str, ...]] = ADDED
    idempotent: ClassVar[bool] = False

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the quotation at its end."""
        form = pick(_FORMS, "fake_quote form", item.id)
        return closed(response, form.format(pick(AUTHORS, "fake_quote", item.id)))


PERTURBATIONS.add("fake_quote", FakeQuote)
