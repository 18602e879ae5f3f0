"""Ask for the verdict before the reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import levels


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFirst:
    """Ask for the verdict before the reasons.

    >>> from sosprobe.judges.template_file import load_template
    >>> VerdictFirst().vary(load_template("pairwise")).reason
    'after'
    """

    bias = "explanation order"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        return replace(levels(template), reason="after")


VARIATIONS.add("verdict_first", VerdictFirst)
