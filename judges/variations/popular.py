"""Say that one response has been used by a great many people."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "{one} has been used by millions of people, {other} by hardly anybody."


@dataclass(frozen=True, slots=True, kw_only=True)
class Popular:
    """Say that one response has been used by a great many people.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    >>> from sosprobe.judges.template_file import load_template
    >>> Popular(favours="second").vary(load_template("token")).context
    'Response B has been used by millions of people, Response A by hardly anybody.'
    """

    favours: Slot = "first"
    bias = "popularity"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("popular", Popular)
