"""Count the words and the markdown marks of a response, with the meaning the frame gives them.

`sosprobe.perturbations.text` counts the same for runs of sosprobe. Siblings do not see each other,
so the patterns stand in both places; tests/data/verdicts holds the two counts equal.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_CODE = re.compile(r"^(```|~~~).*?^\1[ \t]*$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_MARKS = (
    re.compile(r"\*\*(?=\S).+?(?<=\S)\*\*"),
    re.compile(r"^[ \t]*[-*+•][ \t]+\S", re.MULTILINE),
    re.compile(r"^[ \t]*\d{1,3}[.)][ \t]+\S", re.MULTILINE),
    re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE),
    re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE),
)


def words(text: str) -> int:
    """Return how many words `text` has.

    >>> words("It's well-known, isn't it?")
    4
    """
    return len(_WORD.findall(text))


def marks(text: str) -> int:
    r"""Return how many bold spans, bullets, numbered lines, headings and table rows there are.

    >>> marks("# Tea\n- **hot** water\n```\n# not a heading\n```")
    3
    """
    prose = _CODE.sub(" ", text)
    return sum(len(pattern.findall(prose)) for pattern in _MARKS)
