"""The pairs that the scenes ask about, and the verdict that each of their questions must get.

The server's verdict follows from a hash of item and order, so a verdict that ended up at another
question, or whose swap was undone twice or never, shows as a wrong one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEVELS = {"A>>B": (0.0, 2), "A>B": (0.0, 1), "A=B": (0.5, 0), "B>A": (1.0, 1), "B>>A": (1.0, 2)}
"""Preference for the second text shown, and strength."""

_ITEM = re.compile(r"Question (q\d+)\?")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Question:
    """One trial as the server sees it: which pair, and in which order."""

    item: str
    swapped: bool

    @property
    def name(self) -> str:
        """What the server writes into its reply to this question."""
        return f"{self.item} {'swapped' if self.swapped else 'straight'}"

    @property
    def level(self) -> str:
        """The level that this question gets."""
        digest = hashlib.sha256(self.name.encode()).digest()
        return list(LEVELS)[digest[0] % len(LEVELS)]

    @property
    def verdict(self) -> tuple[float, int]:
        """Preference for side b and strength, as the frame must have them."""
        preference, strength = LEVELS[self.level]
        return (1 - preference if self.swapped else preference), strength

    @property
    def text(self) -> str:
        """The reply of a judge that answers well."""
        return f"About {self.name}.\n\nVerdict: [[{self.level}]]"


def read(body: Any) -> Question:
    """Return the question that a request puts."""
    content: str = body["messages"][-1]["content"]
    found = _ITEM.search(content)
    if found is None:
        raise ValueError("the request holds none of the scene's questions")
    item = found[1]
    first, second = (content.index(f"{side} text on {item}.") for side in ("first", "second"))
    return Question(item=item, swapped=second < first)


def write_pairs(path: Path, numbers: Iterable[int]) -> list[Question]:
    """Write pairs with these numbers to a file; return every question that a run must ask."""
    items = [f"q{number}" for number in numbers]
    rows = [
        {
            "id": item,
            "prompt": f"Question {item}?",
            "response_a": f"The first text on {item}.",
            "response_b": f"The second text on {item}.",
        }
        for item in items
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return [Question(item=item, swapped=swapped) for item in items for swapped in (False, True)]
