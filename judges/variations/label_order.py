"""Call the response shown first B and the other one A: tells the label from the place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import pair, place
from sosprobe.judges.wording import marker


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelOrder:
    """Call the response shown first B and the other one A: tells the label from the place.

    >>> from sosprobe.judges.template_file import load_template
    >>> LabelOrder().vary(load_template("token")).labels
    ('B', 'A')
    """

    bias = "option label"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        place(place(place(pair(template), "a"), "b"), "task")
        one, other = template.labels
        labels = (other, one)
        legend = tuple(
            (marker(mark, labels, template.labels), level) for mark, level in template.legend
        )
        return replace(template, labels=labels, legend=legend)


VARIATIONS.add("label_order", LabelOrder)
