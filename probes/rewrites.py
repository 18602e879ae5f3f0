"""Make every rewrite that a design asks for, keep those that hold, count the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sosprobe.perturbations.compose import build, needs_writer
from sosprobe.perturbations.gate import apply
from sosprobe.types import PLAIN, Item, Messages, Rejected, Response, Rewrite, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A rewrite that is not used."""

    item: str
    perturbation: str
    reason: str
    detail: str


@dataclass(slots=True, kw_only=True)
class Workshop:
    """Rewrites responses, each once, and keeps the ledger of what was kept and rejected."""

    items: Mapping[str, Item]
    writer: Callable[[Messages, int], str] | None = None
    """What writes the rewrites that a model has to write."""
    reads: Callable[[str, str], Rejected | None] | None = None
    """What says whether a model's rewrite claims what the response claims."""
    accepts: Callable[[str, str, str], bool] = lambda item, side, text: True
    """Whether a reviewer lets a rewrite pass: item, label of the side, text."""
    rejects: dict[tuple[str, Side], Reject] = field(default_factory=dict[tuple[str, Side], Reject])
    doses: dict[tuple[str, Side], float] = field(default_factory=dict[tuple[str, Side], float])
    _made: dict[tuple[str, Side], Response | None] = field(
        default_factory=dict[tuple[str, Side], Response | None]
    )

    def response(self, item: str, side: Side) -> Response | None:
        """Return the response of `side`; None if a rewrite on the way to it was rejected.

        Substance comes first, on the text whose facts are marked, and style after it.
        """
        key = (item, side)
        if key not in self._made:
            self._made[key] = self._make(item, side)
        return self._made[key]

    def made(self) -> list[tuple[str, Side]]:
        """Return the item and side of every rewrite that was kept, in a stable order."""
        return sorted(
            place
            for place, response in self._made.items()
            if response is not None and place[1] != Side(response=place[1].response)
        )

    def kept(self) -> dict[str, int]:
        """Return how many rewrites of each perturbation are used."""
        counts: dict[str, int] = {}
        for (_, side), response in self._made.items():
            arms = [arm for arm in (side.substance, side.style) if arm != PLAIN]
            if arms and response is not None:
                name = "+".join(arms)
                counts[name] = counts.get(name, 0) + 1
        return counts

    def _make(self, item: str, side: Side) -> Response | None:
        if side.style != PLAIN:
            before = Side(response=side.response, substance=side.substance)
            return self._apply(item, side, side.style, self.response(item, before))
        if side.substance != PLAIN:
            before = Side(response=side.response)
            return self._apply(item, side, side.substance, self.response(item, before))
        return self.items[item].responses[side.response]

    def _apply(self, item: str, side: Side, name: str, before: Response | None) -> Response | None:
        """Rewrite `before`, or note why not; a rewrite of what is missing is missing too."""
        if before is None:
            return None
        result = self._perturb(self.items[item], side, name, before)
        if isinstance(result, Rejected):
            self.rejects[item, side] = Reject(
                item=item, perturbation=name, reason=result.reason, detail=result.detail
            )
            return None
        self.doses[item, side] = result.dose
        return result.response

    def _perturb(self, item: Item, side: Side, name: str, before: Response) -> Rewrite | Rejected:
        """Return the rewrite if it keeps what it promises and no reader threw it out."""
        made = apply(build(name, self.writer), item, before)
        if isinstance(made, Rewrite) and self.reads is not None and needs_writer(name):
            made = self.reads(before.text, made.response.text) or made
        if isinstance(made, Rewrite) and not self.accepts(item.id, side.label, made.response.text):
            return Rejected(reason="reviewer", detail="a reviewer rejected it")
        return made


def ledger(workshop: Workshop) -> Sequence[Reject]:
    """Return the rejects in a stable order."""
    return sorted(workshop.rejects.values(), key=lambda r: (r.perturbation, r.reason, r.item))
