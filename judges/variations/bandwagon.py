"""Say that most people prefer one of the responses."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.errors import SetupError
from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "Of the people who were asked, {percent} % prefer {{one}}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bandwagon:
    """Say that most people prefer one of the responses.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.
    percent
        How many are said to prefer it, above 50 and below 100.

    References
    ----------
    Koo et al. (2023), CoBBLEr, arXiv 2309.17012.


    >>> from sosprobe.judges.template_file import load_template
    >>> Bandwagon(favours="second").vary(load_template("token")).context
    'Of the people who were asked, 85 % prefer Response B.'
    """

    favours: Slot = "first"
    percent: int = 85
    bias = "bandwagon"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        if not 50 < self.percent < 100:
            raise SetupError(f"A majority lies above 50 and below 100 %; {self.percent} does not.")
        sentence = favoured(SENTENCE.format(percent=self.percent), self.favours)
        return with_context(template, sentence)


VARIATIONS.add("bandwagon", Bandwagon)
