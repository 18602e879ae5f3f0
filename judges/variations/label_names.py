"""Call the responses by other names than A and B."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sosprobe.errors import SetupError
from sosprobe.judges.template import Template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.judges.variations.needs import pair, place
from sosprobe.judges.wording import marker


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelNames:
    """Call the responses by other names than A and B.

    Parameters
    ----------
    first, second
        What the response shown first is called, and the other one.

    >>> from sosprobe.judges.template_file import load_template
    >>> LabelNames().vary(load_template("pairwise")).legend[0]
    ('X>>Y', 'A>>B')
    """

    first: str = "X"
    second: str = "Y"
    bias = "option label"

    def vary(self, template: Template) -> Template:
        """Return the changed template."""
        place(place(place(pair(template), "a"), "b"), "task")
        labels = (str(self.first), str(self.second))
        if len({label.casefold() for label in labels}) < 2:
            raise SetupError(f"Two responses cannot both be called {labels[0]!r}.")
        legend = tuple(
            (marker(mark, labels, template.labels), level) for mark, level in template.legend
        )
        return replace(template, labels=labels, legend=legend)


VARIATIONS.add("label_names", LabelNames)
