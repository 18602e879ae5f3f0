"""Be vague where the response is exact."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import Dose, Site, at_sites, foreign
from sosprobe.perturbations.substance.places import found
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_N = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_HEDGE = (
    r"(?:(?:only |just |exactly |about |around |approximately |roughly |nearly |almost |over |under"
    r"|at least |at most |more than |less than |fewer than |up to |as many as )?)"
)
_WORD = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)"
_THINGS = (
    r"(?!(?:(?:be)?comes|means|equals|gives|makes|leaves|times|quarters|thirds|fifths|this|plus|minus"
    r"|contains|needs|takes|lies|stands|begins|ends|goes|remains|shows|falls|follows|divides|always"
    r"|was|has|does|is|as|us)\b)[a-z]+(?<!s)s\b"
)
"""A noun in the plural: anything in -s that is no verb after a number and no fraction."""
_FORMS = {
    "share": rf"{_HEDGE}{_N}\s?(?:%|per ?cent\b)",
    "money": rf"{_HEDGE}[$€£]{_N}(?: (?:million|billion|thousand))?",
    "temperature": rf"{_HEDGE}[-−]?{_N}\s?(?:°\s?[CF]\b|degrees (?:Celsius|Fahrenheit)\b)",
    "symbol": rf"{_HEDGE}{_N}\s?(?P<unit>[km]?m|[km]?g|[mc]l|cm|km/h|kW|MW|kWh|Hz|MHz|GHz|GB|MB)\b",
    "count": rf"{_HEDGE}(?:{_N}|\b{_WORD})(?: (?:million|billion|thousand))?"
    rf"(?= (?:(?:square|cubic|different|main|large|small|full|whole|more) )?{_THINGS})",
    "year": r"(?:In|in) (?:1[0-9]|20)\d\d(?! ?(?:BC|AD|[a-z]+s\b))",
}
_NEW = {
    "share": "some share",
    "money": "some money",
    "temperature": "some temperature",
    "count": "some",
    "year": "at some point",
    **{unit: "some distance" for unit in ("m", "km", "mm", "cm")},
    **{unit: "some weight" for unit in ("g", "kg", "mg")},
    **{unit: "some liquid" for unit in ("ml", "cl")},
    "km/h": "some speed",
    **{unit: "some power" for unit in ("kW", "MW")},
    "kWh": "some energy",
    **{unit: "some frequency" for unit in ("Hz", "MHz", "GHz")},
    **{unit: "some memory" for unit in ("GB", "MB")},
}
_EXACT = re.compile(
    r"(?<![\w.,:/^#~−–—+*×÷='’-])(?:"
    + "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items())
    + r")(?![\w^²³%/-]|[.,]\d|\s?[-–—+×÷*/=<>]\s?\d)"
)
_FIXED = re.compile(
    r"(?:\b(?:the|these|those|this|that|his|her|its|their|our|your|my|all|every|each|any|another"
    r"|next|first|last|other|of|a|an|same|and|or|to|between|from|step|page|than|per|times|plus"
    r"|minus|by|equals|some)|\d|[(+×÷*/=<>-])\s$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vague:
    """Say `some` where the response gives a number, a price, a share or a year.

    Parameters
    ----------
    dose
        Share of the exact values that go.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Vague(), "The tower opened in 1889. It is 330 metres tall and has three floors.")
    The tower opened at some point. It is some metres tall and has some floors.
    """

    dose: Dose = 1.0
    about = About(
        kind="substance",
        bias="vagueness",
        keeps=(
            *(
                name
                for name in MEANING
                if name not in ("numbers", "order", "entities", "operators")
            ),
            *("layout", "sentences"),
        ),
        moves=("numbers", "characters", "hedges", "reading_ease"),
        idempotent=True,
    )
    # Entities are not kept: Celsius goes with its number.

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the vaguer response, or why it gives no exact value."""
        reason = foreign(response.text)
        if reason is not None:
            return reason
        sites: list[Site] = []
        for match, before, after in found(response.text, _EXACT):
            name = match.lastgroup or ""
            fixed = _FIXED.search(before) and name != "year"
            worked_out = "=" in before + after
            if fixed or worked_out or re.match(r"\s?(?:to|or|and|–|-)\s?\d", after):
                continue
            new = _NEW[match["unit"] if match["unit"] else name]
            if not before or match[0][0].isupper():
                new = new[0].upper() + new[1:]
            sites.append((Edit(start=match.start(), end=match.end(), new=new),))
        return at_sites(item, response, sites, self.dose, missing="exact value")


PERTURBATIONS.add("vague", Vague)
