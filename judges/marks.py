r"""Find the marks that verdicts stand in, whatever wraps them, and choose the one that counts.

A wrap is a text with one X: `[[X]]`, `((X))`, `[RESULT] X`, `Output (X)`, `\boxed{X}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from sosprobe.errors import SetupError
from sosprobe.judges.reply_text import plain

V = TypeVar("V", bound=Hashable)

VERDICT = re.compile(r"\bverdict\b", re.IGNORECASE)
"""What announces that a verdict follows."""
RATING = re.compile(r"\b(?:verdict|rating)\b", re.IGNORECASE)
"""What announces that a grade follows."""

_BRACKETS = "[](){}<>"


@dataclass(frozen=True, slots=True)
class Mark(Generic[V]):
    """A mark in a reply, and what it says."""

    start: int
    inside: str
    value: V | None
    """None where the mark looks like a verdict but was not offered."""


@dataclass(frozen=True, slots=True)
class Ambiguous(Generic[V]):
    """Marks after the last cue that contradict each other."""

    marks: tuple[Mark[V], ...]


Read = Callable[[str], tuple[bool, V | None]]
"""From what stands in a mark to whether it is one at all, and its value if it was offered."""


@lru_cache(maxsize=256)
def pattern(wrap: str) -> re.Pattern[str]:
    """Return what finds a wrap in plain text; group 1 is what stands in it.

    Raises
    ------
    SetupError
        If the wrap has no place X, several, or nothing before it.
    """
    before, after = halves(wrap)
    if after:
        shut = re.escape(before[-1] + after[0])
        inside = rf"\s*([^{shut}\n]{{1,40}}?)\s*"
    else:
        inside = rf"[ \t]*((?:(?!{_loose(before)})[^\n]){{1,40}})"
    return re.compile(_loose(before) + inside + _loose(after), re.IGNORECASE)


@lru_cache(maxsize=256)
def halves(wrap: str) -> tuple[str, str]:
    """Return what stands before and after the X of a wrap."""
    before, place, after = wrap.partition("X")
    before, after = before.strip(), after.strip()
    if not place or "X" in after or not before:
        raise SetupError(f"A wrap is a text with one X, such as [[X]]; not {wrap!r}.")
    return before, after


def find(text: str, wrap: str, read: Read[V]) -> list[Mark[V]]:
    """Return the marks in plain text that stand in `wrap`, in order."""
    found: list[Mark[V]] = []
    closed = bool(halves(wrap)[1])
    for match in pattern(wrap).finditer(text):
        for inside in (match[1],) if closed else _beginnings(match[1]):
            is_one, value = read(inside)
            if is_one:
                found.append(Mark(match.start(), inside.strip(), value))
                break
    return found


def choose(
    text: str, marks: Sequence[Mark[V]], cue: re.Pattern[str]
) -> Mark[V] | Ambiguous[V] | None:
    """Return the mark that counts: of those after the last cue all must agree, else the last."""
    if not marks:
        return None
    last = max((match.start() for match in cue.finditer(text)), default=-1)
    after = [mark for mark in marks if mark.start >= last >= 0]
    if len({(mark.value, mark.inside if mark.value is None else "") for mark in after}) > 1:
        return Ambiguous(tuple(after))
    return after[-1] if after else marks[-1]


def broken(text: str, wrap: str, read: Read[V]) -> tuple[str, int]:
    """Break every mark in a candidate's text so that it reads as none; return how many there were.

    >>> broken("Output (a) is best", "Output (X)", lambda inside: (inside in "ab", inside))
    ('Output-(a) is best', 1)
    """
    if _cannot_hold(text, wrap) or not any(read(match[1])[0] for match in _any(wrap, text)):
        return text, 0
    lines: list[str] = []
    count = 0
    for line in text.split("\n"):
        mended, here = _break_line(line, wrap, read)
        lines.append(mended)
        count += here
    return "\n".join(lines), count


def _cannot_hold(text: str, wrap: str) -> bool:
    """Say at a glance that a text holds no mark, because a character of the wrap is not in it."""
    if not text.isascii() or "&" in text:
        return False
    lower = text.lower()
    return not all(sign in lower for sign in _signs(wrap))


@lru_cache(maxsize=256)
def _signs(wrap: str) -> frozenset[str]:
    """Return the characters before the X of a wrap, blanks left out, in lower case."""
    return frozenset("".join(halves(wrap)[0].lower().split()))


def _any(wrap: str, text: str) -> list[re.Match[str]]:
    """Return the marks of a text that is made plain first."""
    return list(pattern(wrap).finditer(plain(text)))


def _break_line(line: str, wrap: str, read: Read[V]) -> tuple[str, int]:
    """Break the marks in a line, made plain first where they are written in a strange way."""
    clean, count = _substituted(line, wrap, read)
    if find(plain(clean), wrap, read):
        clean, more = _substituted(plain(clean), wrap, read)
        count += more
    return clean, count


def _substituted(line: str, wrap: str, read: Read[V]) -> tuple[str, int]:
    count = 0
    before, after = halves(wrap)
    joint = " " if all(sign in _BRACKETS for sign in before) else "-"

    def part(match: re.Match[str]) -> str:
        nonlocal count
        insides = (match[1],) if after else _beginnings(match[1])
        if not any(read(inside)[0] for inside in insides):
            return match[0]
        count += 1
        opening = match[0][: match.start(1) - match.start()].rstrip()
        rest = match[0][len(opening) :]
        if joint == " " and len(after) > 1 and all(sign in _BRACKETS for sign in after):
            rest = f"{rest[:-1]} {rest[-1]}"
        return f"{opening[:-1].rstrip()}{joint}{opening[-1]}{rest}"

    return pattern(wrap).sub(part, line), count


_RUN = re.compile(r"\s*(\w+(?:[.,]\d+)?)(?=$|[\s.,;:!?)\]}\"'<\x00-\x1f\ufffd])")


def _beginnings(text: str) -> tuple[str, ...]:
    """Return what an open-ended mark may hold: its line, the line's first word, a run of letters.

    >>> _beginnings("B. It is shorter"), _beginnings("B</b>")
    (('B. It is shorter', 'B', 'B'), ('B</b>', 'B</b>', 'B'))
    """
    words = text.split()
    first = words[0].rstrip(".,;:!?)]") if words else ""
    run = _RUN.match(text)
    return text.strip().rstrip(".,;:!?"), first, run[1] if run else first


def _loose(text: str) -> str:
    """Return a pattern of `text` in which blanks are free.

    A word has a blank, or none, where the text has one; single brackets may stand apart only where
    the text says so, because `[ [A] ]` is how a mark is broken.
    """
    return r"\s*".join(re.escape(part) for part in text.split())
