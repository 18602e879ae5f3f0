"""The parts of a judge prompt that are put together: labels, legend, criteria, task."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Reason = Literal["before", "after", "none"]
Labels = tuple[str, str]
"""What the response shown first is called, and the second."""
Legend = tuple[tuple[str, str], ...]
"""What a reply may say, and the level that it stands for (`A>B` ...), in the order shown."""

LEVELS = ("A>>B", "A>B", "A=B", "B>A", "B>>A")
"""The levels, in which A is the response shown first whatever it is called."""

LETTERS = ("A", "B", "C", "D", "E", "F", "G", "H")
"""What responses are called where more than two are shown."""


def marker(mark: str, labels: Labels, before: Labels = ("A", "B")) -> str:
    """Return how a mark is written with other labels than before.

    >>> [marker(mark, ("X", "Y")) for mark in ("A>>B", "B", "C")]
    ['X>>Y', 'Y', 'C']
    """
    names = dict(zip(before, labels, strict=True))
    return "".join(names.get(part, part) for part in re.split(r"([<>=]+)", mark))


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


def levels_task(legend: Legend, labels: Labels, reason: Reason, wrap: str = "[[X]]") -> str:
    """Return what a judge is asked to write that answers with one of several levels."""
    place = placeholder(legend)
    levels = f"where {place} is one of\n{legend_text(legend, labels)}"
    form = f"in this form:\nVerdict: {wrap.replace('X', place)}\n{levels}"
    return _with_reason(form, "verdict", reason, "the two")


def placeholder(legend: Sequence[tuple[str, str]]) -> str:
    """Return the letter that stands for a mark: one that is no mark itself.

    >>> placeholder((("X", "A>B"), ("Y", "B>A")))
    'V'
    """
    marks = {mark.upper() for mark, _ in legend}
    return next(letter for letter in "XVZWUQKJ" if letter not in marks)


def score_task(scale: tuple[float, float], reason: Reason, wrap: str = "[[X]]") -> str:
    """Return what a judge is asked to write that grades one response."""
    low, high = scale
    form = (
        f"in this form:\nRating: {wrap}\n"
        f"where X is a number from {low:g} (worst) to {high:g} (best)"
    )
    return _with_reason(form, "rating", reason, "how good it is")


def best_task(reason: Reason, wrap: str = "[[X]]") -> str:
    """Return what a judge is asked to write that chooses the best of several responses."""
    form = f"in this form:\nVerdict: {wrap}\nwhere X is the letter of the best response"
    return _with_reason(form, "verdict", reason, "them")


def _with_reason(form: str, what: str, reason: Reason, between: str) -> str:
    """Return the request for a line in a form, and for the reason where one is wanted."""
    line = f"one line that holds your {what} and nothing else"
    link = "decides" if between.startswith("how") else "decides between"
    match reason:
        case "before":
            why = f"Explain in a few sentences what {link} {between}."
            return f"{why} Then finish with {line}, {form}"
        case "after":
            why = f"Then explain in a few sentences what {link.replace('decides', 'decided')}"
            return f"Begin with {line}, {form}\n{why} {between}."
        case "none":
            return f"Reply with {line}, {form}"


def scores_task(scale: tuple[float, float], labels: Labels, wraps: Sequence[str]) -> str:
    """Return what a judge is asked to write that grades two responses in one reply."""
    low, high = scale
    lines = "\n".join(wraps)
    return (
        "Explain in a few sentences how good each response is. Then finish with two lines, one "
        f"for response {labels[0]} and one for response {labels[1]}, in this form:\n{lines}\n"
        f"where X is a number from {low:g} (worst) to {high:g} (best)"
    )


def criteria_task(
    factors: Sequence[tuple[str, str]], legend: Legend, labels: Labels, wrap: str = "[[X]]"
) -> str:
    """Return what a judge is asked to write that decides on each criterion and over all."""
    place = placeholder(legend)
    forms = "\n".join(f"{name}: (({place}))" for name, _ in factors)
    return (
        "Take the criteria one after another. For each, say in a sentence or two what decides "
        "between the responses on that criterion alone, then write its verdict on a line of its "
        f"own in this form:\n{forms}\n"
        "At the end weigh the criteria against each other for this prompt, and finish with one "
        f"line for your verdict over all, in this form:\nVerdict: {wrap.replace('X', place)}\n"
        f"Each {place} is one of\n{legend_text(legend, labels)}\n"
        "Where you cannot decide, say that they are equally good."
    )


def json_task(field: str, legend: Legend, labels: Labels) -> str:
    """Return what a judge is asked to write that answers with an object."""
    return (
        "Reply with one JSON object and nothing else. Its field `reason` holds a few sentences on "
        f"what decides between the two; its field `{field}`, which comes after it, is one of\n"
        f"{legend_text(legend, labels)}"
    )


def json_score_task(field: str, scale: tuple[float, float]) -> str:
    """Return what a judge is asked to write that grades with an object."""
    low, high = scale
    return (
        "Reply with one JSON object and nothing else. Its field `reason` holds a few sentences on "
        f"how good the response is; its field `{field}`, which comes after it, is a number from "
        f"{low:g} (worst) to {high:g} (best)."
    )


def token_task(labels: Sequence[str]) -> str:
    """Return what a judge is asked to write that answers with a label alone."""
    one, other = labels
    letter = all(len(label) == 1 and label.isalpha() for label in labels)
    kind = "letter" if letter else "label"
    return f"Which response is better, {one} or {other}? Reply with one {kind}."


def factor_list(factors: Sequence[tuple[str, str]]) -> str:
    """Return criteria and what they mean, a line each."""
    return "\n".join(f"* {name}: {meaning}" for name, meaning in factors)


def listing(criteria: Sequence[str]) -> str:
    """Return criteria as the end of a sentence.

    >>> listing(["whether it is true", "whether it is safe"])
    'whether it is true and whether it is safe'
    """
    *most, last = criteria
    return f"{', '.join(most)} and {last}" if most else last
