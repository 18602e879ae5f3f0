"""What can be seen on the surface of a text: blocks, pieces of code, words, markdown marks."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

Span = tuple[int, int]
BlockKind = Literal["prose", "heading", "code", "list", "quote", "table", "html", "rule"]
Block = tuple[BlockKind, int, int]
"""Kind of a block, and where it starts and ends (without its last line's break)."""

KEPT = 512
"""Texts of which the last ones read are remembered: each is looked at by many rewrites."""

_KINDS: dict[str, BlockKind] = {
    "paragraph_open": "prose",
    "heading_open": "heading",
    "fence": "code",
    "code_block": "code",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "table_open": "table",
    "html_block": "html",
    "hr": "rule",
}
_MARKED = re.compile(
    r"^[ \t]*(?:[#>|<`~]|[-*+•][ \t]|\d{1,9}[.)]|[-=*_][-=*_ \t]*\r?$)|^(?: {4}|[ ]{0,3}\t)|\||^\[",
    re.MULTILINE,
)
"""What a text must hold somewhere if it is to be more than paragraphs."""
_PARAGRAPH = re.compile(r"[^\s](?:.|(?:\r\n?|\n)(?![ \t]*(?:\r|\n|\Z)))*(?<=\S)")
_BREAK = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_INLINE = re.compile(r"(?<!`)(`+)(?!`)(?:[^\n]|\n(?!\s*\n))+?(?<!`)\1(?!`)")
_MARKS = {
    "bold": re.compile(
        r"\*\*(?=\S)(?:[^\n]+?)(?<=\S)\*\*|(?<!\w)__(?=\S)(?:[^\n]+?)(?<=\S)__(?!\w)"
    ),
    "italic": re.compile(
        r"(?<![*\w\\])\*(?=[^\s*])[^*\n]+(?<=[^\s*])\*(?![*\w])"
        r"|(?<![_\w\\])_(?=[^\s_])[^_\n]+(?<=[^\s_])_(?![_\w])"
    ),
    "bullet": re.compile(r"^[ \t]*[-*+•][ \t]+\S", re.MULTILINE),
    "numbered": re.compile(r"^[ \t]*\d{1,3}[.)][ \t]+\S", re.MULTILINE),
    "heading": re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE),
    "table": re.compile(r"^[ \t]*\|.*\|[ \t]*\r?$", re.MULTILINE),
    "rule": re.compile(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*\r?$", re.MULTILINE),
}


MARK_KINDS = tuple(_MARKS)
"""The kinds of marks that `markdown_marks` counts."""


def words(text: str) -> list[str]:
    """Return the words of `text`.

    >>> words("It's well-known, isn't it?")
    ["It's", 'well-known', "isn't", 'it']
    """
    return _WORD.findall(text)


@lru_cache(maxsize=KEPT)
def blocks(text: str) -> tuple[Block, ...]:
    r"""Return the blocks of `text` in order, as CommonMark (with tables) divides it.

    A fence that is never closed runs to the end. A list or a quotation is one block.

    >>> [kind for kind, _, _ in blocks("Intro.\n\n- one\n- two\n\n~~~\n# no heading\n")]
    ['prose', 'list', 'code']
    """
    return tuple(block for block, level in _read(text) if level == 0)


@lru_cache(maxsize=KEPT)
def code_spans(text: str) -> tuple[Span, ...]:
    """Return where the blocks of code and the inline code of `text` are, in order."""
    found = [(start, end) for (kind, start, end), _ in _read(text) if kind == "code"]
    if "`" in text:
        inside = [
            match.span()
            for match in _INLINE.finditer(text)
            if not any(start < match.end() and match.start() < end for start, end in found)
        ]
        found = sorted(found + inside)
    return tuple(found)


@lru_cache(maxsize=KEPT)
def outside_code(text: str) -> str:
    """Return `text` with each piece of code replaced by one space."""
    parts: list[str] = []
    last = 0
    for start, end in code_spans(text):
        parts += [text[last:start], " "]
        last = end
    return "".join([*parts, text[last:]])


def markdown_marks(text: str) -> dict[str, int]:
    """Return how many marks of each kind there are: bold, bullets, headings, table rows ..."""
    prose = outside_code(text)
    return {name: len(pattern.findall(prose)) for name, pattern in _MARKS.items()}


@lru_cache(maxsize=KEPT)
def _read(text: str) -> tuple[tuple[Block, int], ...]:
    """Return every block with its depth; code is found at any depth."""
    if not _MARKED.search(text):
        spans = (match.span() for match in _PARAGRAPH.finditer(text))
        return tuple((("prose", start, end), 0) for start, end in spans)
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    starts.append(len(text))
    found: list[tuple[Block, int]] = []
    for token in _parser().parse(text):
        kind = _KINDS.get(token.type)
        if kind is None or token.map is None or (token.level and kind != "code"):
            continue
        first, last = token.map
        start, end = starts[first], starts[min(last, len(starts) - 1)]
        kept = text[start:end].rstrip("\r\n") if kind != "prose" else text[start:end].rstrip()
        found.append(((kind, start, start + len(kept)), token.level))
    return tuple(found)


@cache
def _parser() -> MarkdownIt:
    """Return the parser, which divides a text into blocks and leaves its lines alone."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"], ignoreInvalid=True)
    return parser
