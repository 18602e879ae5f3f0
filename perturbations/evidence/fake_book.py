"""Cite a book that does not exist."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.evidence.invented import works
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_FORMS = (
    "This is laid out in {title} by {author} ({press}, {year}).",
    "See {author}, {title} ({press}, {year}).",
    "The same account is given by {author} in {title} ({press}, {year}).",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeBook:
    """Append a citation of a book whose author, title, publisher and year are invented.

    The title names no subject, so the citation backs nothing in the answer. It brings in names and
    a year, so numbers and names are not among what it keeps; the words before it stay in order.

    References
    ----------
    Chen et al. (2024), Humans or LLMs as the Judge? A Study on Judgement Bias, arXiv:2402.10669;
    Ye et al. (2024), CALM, arXiv:2410.02736 (authority bias, by book).

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(FakeBook(), "Yes.")
    Yes. This is laid out in The Tarnwick Handbook by Casimir Haldreth (Bellacourt Editions, 2013).
    """

    about = About(
        kind="style",
        bias="authority",
        keeps=meaning_without("numbers", "entities"),
        moves=(*ADDED, "numbers"),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the citation at its end."""
        work = works("fake_book", item.id)[0]
        form = pick(_FORMS, "fake_book form", item.id)
        return closed_with(response, form.format(**work._asdict()))


PERTURBATIONS.add("fake_book", FakeBook)
