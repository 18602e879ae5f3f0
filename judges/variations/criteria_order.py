"""Name the criteria in the opposite order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import place


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaOrder:
    """Name the criteria in the opposite order.

    >>> from sosprobe.judges.template_file import load_template
    >>> CriteriaOrder().vary(load_template("pairwise")).criteria[-1]
    'true'
    """

    bias = "criteria order"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        return replace(
            place(template, "criteria"),
            criteria=template.criteria[::-1],
            factors=template.factors[::-1],
        )


VARIATIONS.add("criteria_order", CriteriaOrder)
