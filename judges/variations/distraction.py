"""Add an irrelevant sentence about the writer of one response."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "The writer of {one} likes to eat oranges."


@dataclass(frozen=True, slots=True, kw_only=True)
class Distraction:
    """Add an irrelevant sentence about the writer of one response.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    References
    ----------
    Koo et al. (2023), CoBBLEr, arXiv 2309.17012.


    >>> from sosprobe.judges.template_file import load_template
    >>> Distraction(favours="second").vary(load_template("token")).context
    'The writer of Response B likes to eat oranges.'
    """

    favours: Slot = "first"
    bias = "distraction"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("distraction", Distraction)
