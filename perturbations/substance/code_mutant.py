"""Plant a bug."""

from __future__ import annotations

from dataclasses import dataclass

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import meaning_without
from sosprobe.perturbations.sites import added, shuffled
from sosprobe.perturbations.substance.mutants import mutants
from sosprobe.perturbations.substance.sandbox import passes
from sosprobe.perturbations.text import replaced
from sosprobe.types import About, Item, Rejected, Response, Rewrite

_TRIES = 12
"""Mutants that are run before giving up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMutant:
    """Plant a one-word bug in Python code that the tests of the item prove.

    A comparison, an operator, `and`, `or`, `not` or a whole number changes; everything else in the
    code stays as it is. The code before has to pass the tests and the code after has to fail them,
    both in a sandbox.

    References
    ----------
    DeMillo, Lipton and Sayward (1978), Hints on test data selection: help for the practicing
    programmer.

    >>> from sosprobe.perturbations.examples import show
    >>> show(CodeMutant(), "There is no code here.")
    declined: no-tests
    """

    about = About(
        kind="substance",
        bias="incorrect code",
        keeps=(
            *meaning_without("code", "order"),
            *("layout", "sentences", "length"),
        ),
    )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response with the bug, or why none can be proved."""
        if not item.tests:
            return Rejected(reason="no-tests", detail="nothing could prove the bug")
        text = response.text
        edits = shuffled(list(mutants(text)), "mutant", item.id)
        if not edits:
            return Rejected(reason="no-site", detail="no Python code that can be changed")
        if not passes(text, item.tests):
            return Rejected(reason="tests-fail", detail="the code fails its tests as it is")
        for edit in edits[:_TRIES]:
            if not passes(replaced(text, [edit]), item.tests):
                return added(response, edit)
        return Rejected(reason="no-proof", detail="the tests noticed no change of the code")


PERTURBATIONS.add("code_mutant", CodeMutant)
