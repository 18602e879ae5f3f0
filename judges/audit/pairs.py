"""Replies that are nasty for two grades in one reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sosprobe.judges.audit.case import LOST, Case, lost, says
from sosprobe.types import Outcome


def two_grades(
    wraps: Sequence[str], scale: tuple[float, float], first_line: bool
) -> Iterator[Case]:
    """Yield the cases."""
    low, high = scale
    middle = (low + high) / 2
    off = high + 1
    pairs = [(low, high), (high, low), (middle, middle), (middle, high), (low, middle)]
    if first_line:
        yield from _first_line(pairs, off)
    else:
        yield from _anywhere(wraps, pairs, off)


def _first_line(pairs: Sequence[tuple[float, float]], off: float) -> Iterator[Case]:
    for one, two in pairs:
        line = f"{one:g} {two:g}"
        for name, text in {
            "alone": line,
            "a reason after it": f"{line}\nThe second one is clearer.",
            "a comma": f"{one:g}, {two:g}\nReason.",
            "a slash": f"{one:g} / {two:g}\nReason.",
            "empty lines before it": f"\n\n{line}\nReason.",
            "bold": f"**{line}**\nReason.",
            "blanks after it": f"{line}  \nReason.",
            "carriage returns": f"{line}\r\nReason.\r\n",
            "numbers in the reason": f"{line}\nIt has 3 mistakes in 12 lines.",
            "reasoning before it": f"<think>2 3</think>{line}\nReason.",
            "a tab": f"{one:g}\t{two:g}",
        }.items():
            yield says(f"{name}: {line}", text, (one, two))
    one, two = pairs[0]
    for name, text in {
        "one grade": f"{one:g}",
        "three grades": f"{one:g} {two:g} {two:g}",
        "in the last line": f"Reason.\n{one:g} {two:g}",
        "in a sentence": f"The scores are {one:g} and {two:g}.",
        "off the scale": f"{off:g} {two:g}",
        "with words": f"A: {one:g} B: {two:g}",
    }.items():
        yield lost(name, text, *LOST)
    yield lost("cut", f"{one:g} {two:g}", Outcome.TRUNCATED, ending="length")


def _anywhere(
    wraps: Sequence[str], pairs: Sequence[tuple[float, float]], off: float
) -> Iterator[Case]:
    def put(one: float, two: float, between: str = "\n") -> str:
        return f"{wraps[0].replace('X', f'{one:g}')}{between}{wraps[1].replace('X', f'{two:g}')}"

    for one, two in pairs:
        both, other = put(one, two), put(two + 0.125, one + 0.125)
        for name, text in {
            "alone": both,
            "reasons before it": f"The first one is vague.\n{both}",
            "reasons after it": f"{both}\nThe first one is vague.",
            "bold": f"**{both}**",
            "in a fence": f"```\n{both}\n```",
            "carriage returns": put(one, two, "\r\n"),
            "an empty line between": put(one, two, "\n\n"),
            "upper case": both.upper(),
            "lower case": both.lower(),
            "others in the reasoning": f"<think>{other}</think>{both}",
            "a first guess before it": f"At first: {other}\nBut then:\n{both}",
        }.items():
            yield says(f"{name}: {one:g} {two:g}", text, (one, two))
    one, two = pairs[0]
    for name, text in {
        "only the first": wraps[0].replace("X", f"{one:g}"),
        "only the second": wraps[1].replace("X", f"{two:g}"),
        "off the scale": put(off, two),
        "no numbers": f"{wraps[0].replace('X', 'good')}\n{wraps[1].replace('X', 'bad')}",
        "bare numbers": f"{one:g} {two:g}",
    }.items():
        yield lost(name, text, *LOST)
    yield lost("cut", put(one, two), Outcome.TRUNCATED, ending="length")
