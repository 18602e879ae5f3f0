"""State a wrong name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.sites import Site, pick
from sosprobe.perturbations.substance.gazetteer import NAMES, mentions
from sosprobe.perturbations.substance.made_false import KEEPS, made_false
from sosprobe.perturbations.substance.places import context, is_stated
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_NEAR = 3
"""Characters by which the names may differ in length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityError:
    """Name another person, place or thing of the same class than the right one.

    Without marks it takes a name from lists of countries, cities, rivers, elements, scientists and
    the like, and swaps it wherever it stands. The names in the prompt are what it is about, and
    examples may be many; both are left alone.

    Parameters
    ----------
    errors
        How many names become wrong; 0 means all of them.

    References
    ----------
    The factual errors of Humans or LLMs as the Judge (Chen et al., 2024), here by rule.

    >>> from sosprobe.perturbations.examples import show
    >>> show(EntityError(), "The tower stands in Paris. It is 330 metres tall.")
    The tower stands in Ottawa. It is 330 metres tall.
    """

    errors: int = 1
    about = About(kind="substance", bias="misinformation", keeps=KEEPS)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with wrong names, or why it has none that is known."""
        return made_false(item, response, "entity", _entities, self.errors)


def _entities(item: Item, text: str) -> list[Site]:
    """Return the swaps of a name, each of them all its mentions together."""
    known = mentions(text)
    sites: list[Site] = []
    for label, name in dict.fromkeys(mention[:2] for mention in known):
        if label == "person":  # a first name may be anybody's
            continue
        spans = [(start, end) for _, found, start, end in known if found == name]
        around = [context(text, *span) for span in spans]
        stated = any(pair is not None and is_stated(*pair) for pair in around)
        everywhere = len(re.findall(rf"\b{re.escape(name)}\b", text)) == len(spans)
        if not stated or not everywhere or name.casefold() in item.prompt.casefold():
            continue
        options = [
            other
            for other in NAMES[label]
            if abs(len(other) - len(name)) <= _NEAR
            and other.casefold() not in f"{text}\n{item.prompt}".casefold()
        ]
        if options:
            new = pick(options, "entity", item.id, name)
            new = new[0].upper() + new[1:] if name[0].isupper() else new
            sites.append(tuple(Edit(start=start, end=end, new=new) for start, end in spans))
    return sites


PERTURBATIONS.add("entity_error", EntityError)
