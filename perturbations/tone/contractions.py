"""Contract words: do not becomes don't, and it is becomes it's."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, at_sites, foreign
from sosprobe.perturbations.tone.short_forms import contracted
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Contractions:
    """Contract pairs of words, such as do not and it is, in the prose of a response.

    Parameters
    ----------
    dose
        Share of the pairs that are contracted.

    References
    ----------
    Dhole et al. (2021), NL-Augmenter, arXiv:2112.02721, has contractions among its rewrites.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Contractions(), "It is cold, and they do not mind. It cannot snow.")
    It's cold, and they don't mind. It can't snow.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="informality",
        keeps=(*MEANING, "layout", "sentences", "band"),
        moves=("characters", "words", "diversity"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with contractions, or why there is nothing to contract."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        sites = contracted(response.text)
        return at_sites(item, response, sites, self.dose, missing="words to contract")


PERTURBATIONS.add("contractions", Contractions)
