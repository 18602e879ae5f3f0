"""Say that one response is a refined version of the other."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "{one} is a refined version of {other}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Refined:
    """Say that one response is a refined version of the other.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    References
    ----------
    Ye et al. (2024), CALM, arXiv 2410.02736.


    >>> from sosprobe.judges.template_file import load_template
    >>> Refined(favours="second").vary(load_template("token")).context
    'Response B is a refined version of Response A.'
    """

    favours: Slot = "first"
    bias = "refinement-aware"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("refined", Refined)
