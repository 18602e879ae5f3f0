"""Tell the judge that it wrote one of the responses itself."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "You wrote {one} yourself in an earlier conversation."


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAnswer:
    """Tell the judge that it wrote one of the responses itself.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    References
    ----------
    Panickssery et al. (2024), LLM evaluators recognize and favor their own generations.


    >>> from sosprobe.judges.template_file import load_template
    >>> OwnAnswer(favours="second").vary(load_template("token")).context
    'You wrote Response B yourself in an earlier conversation.'
    """

    favours: Slot = "first"
    bias = "self-preference"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("own_answer", OwnAnswer)
