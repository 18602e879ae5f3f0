"""Say the opposite."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Site
from sosprobe.perturbations.substance.made_false import some
from sosprobe.perturbations.substance.negated import negations
from sosprobe.types import About, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class NegationError:
    """Turn a statement into its negation, or a negated statement into the plain one.

    It takes sentences with a single verb whose negation is sure to be its opposite: no question, no
    condition, no clause, no word like `some`, `all` or `only`.

    Parameters
    ----------
    errors
        How many statements are turned round; 0 means all that can be.

    >>> from sosprobe.perturbations.examples import show
    >>> show(NegationError(), "Glass is a solid. It has no fixed melting point.")
    Glass is not a solid. It has no fixed melting point.
    """

    errors: int = 1
    about = About(
        kind="substance",
        bias="misinformation",
        keeps=(
            *meaning_without("negation", "order"),
            *("layout", "sentences", "length"),
        ),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with an opposite statement, or why no statement is safe to turn."""
        return some(item, response, _turned, self.errors, missing="statement with a single verb")


def _turned(item: Item, text: str) -> list[Site]:
    return [(edit,) for _, edit in negations(text)]


PERTURBATIONS.add("negation_error", NegationError)
