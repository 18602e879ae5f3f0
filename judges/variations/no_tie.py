"""Do not offer the verdict that both are equally good."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import without


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTie:
    """Do not offer the verdict that both are equally good.

    >>> from sosprobe.judges.template_file import load_template
    >>> len(NoTie().vary(load_template("pairwise")).legend)
    4
    """

    bias = "tie aversion"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        return without(template, ("A=B",))


VARIATIONS.add("no_tie", NoTie)
