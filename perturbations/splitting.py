"""Where sentences end in a line of prose.

A sentence ends after `.`, `!`, `?` or `…` (and closing marks) before a space and something that is
no small letter, or after their full-width forms; not after an abbreviation, an initial or the
number of a point. spaCy's rule-based splitter takes `No. 9` apart, and costs many times as much.
"""

from __future__ import annotations

import re

from sosprobe.surface import Span

_END = re.compile(r"(?:[.!?…]+[\"”’»)\]*_]*(?=\s+(\S))|[。！？]+[」』”）]*)")
_LAST = re.compile(r"(\S+)\Z")
_WORD = re.compile(r"[^\W\d_]+")
_ALWAYS = frozenset(
    """
    mr mrs ms dr prof st messrs mme sr jr gen col sgt capt lt rev hon gov sen rep e.g i.e cf viz
    approx vs al ca
    """.split()
)
"""Abbreviations after which the sentence goes on, whatever follows."""
_BEFORE_NUMBER = frozenset(
    """
    no nos nr fig figs eq eqs vol vols ch sec p pp para art arts col ed op jan feb mar apr jun jul
    aug sep sept oct nov dec opus symphony
    """.split()
)
"""Abbreviations after which it goes on if a number follows."""
_INITIAL = re.compile(r"[A-Z]")
_LETTERS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
"""Letters with dots between, like `U.S` or `p.m`."""
_POINT = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])")


def sentence_spans(line: str) -> list[Span]:
    """Return the spans of the sentences of a line, without the blanks around them.

    >>> line = "Dr. Lee took No. 9 at 5 p.m. It was H2O. Why not? See e.g. page 3."
    >>> [line[start:end] for start, end in sentence_spans(line)]
    ['Dr. Lee took No. 9 at 5 p.m.', 'It was H2O.', 'Why not?', 'See e.g. page 3.']
    """
    small = line == line.lower()
    found: list[Span] = []
    start = len(line) - len(line.lstrip())
    for match in _END.finditer(line):
        end = match.end()
        following = match[1]
        if following is not None:
            if following.islower() and not small:
                continue
            rest = line[end:].lstrip()
            if match[0].startswith(".") and _goes_on(line, start, match.start(), rest):
                continue
        if end > start:
            found.append((start, end))
        start = end + len(line[end:]) - len(line[end:].lstrip())
    stop = len(line.rstrip())
    if stop > start:
        found.append((start, stop))
    return found


def _goes_on(line: str, start: int, stop: int, rest: str) -> bool:
    """Say whether the sentence that began at `start` goes on after the full stop at `stop`."""
    last = _LAST.search(line, start, stop)
    if last is None:
        return False
    word = last[1].lstrip("(\"“'")
    if last.start() == start and _POINT.fullmatch(last[1].rstrip(")")):
        return True  # the number of a point: `2. Boil the water.`
    plain = word.casefold()
    if plain in _ALWAYS:
        return True
    if plain in _BEFORE_NUMBER:
        return rest[:1].isdigit()
    begins = _WORD.match(rest)
    ordinary = begins is not None and begins[0].casefold() in _STARTERS
    if _INITIAL.fullmatch(word):
        before = _LAST.search(line[start : last.start()].rstrip())
        named = before is None or before[1][:1].isupper()
        return named and not ordinary
    if _LETTERS.fullmatch(word) and word[0].isupper():
        return not ordinary
    return False


_STARTERS = frozenset(
    """
    the a an it this that these those its their they there here when where for at to each both in
    on after before because since while as one we you he she his her under over with every all some
    most many few such if once then thus from by of during only next first another between within
    without about until although though so and but or no not what which who how why i my our your
    however moreover people
    """.split()
)
"""Words that begin a sentence rather than go on with a name."""
