"""Sound formal: contractions are written out, and everyday words give way to formal ones."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Dose, at_sites, foreign
from sosprobe.perturbations.tone.everyday import formal_words
from sosprobe.perturbations.tone.short_forms import written_out
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Formal:
    """Write contractions out and put formal words for everyday ones, where the inflection is safe.

    A word is replaced only where its neighbours show that it is the verb or noun meant. A word
    behind a figure or a negation stays, so that quantities and denials read as before.

    Parameters
    ----------
    dose
        Share of the places that become formal.

    References
    ----------
    Dhole et al. (2021), NL-Augmenter, arXiv:2112.02721, has a change of formality by a model.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Formal(), "It's cold. They don't buy ice, and you can use snow.")
    It is cold. They do not buy ice, and you can employ snow.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="formality",
        keeps=(
            *meaning_without("order"),
            *("layout", "sentences", "band"),
        ),
        moves=("characters", "words", "reading_ease"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the formal response, or why it has nothing informal."""
        text = response.text
        reason = foreign(text)
        if reason is not None:
            return reason
        sites = sorted([*written_out(text), *formal_words(text)], key=lambda site: site[0].start)
        return at_sites(item, response, sites, self.dose, missing="informal word")


PERTURBATIONS.add("formal", Formal)
