"""Fit the trials of a design to what a template shows: a pair, one response, or several."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from sosprobe.errors import SetupError
from sosprobe.judges.kinds.kind import Shows
from sosprobe.judges.wording import LETTERS
from sosprobe.types import Side, Trial

AT_ONCE = 4
"""Responses that are shown at once where all are compared with the same one."""


def arranged(trials: Sequence[Trial], shows: Shows) -> list[Trial]:
    """Return the trials as they are put to a judge.

    A pair is asked in both orders. Responses graded alone have no order, so a trial is asked once.
    Several are shown in two orders, one the reverse of the other, so that each pair stands in both.
    """
    if shows == "pair":
        return list(trials)
    if shows == "one":
        return [trial for trial in trials if not trial.swapped]
    found: list[Trial] = []
    for _, group in groupby(trials, key=lambda trial: (trial.item, trial.repeat)):
        pairs = [trial for trial in group if not trial.swapped and trial.a != trial.b]
        for together in _together(pairs):
            found += _both_orders(together)
    return found


def _together(pairs: Sequence[Trial]) -> Iterator[list[Trial]]:
    """Yield the trials of an item whose responses are shown at once."""
    sides = {side for trial in pairs for side in (trial.a, trial.b)}
    if len({trial.a for trial in pairs}) == 1:
        for start in range(0, len(pairs), AT_ONCE - 1):
            yield list(pairs[start : start + AT_ONCE - 1])
    elif len(sides) > len(LETTERS):
        raise SetupError(
            f"{pairs[0].item} has {len(sides)} responses; at most {len(LETTERS)} are shown at once."
        )
    else:
        yield list(pairs)


def _both_orders(pairs: Sequence[Trial]) -> Iterator[Trial]:
    """Yield each trial in an order of all responses, begun at a place of the item's, and back."""
    sides = list(dict.fromkeys(side for trial in pairs for side in (trial.a, trial.b)))
    first = int(hashlib.sha256(pairs[0].item.encode("utf-8", "replace")).hexdigest(), 16)
    turn = first % len(sides)
    order = (*sides[turn:], *sides[:turn])
    for among in (order, order[::-1]):
        for trial in pairs:
            yield replace(trial, among=among, swapped=_is_first(trial.b, trial.a, among))


def _is_first(one: Side, other: Side, among: Sequence[Side]) -> bool:
    return among.index(one) < among.index(other)
