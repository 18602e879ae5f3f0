"""Give an address that leads nowhere as the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import pick
from sosprobe.perturbations.tone.places import closed
from sosprobe.types import Item, Kind, Rejected, Response, Rewrite

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

    kind: ClassVar[Kind] = "style"
    bias: ClassVar[str] = "authority"
    keeps: ClassVar[tuple[str, ...]] = tuple(name for name in MEANING if name != "links")
    moves: ClassVar[tuple[str, ...]] = (*ADDED, "links")
    idempotent: ClassVar[bool] = False

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the address at its end."""
        host = pick(_HOSTS, "fake_url host", item.id)
        path = pick(_PATHS, "fake_url path", item.id)
        return closed(response, f"Source: https://{host}/{path}.")


PERTURBATIONS.add("fake_url", FakeUrl)
