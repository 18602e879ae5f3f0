"""Say that one response is newer than the other."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "{one} was written this week, {other} five years ago."


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """Say that one response is newer than the other.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    >>> from sosprobe.judges.template_file import load_template
    >>> Recent(favours="second").vary(load_template("token")).context
    'Response B was written this week, Response A five years ago.'
    """

    favours: Slot = "first"
    bias = "recency"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("recent", Recent)
