"""What the rewrites that use marked facts have in common: a swap of values.

Each swap replaces the true value of a marked fact by the false one of the same kind and nearly the
same length, so the substance moves and the style does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from sosprobe.perturbations.text import edited
from sosprobe.types import Edit, Fact, Rejected, Response, Rewrite

KEEPS = ("layout", "sentences", "length", "links")
"""What a swap may not move; `check` proves besides that nothing outside the edits changed."""


def swapped(
    response: Response, facts: Sequence[Fact], errors: int, missing: str
) -> Rewrite | Rejected:
    """Return `response` with the first `errors` of `facts` made false (0: all of them)."""
    if not facts:
        return Rejected(reason=missing, detail="nothing is marked for it")
    chosen = facts[:errors] if errors else facts
    edits = tuple(Edit(start=fact.start, end=fact.end, new=fact.false) for fact in chosen)
    return Rewrite(response=edited(response, edits), edits=edits, dose=len(chosen) / len(facts))
