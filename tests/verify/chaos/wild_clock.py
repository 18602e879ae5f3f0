"""Run the command line under a wall clock that jumps by hours, in place of `python -m sosprobe`.

Monotonic clocks stay as they are, as they do on a machine whose date is set.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

EVERY = 0.2
"""Seconds between two jumps."""
FARTHEST = 72 * 3600.0
"""Seconds by which the clock is wrong at most, in either direction."""


def wild(clock: Callable[[], float], steady: Callable[[], float]) -> Callable[[], float]:
    """Return `clock` with an error that changes every `EVERY` seconds of the `steady` clock."""

    def now() -> float:
        jump = random.Random(int(steady() / EVERY))
        return clock() + jump.uniform(-FARTHEST, FARTHEST)

    return now


def main() -> None:
    """Put the wild clock in, then run the command line."""
    now = wild(time.time, time.monotonic)
    time.time = now
    time.time_ns = lambda: int(now() * 1e9)

    from sosprobe.cli import main as sosprobe  # so that nothing has taken hold of the clock before

    sosprobe()


if __name__ == "__main__":
    main()
