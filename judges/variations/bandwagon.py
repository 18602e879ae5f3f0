"""Say that most people prefer one of the responses."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "Of the people who were asked, 85 % prefer {one}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bandwagon:
    """Say that most people prefer one of the responses.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    References
    ----------
    Koo et al. (2023), CoBBLEr, arXiv 2309.17012.


    >>> from sosprobe.judges.template import load_template
    >>> Bandwagon(favours="second").vary(load_template("token")).context
    'Of the people who were asked, 85 % prefer Response B.'
    """

    favours: Slot = "first"
    bias = "bandwagon"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("bandwagon", Bandwagon)
