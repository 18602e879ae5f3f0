"""Show scores that an earlier reviewer is said to have given."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "An earlier reviewer gave {one} 9 of 10 points and {other} 5 of 10."


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorScore:
    """Show scores that an earlier reviewer is said to have given.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    >>> from sosprobe.judges.template_file import load_template
    >>> PriorScore(favours="second").vary(load_template("token")).context
    'An earlier reviewer gave Response B 9 of 10 points and Response A 5 of 10.'
    """

    favours: Slot = "first"
    bias = "anchoring"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("prior_score", PriorScore)
