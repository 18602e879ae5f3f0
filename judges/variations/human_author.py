"""Say that a person wrote one response and a machine the other."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "{one} was written by a person, {other} by a language model."


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanAuthor:
    """Say that a person wrote one response and a machine the other.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    >>> from sosprobe.judges.template_file import load_template
    >>> HumanAuthor(favours="second").vary(load_template("token")).context
    'Response B was written by a person, Response A by a language model.'
    """

    favours: Slot = "first"
    bias = "authorship"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("human_author", HumanAuthor)
