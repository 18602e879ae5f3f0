"""Find in the text of a prompt what it says about its verdicts: the scale, the levels offered."""

from __future__ import annotations

import re

from sosprobe.judges.marks import halves
from sosprobe.judges.wording import LEVELS, Legend

_SCALE = re.compile(
    r"(?:scale (?:of|from)|between|from)\s+(\d{1,3}(?:\.\d+)?)"
    r"\s*(?:to|and|-|–)\s*(\d{1,3}(?:\.\d+)?)",
    re.IGNORECASE,
)


def scale_in(text: str, usual: tuple[float, float]) -> tuple[float, float]:
    """Return the lowest and the highest grade that a text names first; else the usual ones.

    >>> scale_in("Rate it on a scale of 0 to 9.", (1, 10))
    (0.0, 9.0)
    """
    found = [(float(low), float(high)) for low, high in _SCALE.findall(text)]
    return next((pair for pair in found if pair[0] < pair[1]), usual)


def levels_in(text: str, wrap: str) -> Legend:
    """Return the levels that a text offers in a mark; all five where it does not offer two.

    >>> levels_in("Say [[A>B]] or [[B>A]].", "[[X]]")
    (('A>B', 'A>B'), ('B>A', 'B>A'))
    """
    before, after = halves(wrap)
    offered = tuple((level, level) for level in LEVELS if f"{before}{level}{after}" in text)
    return offered if len(offered) > 1 else tuple((level, level) for level in LEVELS)
