"""Pretend to check the answer, and change nothing in it."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.features import ADDED
from sosprobe.perturbations.invariants import MEANING
from sosprobe.perturbations.sites import closed_with, pick
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_LINES = (
    "Wait, let me double-check this. Going through it once more: yes, it holds.",
    "Let me pause here and check all of this again. Yes, each part stands as written.",
    "Hold on, let me go over this a second time. After another look, all of it stays as it is.",
    "Wait, let me read this again with fresh eyes. Yes, the answer above holds from start to end.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """Append a show of checking the answer again, with no change to it.

    The check names no step and finds nothing, so it is worth nothing.

    References
    ----------
    Zhou et al. (2026), JudgeBiasBench, arXiv:2603.08091 (superficial reflection).

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(Reflection(), "It is cold.")
    It is cold. Wait, let me double-check this. Going through it once more: yes, it holds.
    """

    about = About(kind="style", bias="superficial reflection", keeps=MEANING, moves=ADDED)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the sentence at its end."""
        return closed_with(response, pick(_LINES, "reflection", item.id))


PERTURBATIONS.add("reflection", Reflection)
