"""Miscalculate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.sites import Site, pick
from sosprobe.perturbations.substance.arithmetic import Statement, number, statements
from sosprobe.perturbations.substance.made_false import KEEPS, some
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_SLIPS = (-10, -2, -1, 1, 2, 10)
_CLEAR = 2
"""Units of the last decimal by which a wrong decimal number differs at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongArithmetic:
    """Put a wrong result into a statement of arithmetic that was right.

    It reads statements such as `12 times 4 is 48`, `7 + 5 = 12` and `20% of 50 is 10`, works each
    of them out, and changes only results that were right, by a slip of 1, 2 or 10.

    Parameters
    ----------
    errors
        How many results become wrong; 0 means all of them.

    >>> from sosprobe.perturbations.examples import show
    >>> show(WrongArithmetic(), "A dozen crates hold 12 times 4 is 48 jars.")
    A dozen crates hold 12 times 4 is 46 jars.
    """

    errors: int = 1
    about = About(kind="substance", bias="numeric error", keeps=KEEPS)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with wrong results, or why it calculates nothing."""
        return some(item, response, _slips, self.errors, missing="right statement of arithmetic")


def _slips(item: Item, text: str) -> list[Site]:
    sites: list[Site] = []
    for one in statements(text):
        options = _wrong(one)
        if options:
            new = pick(options, "slip", item.id, one.start)
            sites.append((Edit(start=one.start, end=one.end, new=new),))
    return sites


def _wrong(one: Statement) -> list[str]:
    """Return wrong results that look like the right one."""
    decimals = len(one.stated.partition(".")[2])
    unit = Fraction(1, 10**decimals)
    options: list[str] = []
    for slip in _SLIPS:
        value = number(one.stated) + slip * unit
        grouping = "," if "," in one.stated else ""
        text = format(float(value), f"{grouping}.{decimals}f")
        clear = abs(value - one.exact) >= (_CLEAR * unit if decimals else 1)
        if clear and value > 0 and len(text) == len(one.stated) and number(text) == value:
            options.append(text)
    return options


PERTURBATIONS.add("arithmetic_error", WrongArithmetic)
