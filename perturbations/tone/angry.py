"""Set an angry tone: asides of anger between the sentences."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose
from sosprobe.perturbations.tone.asides import ANGRY, with_asides
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Angry:
    """Put short asides of anger after sentences; they insult nobody.

    An aside tells how the writer feels and claims nothing about the subject.

    Parameters
    ----------
    dose
        Share of the places (after every second sentence) that get an aside.

    References
    ----------
    Ye et al. (2024), Justice or Prejudice? Quantifying Biases in LLM-as-a-Judge (CALM, sentiment
    bias), arXiv:2410.02736. There a model re-tones the text.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Angry(), "Water boils at 100 degrees. Steam then rises.")
    Water boils at 100 degrees. What an angry feeling comes with this part. Steam then rises.
    """

    dose: Dose = 1.0
    about = About(
        kind="style", bias="sentiment", keeps=(*MEANING, "layout"), moves=(*ADDED, "negative")
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with angry asides, or why it takes none."""
        return with_asides(item, response, ANGRY, self.dose)


PERTURBATIONS.add("angry", Angry)
