"""Give an address that leads nowhere as the source."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_HOSTS = ("archive.example", "library.example", "journal.example", "reference.example")
_PATHS = ("articles/answers", "entries/general", "records/open", "pages/questions")


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeUrl:
    """Append an invented web address as the source of the answer.

    The hosts end in `.example`, which RFC 2606 reserves, so that no address can ever lead anywhere.
    Of the ways to fake an authority this one adds the least length.

    References
    ----------
    Ye et al. (2024), Justice or Prejudice? Quantifying Biases in LLM-as-a-Judge (CALM, authority
    bias, by address), arXiv:2410.02736.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(FakeUrl(), "It is cold.")
    It is cold. Source: https://archive.example/articles/answers.
    """

    about = About(
        kind="style",
        bias="authority",
        keeps=meaning_without("links"),
        moves=(*ADDED, "links"),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the address at its end."""
        host = pick(_HOSTS, "fake_url host", item.id)
        path = pick(_PATHS, "fake_url path", item.id)
        return closed_with(response, f"Source: https://{host}/{path}.")


PERTURBATIONS.add("fake_url", FakeUrl)
