"""Read the answer out of generated text: the last explicit one, and never a guess.

Only the text after the last reasoning block counts. An answer is explicit if a cue announces it
(`Answer: B`, `the answer is (B)`, a box), or if a reply, its first line or its last line is nothing
but the answer. A reply that merely mentions a choice has not answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

_CUE = r"(?:answer|verdict|choice|option)s?\b(?:\s+(?:is|are|would be|should be))?"
_OPEN = r"[\s:=*_`\"'“\[({$]*(?:\\(?:boxed|text|textbf|mathrm)\s*\{)*[\s(\[*`\"'{]*"


def final(text: str) -> str:
    """Return the text after the last reasoning block; nothing if the block never ends.

    >>> final("<think>B? no</think> Answer: A")
    'Answer: A'
    """
    if "</think>" in text:
        text = text.rpartition("</think>")[2]
    elif "<think>" in text:
        return ""
    return text.strip()


def label(text: str, labels: Sequence[str]) -> int | None:
    """Return the place of the label that a reply answers with; None if it does not.

    >>> label("It is polite, so the answer is **Yes**.", ["yes", "no"])
    0
    >>> label("One could say yes or no.", ["yes", "no"]) is None
    True
    """
    text = final(text)
    if all(len(one) == 1 and one in ascii_uppercase for one in labels):
        return _letter(text, labels)
    names = {one.casefold(): place for place, one in enumerate(labels)}
    ways = "|".join(re.escape(one) for one in sorted(labels, key=len, reverse=True))
    found = [
        *re.finditer(rf"{_CUE}{_OPEN}({ways})(?![\w-])(?!\s+(?:or|and)\b)", text, re.IGNORECASE),
        *re.finditer(
            rf"(?:\A|\n)[\s*_`\"'(\[]*({ways})[\s*_`\"').\]!]*(?=\n|\Z)", text, re.IGNORECASE
        ),
    ]
    if not found:
        first = re.match(rf"[\s*_`\"'(\[]*({ways})[*_`\"')\]]*\s*[,.;:!\n—–]", text, re.IGNORECASE)
        found = [first] if first else []
    if not found:
        return None
    return names[max(found, key=lambda one: one.start(1))[1].casefold()]


def letters(text: str, count: int) -> frozenset[int] | None:
    """Return the places of all letters that a reply answers with: `Answer: A, C`.

    >>> sorted(letters("Answer: A and C", 3) or ())
    [0, 2]
    """
    text = final(text)
    one = rf"\(?[{ascii_uppercase[:count]}]\)?"
    several = rf"{one}(?:(?:\s*(?:,|;|&|\band\b|\s)\s*)+{one})*"
    found = [
        *re.finditer(rf"(?i:{_CUE}){_OPEN}({several})(?![\w'’])", text),
        *re.finditer(rf"(?:\A|\n)[\s*_`\"'\[]*({several})[\s*_`\"'.\]]*(?=\n|\Z)", text),
    ]
    if not found:
        return None
    last = max(found, key=lambda match: match.start(1))[1]
    return frozenset(ascii_uppercase.index(sign) for sign in re.findall(r"\b[A-Z]\b", last))


def number(text: str) -> str | None:
    """Return the whole number that a reply answers with.

    >>> number("3 + 4: the answer is 7.")
    '7'
    """
    text = final(text)
    found = [
        *re.finditer(rf"{_CUE}{_OPEN}(-?\d+)\b(?!\.\d)", text, re.IGNORECASE),
        *re.finditer(r"\\boxed\{\s*(-?\d+)\s*\}", text),
        *re.finditer(r"(?:\A|\n)[\s*_`\"'(\[]*(-?\d+)[\s*_`\"').\]]*(?=\n|\Z)", text),
    ]
    return max(found, key=lambda match: match.start(1))[1] if found else None


def _letter(text: str, labels: Sequence[str]) -> int | None:
    sign = f"[{''.join(labels)}]"
    found = [
        *re.finditer(rf"(?i:{_CUE}){_OPEN}({sign})(?![\w'’])(?!\s+(?:or|and)\s)", text),
        *re.finditer(rf"\\boxed\{{\s*(?:\\text\{{)?\(?({sign})\)?\s*\}}", text),
        *re.finditer(rf"(?:\A|\n)[\s*_`\"'(\[]*({sign})[\s*_`\"').:\]]*(?=\n|\Z)", text),
    ]
    if not found:
        first = re.fullmatch(rf"[\s*_`\"'(\[]*({sign})[)\].:][*_`]*\s[^\n]*", text)
        found = [first] if first else []
    return labels.index(max(found, key=lambda one: one.start(1))[1]) if found else None
