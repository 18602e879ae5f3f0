"""Set technical tokens in code type."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import Dose, Site, at_sites
from sosprobe.perturbations.text import is_free, prose_lines
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_UNITS = (
    "percent degrees? °[CF]? % seconds? minutes? hours? days? weeks? months? years? grams? "
    "kilograms? tonnes? tons? litres? liters? millilitres? milliliters? metres? meters? "
    "kilometres? kilometers? centimetres? centimeters? millimetres? millimeters? miles? feet "
    "inch(?:es)? yards? pounds? ounces? euros? dollars? volts? watts? amps? kilowatts? hertz "
    "bytes? kilobytes? megabytes? gigabytes? bits? calories joules? newtons? pixels? "
    "mph kg mg g km cm mm m ml ms min Hz kHz MHz GHz V W kW kWh kJ Pa kPa kB MB GB TB"
)
_SIGNS = "+-−*/=<>×÷^"
"""What is next to one of these is part of a formula."""
_DENIES = re.compile(r"not?_", re.IGNORECASE)
_TECHNICAL = re.compile(
    rf"""
    (?<![\w.\-/($€£])(?:
        [a-z]\w+\([\w,\ ]{{0,20}}\)                            # a call
        | [a-z]\w*_\w+ | [a-z]{{2,}}[A-Z]\w*                       # names as in code
        | [\w-]+\.(?:py|js|ts|c|h|txt|csv|json|toml|html|md)  # files
        | \d+(?:[.,]\d+)*\ ?(?:{_UNITS.replace(" ", "|")})
    )(?![\w/-]|\.\d)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineCode:
    """Put backticks around identifiers, file names and numbers with their units.

    What stands in code is no prose to the checks of numbers and code, so these are left out; the
    check of the order of words sees all the words and digits.

    Parameters
    ----------
    dose
        Share of these tokens.

    >>> from sosprobe.perturbations.examples import show
    >>> show(InlineCode(), "Water boils at 100 degrees. Call boil_water() for it.")
    Water boils at `100 degrees`. Call `boil_water()` for it.
    """

    dose: Dose = 1.0
    about = About(
        kind="style",
        bias="format",
        keeps=(
            *meaning_without("numbers", "code"),
            "sentences",
        ),
        moves=("characters", "code", "reading_ease", "diversity"),
        idempotent=True,
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with code type, or why it holds nothing technical."""
        text = response.text
        sites: list[Site] = []
        for left, right in prose_lines(text):
            for match in _TECHNICAL.finditer(text, left, right):
                start, end = match.span()
                around = text[left:start].rstrip()[-1:] + text[end:right].lstrip()[:1]
                bound = any(sign in _SIGNS for sign in around) or _DENIES.match(match[0])
                if start > left and not bound and is_free(text, start, end):
                    ticks = (Edit(start=place, end=place, new="`") for place in (start, end))
                    sites.append(tuple(ticks))
        return at_sites(item, response, sites, self.dose, missing="technical token")


PERTURBATIONS.add("inline_code", InlineCode)
