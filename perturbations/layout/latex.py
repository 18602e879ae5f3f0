"""Set numbers and arithmetic as formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Dose, Site, at_sites
from sosprobe.perturbations.text import is_free, prose_lines
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_TERM = r"(?:(?:0|[1-9]\d*(?:,\d{3})*)(?:\.\d+)?|\b[a-z]\b)"
_SIGN = r"(?:[ ][-−/][ ]|[ ]?[+=×·÷^<>≤≥≈*][ ]?)"
_FORMULA = re.compile(
    rf"(?<![\w.,:/$€£°(\-])[-−]?{_TERM}(?:{_SIGN}{_TERM})*(?![\w:/(\[)°%|-]|[.,]\d)"
)
_PIECE = re.compile(r"(?:[-+−=×·÷/^<>≤≥≈*|%√)][ ]?|[\d\[][ ]?)$")
_GOES_ON = re.compile(r"[ ]?(?:[-+−=×·÷/^<>≤≥≈*|%\d\]]|[ap]\.?m\b)")
"""What stands before and after a piece of a longer formula."""
_NAME = re.compile(r"[A-Z]\w*[ ]$")
_DATE = re.compile(r"\b(?:in|since|until|till|by|around|about|from|of|to|and|the|year)[ ]$")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_UNIT = re.compile(r"[ ][a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Latex:
    """Wrap numbers and arithmetic in the dollar signs of a formula; years and clock times stay.

    A number in dollar signs is a sum of money to the check of numbers, so that check is left out;
    the check of the order of words sees all digits, the one of operators all signs.

    Parameters
    ----------
    dose
        Share of the numbers and formulas.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Latex(), "The sum 3 + 4 = 7 is odd. Each of the 2 parts counts.")
    The sum $3 + 4 = 7$ is odd. Each of the $2$ parts counts.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="format",
        keeps=(
            *meaning_without("numbers"),
            *("layout", "sentences"),
        ),
        moves=("characters",),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with formulas, or why it has no number for one."""
        text = response.text
        if re.search(r"\$\d|\d\$", text):
            return Rejected(reason="money", detail="dollar signs stand for money or formulas")
        sites: list[Site] = []
        for left, right in prose_lines(text):
            for match in _FORMULA.finditer(text, left, right):
                start, end = match.span()
                at_edge = start == left or re.match(r"[.!?](?:\s|$)", text[end:])
                if not at_edge and is_free(text, start, end) and _is_maths(text, match):
                    signs = (Edit(start=place, end=place, new="$") for place in (start, end))
                    sites.append(tuple(signs))
        return at_sites(item, response, sites, self.dose, missing="number or formula")


def _is_maths(text: str, match: re.Match[str]) -> bool:
    """Say whether a match is a whole formula or number, and no year, date or part of a name."""
    start, end = match.span()
    before = text[max(0, start - 20) : start]
    if not re.search(r"\d", match[0]):
        return False
    if _PIECE.search(before) or _GOES_ON.match(text, end):
        return False
    if _NAME.search(before) or re.match(r"[ ][A-Z]", text[end : end + 2]):
        return False
    year = _YEAR.fullmatch(match[0])
    return not (year and (_DATE.search(before) or not _UNIT.match(text, end)))


PERTURBATIONS.add("latex", Latex)
