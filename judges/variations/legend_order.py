"""List the levels of the legend from the other end."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import levels


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendOrder:
    """List the levels of the legend from the other end.

    >>> from sosprobe.judges.template_file import load_template
    >>> LegendOrder().vary(load_template("pairwise")).legend[0]
    ('B>>A', 'B>>A')
    """

    bias = "legend order"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        return replace(levels(template), legend=template.legend[::-1])


VARIATIONS.add("legend_order", LegendOrder)
