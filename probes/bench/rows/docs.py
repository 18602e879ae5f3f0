"""Items as the task files read them: a question, its labels, and which of them are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from sosprobe.data.fields import Row as Record

Doc = dict[str, Any]
Maker = Callable[[Record], Iterator[tuple[str, Doc]]]
"""From a published record to a part's name and its items; none if the suite leaves it out."""


def choice(
    question: str,
    labels: Sequence[str],
    gold: int | Sequence[int],
    *,
    asked: str | None = None,
    published: int | None = None,
    more: Mapping[str, Any] | None = None,
) -> Doc:
    """Return an item that is answered by one of some labels.

    Parameters
    ----------
    question
        The question as a model is asked that continues text; the label follows.
    gold
        Places of the right labels.
    asked
        The question as a chat model is asked, if it differs by more than the ending.
    published
        The place that the published form of the row counts as right, where that is another.
    more
        Further columns, as the published task reads them.
    """
    places = [gold] if isinstance(gold, int) else sorted(gold)
    return {
        "sos_text": f"{question}\nAnswer:",
        "sos_ask": f"{asked or question}\n\n{ending(labels)}",
        "sos_labels": list(labels),
        "sos_gold": places,
        "sos_gold_published": [published] if published is not None else places,
        **(more or {}),
    }


def ending(labels: Sequence[str]) -> str:
    """Return how a chat model is told to give its answer."""
    if list(labels) == list(ascii_uppercase[: len(labels)]):
        return (
            'Close with one line that reads "Answer: X", where X is the letter of the option '
            "that you choose."
        )
    words = " or ".join(f'"Answer: {label}"' for label in labels)
    return f"Close with one line that reads {words}."


def options(texts: Sequence[str]) -> str:
    """Return options below one another, each behind its letter."""
    return "\n".join(
        f"{letter}. {text}" for letter, text in zip(ascii_uppercase, texts, strict=False)
    )


def letters(texts: Sequence[str]) -> list[str]:
    """Return the letters of some options."""
    return list(ascii_uppercase[: len(texts)])
