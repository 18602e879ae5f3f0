"""Let two names change places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import added, pick
from sosprobe.perturbations.substance.gazetteer import Mention, mentions
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite

_JOINED = re.compile(r"(?:[\s,;/&*]|\b(?:and|or|nor|both|the|in|of|to|with|[A-Z][\w'’-]*)\b)*")
"""What stands between the members of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwappedNames:
    """Let two names of one class change places wherever they stand in the response.

    Names that only ever stand together in a list (Paris and Rome) say the same after the swap, so
    they are left alone.

    >>> from sosprobe.perturbations.examples import show
    >>> show(SwappedNames(), "Paris lies on the Seine. Rome lies on the Tiber.")
    Rome lies on the Seine. Paris lies on the Tiber.
    """

    about = About(
        kind="substance",
        bias="misinformation",
        keeps=(
            *meaning_without("entities", "order"),
            *("layout", "sentences", "length"),
        ),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with two names swapped, or why it has no such pair."""
        text = response.text
        known = mentions(text)
        names = dict.fromkeys((label, name) for label, name, _, _ in known)
        pairs = [
            (one, other)
            for (label, one), (kind, other) in combinations(names, 2)
            if label.partition(":")[0] == kind.partition(":")[0]
            and one[0].isupper() == other[0].isupper()
            and _differs(text, [mention for mention in known if mention[1] in (one, other)])
        ]
        if not pairs:
            return Rejected(reason="no-site", detail="no two names of one class that tell apart")
        one, other = pick(pairs, "swap", item.id)
        new = {one: other, other: one}
        return added(
            response,
            *(Edit(start=a, end=b, new=new[name]) for _, name, a, b in known if name in new),
        )


def _differs(text: str, found: list[Mention]) -> bool:
    """Say whether one of the names is told something that the other is not."""
    ends = [(-1, 0), *((start, end) for _, _, start, end in found), (len(text), -1)]
    lonely = 0
    for (_, left), (start, end), (right, _) in zip(ends, ends[1:], ends[2:], strict=False):
        before = left > 0 and _JOINED.fullmatch(text, left, start)
        after = right < len(text) and _JOINED.fullmatch(text, end, right)
        lonely += not before and not after
    return lonely > 0


PERTURBATIONS.add("swapped_names", SwappedNames)
