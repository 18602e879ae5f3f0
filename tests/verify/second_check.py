"""Name what a rewrite changed, by other means than the gate that let it through.

Nothing is shared with `perturbations`. What `second_reading` holds on to of two texts is compared
as sequences, so an exchange of two numbers counts as a change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from tests.verify.second_reading import Reading, read

ChangeKind = Literal["number", "negation", "operator", "code"]

_REACH = 8
"""Words after a negation among which the word that followed it must still be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one kind of token lost and gained; equal parts are left out."""

    kind: ChangeKind
    lost: tuple[str, ...]
    gained: tuple[str, ...]


def changes(before: str, after: str) -> list[Change]:
    """Return what changed between two texts, at most one change of each kind.

    A number that is only added counts if it has digits: words such as "two" come with plain
    sentences.

    >>> changes("It is not 5 km.", "It is 6 km.")[0]
    Change(kind='number', lost=('5',), gained=('6',))
    >>> changes("It isn't 5 km.", "- **It** is not 5 km.")
    []
    """
    old, new = read(before), read(after)
    sequences: tuple[tuple[ChangeKind, list[str], list[str]], ...] = (
        ("number", old.numbers, new.numbers),
        ("negation", old.negations, new.negations),
        ("operator", old.operators, new.operators),
        ("code", old.code, new.code),
    )
    found = [_named(kind, a, b) for kind, a, b in sequences if a != b]
    rest = iter(new.numbers)
    if old.digits == new.digits and all(number in rest for number in old.numbers):
        found = [one for one in found if one.kind != "number"]
    if old.negations == new.negations:
        moved = _moved(old, new)
        if moved:
            found.append(Change(kind="negation", lost=moved, gained=()))
    return found


def _named(kind: ChangeKind, old: Sequence[str], new: Sequence[str]) -> Change:
    """Return the tokens that only one of two sequences has at its place."""
    lost: list[str] = []
    gained: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lost += old[a:b]
            gained += new[c:d]
    return Change(kind=kind, lost=tuple(lost), gained=tuple(gained))


def _moved(old: Reading, new: Reading) -> tuple[str, ...]:
    """Return the negations that no longer stand before the word that they stood before."""
    found: list[str] = []
    known = zip(old.negations, old.places, old.binding, new.places, strict=True)
    for name, here, binds, there in known:
        negated = old.words[here + 1 : here + 2] if binds else []
        near = new.words[max(0, there - 2) : there] + new.words[there + 1 : there + 1 + _REACH]
        if negated and negated[0] not in near:
            found.append(f"{name} {negated[0]}")
    return tuple(found)
