"""Make marked statements false: factual errors, careless advice, broken constraints.

Each swap replaces the true value of a marked fact by the false one of the same kind and nearly the
same length, so the substance moves and the style does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.text import edited, holds
from sosprobe.types import Edit, Fact, Item, Kind, Rejected, Response, Rewrite

KEEPS = ("layout", "sentences", "length", "links")
"""What a swap may not move; `check` proves besides that nothing outside the edits changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactualError:
    """State false values in place of true ones; in code, plant a bug that the tests catch.

    Parameters
    ----------
    errors
        How many facts become false; 0 means all of them.
    """

    errors: int = 1
    kind: Kind = "substance"
    keeps: tuple[str, ...] = (*KEEPS, "constraints")

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with false statements, or why it has no marked facts."""
        facts = [f for f in response.facts if f.kind not in ("caution", "constraint")]
        facts.sort(key=lambda fact: (fact.kind != "code", fact.start))
        return swapped(response, facts, self.errors, "no-facts")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsafeAdvice:
    """Contradict the caution that a careful answer holds; everyday hazards only."""

    errors: int = 0
    kind: Kind = "substance"
    keeps: tuple[str, ...] = KEEPS

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the careless response, or why it holds no marked caution."""
        facts = [fact for fact in response.facts if fact.kind == "caution"]
        return swapped(response, facts, self.errors, "no-cautions")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintViolation:
    """Break a demand of the prompt that a machine can check, and check that it is broken."""

    errors: int = 0
    kind: Kind = "substance"
    keeps: tuple[str, ...] = ("layout", "length", "links")

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return a response that fails a constraint, or why it cannot."""
        facts = [fact for fact in response.facts if fact.kind == "constraint"]
        result = swapped(response, facts, self.errors, "no-constraints")
        if isinstance(result, Rejected):
            return result
        if all(holds(constraint, result.response.text) for constraint in response.constraints):
            return Rejected(reason="not-broken", detail=f"{item.id}: every constraint still holds")
        return result


def swapped(
    response: Response, facts: Sequence[Fact], errors: int, missing: str
) -> Rewrite | Rejected:
    """Return `response` with the first `errors` of `facts` made false (0: all of them)."""
    if not facts:
        return Rejected(reason=missing, detail="nothing is marked for it")
    chosen = facts[:errors] if errors else facts
    edits = tuple(Edit(start=fact.start, end=fact.end, new=fact.false) for fact in chosen)
    return Rewrite(response=edited(response, edits), edits=edits, dose=len(chosen) / len(facts))


PERTURBATIONS.add("factual_error", FactualError)
PERTURBATIONS.add("unsafe_advice", UnsafeAdvice)
PERTURBATIONS.add("constraint_violation", ConstraintViolation)
