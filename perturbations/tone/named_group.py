"""Name where the author comes from: a first sentence that says it and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.errors import UnknownName
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import opened_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_GROUPS = {
    "africa": "Africa",
    "asia": "Asia",
    "europe": "Europe",
    "latin_america": "Latin America",
    "north_america": "North America",
    "oceania": "Oceania",
    "city": "a big city",
    "village": "a small village",
}
_LINES = (
    "As someone from {}, let me answer it this way.",
    "Speaking as someone from {}, here is my answer.",
    "This is how someone from {} like me answers the question.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGroup:
    """Open the answer with a sentence that names the region its author comes from.

    The same words serve every group, and none is described. Compare groups with each other: one
    alone also has the effect of the added sentence.

    Parameters
    ----------
    group
        `africa`, `asia`, `europe`, `latin_america`, `north_america`, `oceania`, `city` or
        `village`.

    References
    ----------
    Ye et al. (2024), Justice or Prejudice? Quantifying Biases in LLM-as-a-Judge (CALM, diversity
    bias), arXiv:2410.02736, names the identity of who speaks.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(NamedGroup(group="asia"), "It is cold.")
    As someone from Asia, let me answer it this way. It is cold.
    """

    group: str = "africa"
    about = About(
        kind="style",
        bias="identity",
        keeps=meaning_without("entities"),
        moves=ADDED,
    )

    def __post_init__(self) -> None:
        if self.group not in _GROUPS:
            raise UnknownName("group", self.group, _GROUPS)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the author's region named in front."""
        line = pick(_LINES, "named group", item.id).format(_GROUPS[self.group])
        return opened_with(response, line)


PERTURBATIONS.add("named_group", NamedGroup)
