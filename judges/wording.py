"""The parts of a judge prompt that are put together: labels, legend, criteria, task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Reason = Literal["before", "after", "none"]
Labels = tuple[str, str]
"""What the response shown first is called, and the second."""
Legend = tuple[tuple[str, str], ...]
"""What a reply may say, and the level that it stands for (`A>B` ...), in the order shown."""

LEVELS = ("A>>B", "A>B", "A=B", "B>A", "B>>A")
"""The levels, in which A is the response shown first whatever it is called."""


def marker(level: str, labels: Labels) -> str:
    """Return how a level is written with other labels.

    >>> marker("A>>B", ("X", "Y"))
    'X>>Y'
    """
    return "".join(dict(zip("AB", labels, strict=True)).get(sign, sign) for sign in level)


def meaning(level: str, labels: Labels) -> str:
    """Return a level in words.

    >>> meaning("B>>A", ("A", "B"))
    'Response B is much better'
    """
    if level == "A=B":
        return "They are equally good"
    better = labels[0] if level.startswith("A") else labels[1]
    return f"Response {better} is {'much ' if '>>' in level else ''}better"


def legend_text(legend: Legend, labels: Labels) -> str:
    """Return the legend, a line a level."""
    width = max((len(mark) for mark, _ in legend), default=0)
    return "\n".join(f"{mark:{width}}  {meaning(level, labels)}" for mark, level in legend)


def levels_task(legend: Legend, labels: Labels, reason: Reason) -> str:
    """Return what a judge is asked to write that answers with one of several levels."""
    form = f"in this form:\nVerdict: [[X]]\nwhere X is one of\n{legend_text(legend, labels)}"
    line = "one line that holds your verdict and nothing else"
    match reason:
        case "before":
            why = "Explain in a few sentences what decides between the two."
            return f"{why} Then finish with {line}, {form}"
        case "after":
            why = "Then explain in a few sentences what decided between the two."
            return f"Begin with {line}, {form}\n{why}"
        case "none":
            return f"Reply with {line}, {form}"


def token_task(labels: Sequence[str]) -> str:
    """Return what a judge is asked to write that answers with a label alone."""
    one, other = labels
    letter = all(len(label) == 1 and label.isalpha() for label in labels)
    kind = "letter" if letter else "label"
    return f"Which response is better, {one} or {other}? Reply with one {kind}."


def listing(criteria: Sequence[str]) -> str:
    """Return criteria as the end of a sentence.

    >>> listing(["whether it is true", "whether it is safe"])
    'whether it is true and whether it is safe'
    """
    *most, last = criteria
    return f"{', '.join(most)} and {last}" if most else last
