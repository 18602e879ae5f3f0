"""Split English text into sentences without any model of the language."""

from __future__ import annotations

import re

_SHORT = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|etc|e\.g|i\.e|inc|ltd|co|no|fig|approx|dept|est|mt"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|p|p\.s|p\.p|u\.s|u\.k|a\.m|p\.m)|\b[A-Z])\.$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a mark ends one before white space and no small letter.

    >>> len(sentences("Dr. Who came at 3.5 p.m. sharp. He left! Why?"))
    3
    """
    found: list[str] = []
    start = 0
    for match in re.finditer(r"[.!?]+[\"'”’)\]]*(?=\s)", text):
        after = text[match.end() :].lstrip()
        before = text[start : match.end()]
        if after[:1].islower() and match[0].startswith("."):
            continue
        if match[0] == "." and _SHORT.search(before):
            continue
        found.append(before.strip())
        start = match.end()
    return [one for one in (*found, text[start:].strip()) if one]
