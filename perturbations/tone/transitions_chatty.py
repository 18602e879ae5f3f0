"""Chat: casual markers such as well, okay and anyway in front of sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, at_sites, foreign
from sosprobe.perturbations.tone.places import openable, openers
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_PHRASES = ("Well,", "Okay,", "So,", "Right,", "Anyway,", "Alright,")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionsChatty:
    """Open sentences with casual markers of speech.

    The markers carry no meaning. Sentences that begin with a link of their own are left alone.

    Parameters
    ----------
    dose
        Share of the sentences that can take an opener which get one.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(TransitionsChatty(), "The sun is hot. It gives light.")
    Right, the sun is hot. Anyway, it gives light.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="informality",
        keeps=(*MEANING, "layout", "sentences"),
        moves=("characters", "words", "reading_ease", "diversity"),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with openers, or why no sentence takes one."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        text = response.text
        spots = openable(text)
        sites = openers(item, text, _PHRASES, spots)
        return at_sites(
            item, response, sites, self.dose, missing="sentence that takes a casual marker"
        )


PERTURBATIONS.add("transitions_chatty", TransitionsChatty)
