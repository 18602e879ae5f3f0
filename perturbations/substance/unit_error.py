"""State a quantity in a wrong unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.sites import Site, pick
from sosprobe.perturbations.substance.made_false import KEEPS, made_false
from sosprobe.perturbations.substance.places import found, is_stated
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_GROUPS = """
    millimetre centimetre metre kilometre
    millimeter centimeter meter kilometer
    inch yard mile
    mm cm km
    milligram gram kilogram tonne
    mg g kg
    ounce ton
    millilitre litre
    milliliter liter
    ml l
    mL L
    nanosecond microsecond millisecond
    second minute hour day
    week year
    watt kilowatt megawatt gigawatt
    W kW MW GW
    joule kilojoule megajoule
    J kJ MJ
    volt kilovolt
    hertz kilohertz megahertz gigahertz
    Hz kHz MHz GHz
    byte kilobyte megabyte gigabyte terabyte
    KB MB GB TB
    km/s m/s
    °C °F
    Celsius Fahrenheit
"""
"""Units of one quantity on a line, by size; neighbours stand for each other.

Two of them differ by seven times or more, but for temperatures.
"""
_NO_PLURAL = ("hertz", "Celsius", "Fahrenheit")


def _forms() -> dict[str, list[str]]:
    """Return what may stand in the place of each form of a unit."""
    forms = {"m": ["km", "cm"], "feet": ["miles", "inches"]}
    for line in _GROUPS.strip().splitlines():
        group: list[str] = [*line.split()]
        plural = {"inch": "inches", **{unit: unit for unit in _NO_PLURAL}}
        for unit in group:
            at = group.index(unit)
            others = group[max(0, at - 1) : at] + group[at + 1 : at + 2]
            forms[unit] = others
            if len(unit) > 2 and unit.isalpha() and unit[1].islower() and unit not in plural:
                forms[f"{unit}s"] = [plural.get(other, f"{other}s") for other in others]
    forms["inches"] = ["yards", "miles"]
    return forms


_FORMS = _forms()
_COUNT = (
    r"(?:\d[\d,]*(?:\.\d+)?|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|sixty|ninety|(?:a|one) hundred|(?:a|one) thousand|a few|several))"
)
_QUANTITY = re.compile(
    rf"(?<![\w.,/$€£-]){_COUNT}(?:[ \u00a0]?|[ ]degrees[ ])"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, _FORMS), key=len, reverse=True))})(?![\w/²³^'’-])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitError:
    """State a quantity in a unit that makes it much too large or too small.

    Without marks it takes a number with a unit and puts another unit of the same quantity, such as
    kilometres for metres; the number stays.

    Parameters
    ----------
    errors
        How many units become wrong; 0 means all of them.

    References
    ----------
    The factual errors of Humans or LLMs as the Judge (Chen et al., 2024), here by rule.

    >>> from sosprobe.perturbations.examples import show
    >>> show(UnitError(), "The tower is 330 metres tall.")
    The tower is 330 kilometres tall.
    """

    errors: int = 1
    about = About(kind="substance", bias="misinformation", keeps=KEEPS)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with wrong units, or why it states none."""
        return made_false(item, response, "unit", _units, self.errors)


def _units(item: Item, text: str) -> list[Site]:
    sites: list[Site] = []
    for match, before, after in found(text, _QUANTITY):
        zero = re.match(r"0(?![.\d])", match[0])
        if zero or not is_stated(before, after):
            continue
        old = match["unit"]
        options = _FORMS[old]
        least = min(abs(len(unit) - len(old)) for unit in options)
        near = [unit for unit in options if abs(len(unit) - len(old)) == least]
        new = pick(near, "unit", item.id, match.start())
        sites.append((Edit(start=match.start("unit"), end=match.end("unit"), new=new),))
    return sites


PERTURBATIONS.add("unit_error", UnitError)
