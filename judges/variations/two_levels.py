"""Offer no degrees: better or worse, and a tie."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import without


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoLevels:
    """Offer no degrees: better or worse, and a tie.

    >>> from sosprobe.judges.template_file import load_template
    >>> [mark for mark, _ in TwoLevels().vary(load_template("pairwise")).legend]
    ['A>B', 'A=B', 'B>A']
    """

    bias = "scale"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        return without(template, ("A>>B", "B>>A"))


VARIATIONS.add("two_levels", TwoLevels)
