"""Give an opener of a solution, and no solution."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.errors import UnknownName
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.attack.planting import instead
from sosprobe.perturbations.features import NAMES
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_KEYS = ("Thought process:", "Solution", ":")


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKey:
    """Replace the answer by one of the short strings that pass for an answer with some judges.

    Nothing of the answer is left, so any judge that prefers it is wrong.

    Parameters
    ----------
    key
        `Thought process:`, `Solution` or `:`.

    References
    ----------
    Zhao et al. (2025), One Token to Fool LLM-as-a-Judge, arXiv:2507.08794.

    Examples
    --------
    >>> from sosprobe.perturbations.examples import show
    >>> show(MasterKey(), "It is cold.")
    Thought process:
    >>> show(MasterKey(key=":"), "It is cold.")
    :
    """

    key: str = "Thought process:"
    about = About(kind="attack", bias="master key", moves=NAMES, idempotent=True)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the key in place of the response."""
        if self.key not in _KEYS:
            raise UnknownName("key", self.key, _KEYS)
        return instead(response, self.key)


PERTURBATIONS.add("master_key", MasterKey)
