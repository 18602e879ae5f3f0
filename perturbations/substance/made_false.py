"""Make values of one kind false: those that are marked, else those that a rule finds."""

from __future__ import annotations

from collections.abc import Callable

from sosprobe.perturbations.sites import Site, at_sites, foreign
from sosprobe.perturbations.substance.marked import KEEPS as _KEEPS
from sosprobe.perturbations.substance.marked import swapped
from sosprobe.types import FactKind, Item, Rejected, Response, Rewrite

KEEPS = (*_KEEPS, "code", "quotes", "constraints", "language")
"""What an error in a single value leaves as it is."""

Finder = Callable[[Item, str], list[Site]]


def made_false(
    item: Item, response: Response, kind: FactKind, find: Finder, errors: int
) -> Rewrite | Rejected:
    """Return the response with `errors` values of a kind made false (0: all of them).

    Where no value of the kind is marked, `find` says what can be changed, and the rewrite is as
    wrong as the text was right there.
    """
    facts = [fact for fact in response.facts if fact.kind == kind]
    if facts:
        return swapped(response, facts, errors, f"no-{kind}")
    return some(item, response, find, errors, missing=f"{kind} that can be changed")


def some(
    item: Item, response: Response, find: Finder, errors: int, *, missing: str
) -> Rewrite | Rejected:
    """Return the response with `errors` of the sites that `find` finds edited (0: all of them)."""
    reason = foreign(response.text)
    if reason is not None:
        return reason
    sites = find(item, response.text)
    wanted = min(1.0, errors / len(sites)) if errors and sites else 1.0
    return at_sites(item, response, sites, wanted, missing=missing)
