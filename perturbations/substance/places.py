"""Where in a text a rule may put an error of its own: in prose and lists, nowhere else."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache

from sosprobe.perturbations.text import is_free
from sosprobe.surface import KEPT, Span, blocks

_LINE = re.compile(r"[^\r\n]+")
_MARKER = re.compile(r"[ \t]*(?:[-*+•][ \t]+|\(?\d{1,3}[.)][ \t]+|\[\d+\][ \t]*)?")
_NOT_PROSE = re.compile(r"[|>#]|\[\^?[^\]]*\]:")
_END = re.compile(r"[.!?][*_)'’]*[ \t]+(?!\d)")  # Jan. 3 and No. 3 go on
_WINDOW = 400
"""Characters of a sentence that are looked at on either side."""


@lru_cache(maxsize=KEPT)
def lines(text: str) -> tuple[Span, ...]:
    r"""Return the lines of prose and lists without the marks that begin them.

    >>> text = "# Head\n\nIntro.\n\n1. first\n2. second\n\n| a |\n|---|"
    >>> [text[start:end] for start, end in lines(text)]
    ['Intro.', 'first', 'second']
    """
    spans: list[Span] = []
    for kind, start, end in blocks(text):
        if kind not in ("prose", "list"):
            continue
        for line in _LINE.finditer(text, start, end):
            marker = _MARKER.match(text, *line.span())
            left = marker.end() if marker else line.start()
            if left < line.end() and not _NOT_PROSE.match(text, left):
                spans.append((left, line.end()))
    return tuple(spans)


def context(text: str, start: int, end: int) -> tuple[str, str] | None:
    """Return what stands before and after a span in its sentence; None if it may not be changed.

    >>> context("It is old. It weighs 5 kg now. Why?", 21, 22)
    ('It weighs ', ' kg now.')
    """
    spans = lines(text)
    at = bisect(spans, (start, len(text) + 1)) - 1
    if at < 0 or end > spans[at][1] or not is_free(text, start, end):
        return None
    before = text[max(spans[at][0], start - _WINDOW) : start]
    after = text[end : min(spans[at][1], end + _WINDOW)]
    begun = before + text[start : start + 1]
    begins = max((match.end() for match in _END.finditer(begun)), default=0)
    ends = _END.search(f"{after} ")
    return before[begins:], after[: ends.end() if ends else None].rstrip(" ")


def found(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], str, str]]:
    """Yield the matches of `pattern` that may be changed, each with its context."""
    for start, end in lines(text):
        for match in pattern.finditer(text, start, end):
            around = context(text, *match.span())
            if around is not None:
                yield (match, *around)


_OPEN = re.compile(
    r"^[*_ ]*for an? |\((?:19|20)\d\d[a-z]?\)[.,]"  # a condition; a reference to a paper
    r"|\b(?:if|suppose|assume|imagine|let|given|unless|whether|say|perhaps|maybe|e\.g\.|i\.e\."
    r"|for (?:example|instance)|such as|like|including|might|could|would|may)\b",
    re.IGNORECASE,
)


def is_stated(before: str, after: str) -> bool:
    """Say whether a sentence states what it says: it asks, supposes, illustrates, cites nothing."""
    return not after.rstrip("*_ \t").endswith("?") and not _OPEN.search(before)
