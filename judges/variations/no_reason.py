"""Ask for the verdict alone, without reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import levels


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReason:
    """Ask for the verdict alone, without reasons.

    >>> from sosprobe.judges.template_file import load_template
    >>> NoReason().vary(load_template("pairwise")).reason
    'none'
    """

    bias = "chain of thought"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        return replace(levels(template), reason="none")


VARIATIONS.add("no_reason", NoReason)
