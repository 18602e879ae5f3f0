"""Tell the lines of code of a text from its paragraphs, line by line."""

from __future__ import annotations

from collections.abc import Iterator


def parts(text: str) -> Iterator[tuple[bool, str]]:
    """Yield each line of code and each paragraph of the rest, with whether it is code.

    A fence lasts until its closing mark, wherever that is indented; indented code follows a blank
    line (or other code) and lies four columns deeper than the list around it.
    """
    paragraph: list[str] = []
    lists: list[int] = []  # the column at which the text of each open list item starts
    fence, fence_column, fence_depth = "", 0, 0
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        depth, line = _unquoted(raw, fence_depth if fence else 99)
        if fence and depth < fence_depth:
            fence = ""
        body = line.strip()
        if fence:
            if len(body) >= len(fence) and not body.strip(fence[0]):
                fence = ""
            else:
                yield True, _outdented(line, fence_column)
            continue
        if not body:
            yield from _closed(paragraph)
            continue
        width = _width(line)
        column, rest = _unmarked(line)
        if not paragraph or column > width:
            while lists and lists[-1] > width:
                lists.pop()
        base = lists[-1] if lists else 0
        opening = _fence(rest)
        if not paragraph and width >= base + 4 and not (opening and lists):
            yield True, _outdented(line, base + 4)
            continue
        if column > width:
            yield from _closed(paragraph)
            lists.append(column)
        if opening:
            yield from _closed(paragraph)
            fence, fence_column, fence_depth = opening, column, depth
        elif line.lstrip().startswith("#"):
            yield from _closed(paragraph)
            yield False, rest
        elif set(body) - set("-=*_|:+ "):
            paragraph.append(rest)
    yield from _closed(paragraph)


def _closed(paragraph: list[str]) -> Iterator[tuple[bool, str]]:
    """Yield the paragraph that was being read, if any, and forget it."""
    if paragraph:
        yield False, "\n".join(paragraph)
        paragraph.clear()


def _width(line: str) -> int:
    """Return the column of the first character that is no blank."""
    width = 0
    for char in line:
        if char not in " \t":
            break
        width += 4 - width % 4 if char == "\t" else 1
    return width


def _outdented(line: str, columns: int) -> str:
    """Return a line without its first `columns` columns, as far as they are blank."""
    for place, char in enumerate(line):
        if char not in " \t" or _width(line[: place + 1]) > columns:
            return line[place:]
    return ""


def _unquoted(line: str, most: int) -> tuple[int, str]:
    """Return how deep a line is quoted, `most` at the most, and the line without these marks."""
    depth = 0
    while depth < most and _width(line) < 4 and line.lstrip().startswith(">"):
        line = line.lstrip()[1:].removeprefix(" ")
        depth += 1
    return depth, line


def _unmarked(line: str) -> tuple[int, str]:
    """Return a line without the marks of lists and headings, and the column where its text starts.

    The mark of a heading does not move that column.
    """
    rest = line.lstrip()
    column = _width(line)
    while True:
        head = rest.split(None, 1)[0] if rest.strip() else ""
        marker = head in ("-", "*", "+", "•") or (
            len(head) in (2, 3, 4) and head[-1] in ".)" and head[:-1].isdecimal()
        )
        heading = 0 < len(head) < 7 and not head.strip("#")
        if not (marker or heading):
            return column, rest
        left = rest[len(head) :].lstrip()
        if marker:
            column += len(rest) - len(left)
        rest = left


def _fence(rest: str) -> str:
    """Return the mark that opens a block of code at the start of a line, or nothing."""
    for char in "`~":
        mark = rest[: len(rest) - len(rest.lstrip(char))]
        if len(mark) >= 3 and not (char == "`" and "`" in rest[len(mark) :]):
            return mark
    return ""
