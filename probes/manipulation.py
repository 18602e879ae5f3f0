"""The manipulation check: what a perturbation was meant to move, and what it moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from sosprobe.perturbations.compose import build
from sosprobe.perturbations.features import NAMES, features
from sosprobe.perturbations.gate import apply
from sosprobe.types import Item, Rewrite

FIXED = 0.1
"""Standard deviations within which a feature counts as not moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How far one feature moved, in its standard deviations over the untouched responses."""

    feature: str
    meant: bool
    """Whether the perturbation declares that it moves this feature."""
    before: float
    after: float
    """Means over the responses that were rewritten."""
    value: float
    low: float
    high: float
    """Standardised difference with its 95 % interval; infinite where nothing varied before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The manipulation check of one perturbation."""

    spec: str
    items: int
    kept: int
    moved: tuple[Moved, ...]

    @property
    def surprises(self) -> list[str]:
        """The features that moved without being declared."""
        return [m.feature for m in self.moved if abs(m.value) > FIXED and not m.meant]


def manipulation(spec: str, items: Sequence[Item]) -> Check:
    """Return how far each feature of the references moved under a perturbation.

    The difference of an item's rewrite and reference is averaged over items and divided by the
    standard deviation of the feature over all references (Glass's delta); Student's t over items.

    References
    ----------
    Glass (1976), Primary, secondary, and meta-analysis of research.
    """
    perturbation = build(spec)
    made = [(item, apply(perturbation, item, item.reference)) for item in items]
    kept = [(item, one) for item, one in made if isinstance(one, Rewrite)]
    before = _table([item.reference.text for item, _ in kept])
    after = _table([one.response.text for _, one in kept])
    spread = _table([item.reference.text for item in items]).std(axis=0)
    meant = set(perturbation.about.moves)
    return Check(
        spec=spec,
        items=len(items),
        kept=len(kept),
        moved=tuple(
            _moved(name, name in meant, before[:, n], after[:, n], float(spread[n]))
            for n, name in enumerate(NAMES)
        ),
    )


def _table(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return one row a text, one column a feature."""
    rows = [list(features(text).values()) for text in texts]
    return np.array(rows, dtype=np.float64).reshape(len(texts), len(NAMES))


def _moved(
    name: str,
    meant: bool,
    before: np.ndarray[tuple[int], np.dtype[np.float64]],
    after: np.ndarray[tuple[int], np.dtype[np.float64]],
    spread: float,
) -> Moved:
    """Return how far one feature moved."""
    gap = after - before
    count = len(gap)
    mean = float(gap.mean()) if count else 0.0
    error = float(gap.std(ddof=1)) / count**0.5 if count > 1 else 0.0
    half = float(stats.t.ppf(0.975, count - 1)) * error if count > 1 else 0.0
    if spread > 0:
        value, low, high = (end / spread for end in (mean, mean - half, mean + half))
    else:
        value, low, high = (float(np.sign(end)) * np.inf if end else 0.0 for end in (mean,) * 3)
    return Moved(
        feature=name,
        meant=meant,
        before=float(before.mean()) if count else 0.0,
        after=float(after.mean()) if count else 0.0,
        value=value,
        low=low,
        high=high,
    )
