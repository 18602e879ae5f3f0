"""Read replies that use other labels than A and B, or other marks than the levels' own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from math import exp, log1p

from sosprobe.judges.parse import label_of
from sosprobe.judges.reply_text import answer_of
from sosprobe.judges.wording import LEVELS, Labels, Legend
from sosprobe.types import Reply


@lru_cache(maxsize=256)
def reader(legend: Legend) -> Callable[[str], tuple[bool, str | None]]:
    """Return what reads the inside of a mark: whether it is a verdict at all, and which level.

    A verdict that the legend does not offer has no level: under other labels `A>B` means nothing.
    """
    marks = {_plain(mark): level for mark, level in legend}
    is_usual = marks == {_plain(level): level for level in LEVELS}

    def read(inside: str) -> tuple[bool, str | None]:
        label = label_of(inside)
        if is_usual:
            return label is not None, label if label in LEVELS else None
        for spelling in (inside, label or "", _turned(inside)):
            if _plain(spelling) in marks:
                return True, marks[_plain(spelling)]
        return label is not None, None

    return read


def own_tokens(reply: Reply, labels: Labels) -> Reply:
    """Return the reply with `labels` written as A and B, in its text and in its probabilities."""
    if labels == ("A", "B"):
        return reply
    # Labels such as m and M are told apart by their case alone.
    spelled = str.casefold if len({label.casefold() for label in labels}) > 1 else str
    own = {spelled(labels[0]): "A", spelled(labels[1]): "B"}
    chances: dict[str, float] | None = None
    if reply.logprobs is not None:
        chances = {}
        for token, value in reply.logprobs.items():
            plain = token.strip().lstrip("▁Ġ")
            name = own.get(spelled(plain))
            # Under other labels the letters A and B are words like any other.
            log = chances.get(f"{name}") if name else None
            added = value if log is None else max(log, value) + log1p(exp(-abs(log - value)))
            chances[f"{name}" if name else f"~{token}"] = added
    answer = answer_of(reply.text)
    word = ("" if answer is None else answer).strip(" \n\t.*`\"'()[]")
    text = own.get(spelled(word), f"~{reply.text}")
    return replace(reply, text=text, logprobs=chances)


def _turned(mark: str) -> str:
    """Return a comparison written from the other end: `X<Y` is `Y>X`."""
    match = re.fullmatch(r"\s*(.+?)\s*(<{1,2}|>{1,2}|=)\s*(.+?)\s*", mark)
    if match is None:
        return mark
    sign = match[2].translate(str.maketrans("<>", "><"))
    return f"{match[3]}{sign}{match[1]}"


def _plain(mark: str) -> str:
    shown = "".join(sign for sign in mark if unicodedata.category(sign) != "Cf")
    return re.sub(r"[\s*_`]", "", shown).casefold()
