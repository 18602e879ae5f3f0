"""Do not offer the verdict that both are equally good."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import levels


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTie:
    """Do not offer the verdict that both are equally good.

    >>> from sosprobe.judges.template import load_template
    >>> len(NoTie().vary(load_template("pairwise")).legend)
    4
    """

    bias = "tie aversion"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        legend = tuple(entry for entry in levels(template).legend if entry[1] != "A=B")
        return replace(template, legend=legend)


VARIATIONS.add("no_tie", NoTie)
