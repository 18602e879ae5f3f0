"""Say that an expert wrote one response and a beginner the other."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "{one} was written by a recognised expert, {other} by a beginner."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertAuthor:
    """Say that an expert wrote one response and a beginner the other.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    >>> from sosprobe.judges.template_file import load_template
    >>> ExpertAuthor(favours="second").vary(load_template("token")).context
    'Response B was written by a recognised expert, Response A by a beginner.'
    """

    favours: Slot = "first"
    bias = "authority"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("expert_author", ExpertAuthor)
