"""Check a reply against all of an item's instructions, strictly and loosely.

Loosely, a reply also counts if it follows an instruction without its asterisks, its first line,
its last line, or any of these together.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sosprobe.probes.bench.rows.ifeval.checks import CHECKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Which of an item's instructions a reply follows."""

    strict: tuple[bool, ...]
    loose: tuple[bool, ...]


def understood(name: str, arguments: Mapping[str, Any]) -> str:
    """Return why an instruction cannot be checked; nothing if it can."""
    if name not in CHECKS:
        return f"instruction {name!r} is none of the {len(CHECKS)} kinds"
    wanted = list(inspect.signature(CHECKS[name]).parameters)[1:]
    absent = [one for one in wanted if one not in arguments]
    return f"instruction {name!r} lacks the argument {', '.join(absent)}" if absent else ""


def follows(text: str, name: str, arguments: Mapping[str, Any]) -> bool:
    """Say whether a text follows one instruction; an empty text follows none."""
    wanted = list(inspect.signature(CHECKS[name]).parameters)[1:]
    return bool(text.strip()) and CHECKS[name](text, **{one: arguments[one] for one in wanted})


def check(text: str, names: Sequence[str], arguments: Sequence[Mapping[str, Any]]) -> Followed:
    """Check a reply against instructions and the arguments of each."""
    pairs = list(zip(names, arguments, strict=True))
    return Followed(
        strict=tuple(follows(text, name, one) for name, one in pairs),
        loose=tuple(any(follows(way, name, one) for way in _ways(text)) for name, one in pairs),
    )


def _ways(text: str) -> Iterator[str]:
    lines = text.split("\n")
    for kept in (lines, lines[1:], lines[:-1], lines[1:-1]):
        way = "\n".join(kept)
        yield from (way, way.strip(), way.replace("*", ""), way.replace("*", "").strip())
