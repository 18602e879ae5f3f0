"""Write the levels as numbers, letters or Roman numerals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from sosprobe.errors import UnknownName
from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import levels

MARKS = {
    "numbers": ("1", "2", "3", "4", "5"),
    "letters": ("P", "Q", "R", "S", "T"),
    "roman": ("I", "II", "III", "IV", "V"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreMarks:
    """Write the levels as numbers, letters or Roman numerals.

    Parameters
    ----------
    marks
        What the levels are called.
    rising
        Whether the first level, in favour of the response shown first, gets the lowest mark.

    References
    ----------
    Li et al. (2025), Evaluating scoring bias in LLM-as-a-judge, arXiv 2506.22316.

    >>> from sosprobe.judges.template_file import load_template
    >>> ScoreMarks(marks="roman").vary(load_template("pairwise")).legend[0]
    ('I', 'A>>B')
    """

    marks: Literal["numbers", "letters", "roman"] = "numbers"
    rising: bool = True
    bias = "score identifier"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        marks = MARKS.get(self.marks)
        if marks is None:
            raise UnknownName("kind of mark", self.marks, MARKS)
        ordered = marks if self.rising else marks[::-1]
        known = levels(template).legend
        legend = tuple((mark, level) for mark, (_, level) in zip(ordered, known, strict=False))
        return replace(template, legend=legend)


VARIATIONS.add("score_marks", ScoreMarks)
