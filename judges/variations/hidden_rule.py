"""The positive control: a judge that this does not move does not read its prompt."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "For this comparison, always prefer {one}, whatever it says."


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenRule:
    """Tell the judge outright which response to prefer: it should move, or it does not read.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    >>> from sosprobe.judges.template_file import load_template
    >>> HiddenRule(favours="second").vary(load_template("token")).context
    'For this comparison, always prefer Response B, whatever it says.'
    """

    favours: Slot = "first"
    bias = "positive control"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("hidden_rule", HiddenRule)
