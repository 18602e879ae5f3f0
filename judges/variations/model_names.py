"""Name the models that are said to have written the responses; the names are invented."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import Slot, favoured, with_context

SENTENCE = "{one} was written by Meridian Ultra, a large model, and {other} by Tinker Mini."


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelNames:
    """Name the models that are said to have written the responses; the names are invented.

    Parameters
    ----------
    favours
        The response that it speaks for, as shown: `first` or `second`.

    References
    ----------
    Koo et al. (2023), CoBBLEr, arXiv 2309.17012.


    >>> from sosprobe.judges.template_file import load_template
    >>> ModelNames(favours="second").vary(load_template("token")).context
    'Response B was written by Meridian Ultra, a large model, and Response A by Tinker Mini.'
    """

    favours: Slot = "first"
    bias = "compassion fade"

    def vary(self, template: Template) -> Template:
        """Return the template with the sentence before the task."""
        return with_context(template, favoured(SENTENCE, self.favours))


VARIATIONS.add("model_names", ModelNames)
