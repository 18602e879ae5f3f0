"""Quote somebody who does not exist."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.evidence.invented import AUTHORS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

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

    about = About(
        kind="style",
        bias="authority",
        keeps=meaning_without("quotes", "entities"),
        moves=ADDED,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the quotation at its end."""
        form = pick(_FORMS, "fake_quote form", item.id)
        return closed_with(response, form.format(pick(AUTHORS, "fake_quote", item.id)))


PERTURBATIONS.add("fake_quote", FakeQuote)
