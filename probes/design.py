"""Which trials to ask, countable before anything is asked.

The same design over the same items always lists the same trials in the same order. Trials that
show the same response first stand together, so that a judge can reuse the prompt they share.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from sosprobe.perturbations.compose import build
from sosprobe.probes.rewrites import Workshop
from sosprobe.types import PLAIN, Item, Side, Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Factorial:
    """Style arm x substance arm, each cell against the item's untouched reference.

    An item that lacks one cell of a style arm (its rewrite was rejected) is left out of that whole
    style arm, so that the cells of an arm always hold the same items.

    Parameters
    ----------
    styles, substances, controls
        Perturbations by name; `identity` asks about two equal texts.
    repeats
        How often each question is asked.
    """

    styles: tuple[str, ...]
    substances: tuple[str, ...]
    controls: tuple[str, ...]
    repeats: int = 1

    def __post_init__(self) -> None:
        """Check the names before any work is done."""
        for spec in (*self.styles, *self.substances, *self.controls):
            build(spec)

    def trials(self, workshop: Workshop) -> list[Trial]:
        """Return every trial over the workshop's items."""
        return [
            trial
            for item in workshop.items
            for trial in _both_orders(
                item, list(self.pairs(item, workshop)), self.repeats, workshop
            )
        ]

    def pairs(self, item: str, workshop: Workshop) -> Iterator[tuple[Side, Side]]:
        """Yield the sides of each comparison of an item, without order."""
        base = Side()
        plain = [w for w in self.substances if workshop.response(item, Side(substance=w))]
        for control in self.controls:
            side = Side() if control == "identity" else Side(style=control)
            if workshop.response(item, side):
                yield base, side
        for substance in plain:
            yield base, Side(substance=substance)
        for style in self.styles:
            cells = [Side(style=style, substance=substance) for substance in (PLAIN, *plain)]
            if all([workshop.response(item, cell) for cell in cells]):
                yield from ((base, cell) for cell in cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Responses of an item against each other, as the data set has them.

    Where the responses are graded, every pair of unequal grade; else every pair.
    """

    repeats: int = 1

    def trials(self, workshop: Workshop) -> list[Trial]:
        """Return every trial over the workshop's items."""
        return [
            trial
            for name, item in workshop.items.items()
            for trial in _both_orders(name, _unequal(item), self.repeats, workshop)
        ]


def sample(items: Sequence[Item], count: int, seed: int) -> list[Item]:
    """Return `count` items, as many of each category as can be (0 or too many: all of them)."""
    if not 0 < count < len(items):
        return list(items)
    rng = random.Random(seed)
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.category, []).append(item)
    for group in groups.values():
        rng.shuffle(group)
    chosen: set[str] = set()
    while len(chosen) < count:
        for group in groups.values():
            if group and len(chosen) < count:
                chosen.add(group.pop().id)
    return [item for item in items if item.id in chosen]


def _unequal(item: Item) -> list[tuple[Side, Side]]:
    pairs = list(combinations(item.responses, 2))
    graded = [(a, b) for a, b in pairs if item.responses[a].gold != item.responses[b].gold]
    return [(Side(response=a), Side(response=b)) for a, b in graded or pairs]


def _both_orders(
    item: str, pairs: Sequence[tuple[Side, Side]], repeats: int, workshop: Workshop
) -> Iterator[Trial]:
    """Yield each pair in both orders (two equal sides once), grouped by what is shown first."""
    for repeat in range(repeats):
        shown: list[tuple[int, Trial]] = []
        sides = list(dict.fromkeys(side for pair in pairs for side in pair))
        for a, b in pairs:
            dose = 0.0 if b.style == PLAIN else workshop.doses[item, b]
            trial = Trial(item=item, a=a, b=b, repeat=repeat, dose=dose)
            shown.append((sides.index(a), trial))
            if a != b:
                shown.append((sides.index(b), replace(trial, swapped=True)))
        yield from (trial for _, trial in sorted(shown, key=lambda pair: pair[0]))
