"""What can be counted on the surface of a text: words, pieces of code, markdown marks."""

from __future__ import annotations

import re

Span = tuple[int, int]

FENCED = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
"""A fenced block of code."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_INLINE = re.compile(r"`[^`\n]+`")
_MARKS = {
    "bold": re.compile(r"\*\*(?=\S).+?(?<=\S)\*\*"),
    "bullet": re.compile(r"^[ \t]*[-*+•][ \t]+\S", re.MULTILINE),
    "numbered": re.compile(r"^[ \t]*\d{1,3}[.)][ \t]+\S", re.MULTILINE),
    "heading": re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE),
    "table": re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE),
}


def words(text: str) -> list[str]:
    """Return the words of `text`.

    >>> words("It's well-known, isn't it?")
    ["It's", 'well-known', "isn't", 'it']
    """
    return _WORD.findall(text)


def code_spans(text: str) -> list[Span]:
    """Return where the fenced blocks and inline code of `text` are, in order."""
    fenced = [match.span() for match in FENCED.finditer(text)]
    inline = [
        match.span()
        for match in _INLINE.finditer(text)
        if not any(start <= match.start() < end for start, end in fenced)
    ]
    return sorted(fenced + inline)


def outside_code(text: str) -> str:
    """Return `text` with each piece of code replaced by one space."""
    parts: list[str] = []
    last = 0
    for start, end in code_spans(text):
        parts += [text[last:start], " "]
        last = end
    return "".join([*parts, text[last:]])


def markdown_marks(text: str) -> dict[str, int]:
    """Return how many bold spans, bullets, numbered lines, headings and table rows there are."""
    prose = outside_code(text)
    return {name: len(pattern.findall(prose)) for name, pattern in _MARKS.items()}
