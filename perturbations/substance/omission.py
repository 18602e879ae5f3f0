"""Leave out sentences that a complete answer needs."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import NAMES
from sosprobe.perturbations.text import edited, sentences
from sosprobe.types import About, Edit, Item, Rejected, Response, Rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """Drop key sentences of a response.

    Parameters
    ----------
    points
        How many key sentences to drop; 0 means all of them.

    >>> from sosprobe.perturbations.examples import show
    >>> show(Omission(), "Nothing is marked here.")
    declined: no-key-points
    """

    points: int = 1
    about = About(kind="substance", bias="omission", keeps=("layout", "code"), moves=tuple(NAMES))

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the shortened response, or why it has no key sentence to lose."""
        text = response.text
        marked = [span for span in sentences(text) if text[slice(*span)] in response.key_points]
        if not marked:
            return Rejected(reason="no-key-points", detail="no key sentence is marked")
        chosen = marked[: self.points] if self.points else marked
        edits: list[Edit] = []
        for start, end in chosen:
            follows = len(text) - len(text[end:].lstrip(" "))
            before = len(text[:start].rstrip(" "))
            last_of_line = follows == len(text) or text[follows] == "\n"
            left, right = (before, end) if last_of_line else (start, follows)
            edits.append(Edit(start=left, end=right, new=""))
        return Rewrite(
            response=edited(response, edits),
            edits=tuple(edits),
            dose=len(chosen) / len(response.key_points),
        )


PERTURBATIONS.add("omission", Omission)
