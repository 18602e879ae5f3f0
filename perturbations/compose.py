"""Several rewrites one after the other, under a name that says their order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.invariants import check
from sosprobe.perturbations.model.instruction import instructions
from sosprobe.types import (
    About,
    Edit,
    Item,
    Kind,
    Messages,
    Perturbation,
    Rejected,
    Response,
    Rewrite,
)

JOINT = "+"
"""What joins the names: `markdown+lengthen` is markdown first."""

_TWIN = re.compile(r"twin\((.+)\)")


@lru_cache(maxsize=256)
def build(spec: str, writer: Callable[[Messages, int], str] | None = None) -> Perturbation:
    """Return the perturbation of a spec, or of several that are joined by `+`.

    `twin(SPEC)` is the length-matched control of another one.

    Parameters
    ----------
    writer
        What writes the rewrites that a model has to write: messages in, reply out.

    >>> build("lengthen+markdown").about.bias
    'length, markdown'
    >>> build("twin(markdown+emoji)").about.kind
    'control'
    """
    twin = _TWIN.fullmatch(spec)
    if twin:
        return PERTURBATIONS.build("neutral", match=twin[1], writer=writer)
    parts = tuple(PERTURBATIONS.build(part, writer=writer) for part in spec.split(JOINT))
    return parts[0] if len(parts) == 1 else Composed(parts=parts)


def needs_writer(spec: str) -> bool:
    """Say whether a model has to write some part of a spec's rewrites.

    >>> needs_writer("markdown+sarcastic"), needs_writer("twin(markdown)")
    (True, False)
    """
    twin = _TWIN.fullmatch(spec)
    parts = (twin[1] if twin else spec).split(JOINT)
    return any(part.partition(":")[0] in instructions() for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """Apply perturbations in order; each must keep what it promises on what the last one made."""

    parts: tuple[Perturbation, ...]

    @property
    def about(self) -> About:
        """What the parts say of themselves, taken together."""
        parts = [part.about for part in self.parts]
        kinds: list[Kind] = [part.kind for part in parts]
        return About(
            kind="substance" if "substance" in kinds else kinds[0],
            bias=", ".join(dict.fromkeys(part.bias for part in parts)),
            keeps=tuple(n for n in parts[0].keeps if all(n in part.keeps for part in parts)),
            moves=tuple(dict.fromkeys(name for part in parts for name in part.moves)),
            idempotent=all(part.idempotent for part in parts),
        )

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the response after all parts, or why one of them does not apply."""
        current = response
        doses: list[float] = []
        for part in self.parts:
            made = part.rewrite(item, current)
            if isinstance(made, Rejected):
                return made
            broken = check(item, current, made, part.about.keeps)
            if broken is not None:
                return broken
            current = made.response
            doses.append(made.dose)
        edit = difference(response.text, current.text)
        return Rewrite(response=current, edits=(edit,), dose=sum(doses) / len(doses))


def difference(before: str, after: str) -> Edit:
    """Return the one edit from `before` to `after` that leaves their common ends alone."""
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    most = shorter - start
    end = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)
    return Edit(start=start, end=len(before) - end, new=after[start : len(after) - end])
