"""A label alone, read from the probabilities of the first token where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sosprobe.judges.kinds.kind import Reading, Shows
from sosprobe.judges.marks import broken
from sosprobe.judges.parse import parse_token
from sosprobe.judges.relabel import own_tokens, reader
from sosprobe.judges.wording import token_task
from sosprobe.types import Form, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from sosprobe.judges.template import Template

_LEVEL = {0.0: "A>B", 0.5: "A=B", 1.0: "B>A"}


@dataclass(frozen=True, slots=True)
class Token:
    """One label for a pair."""

    shows: Shows = "pair"
    tokens_out: int = 1

    def task(self, template: Template) -> str:
        """Return the request to reply with a label."""
        return token_task(template.labels)

    def read(self, template: Template, reply: Reply) -> Reading:
        """Return the label of a reply as a level."""
        verdict = self.verdict(template, (reply,), (0, 1))
        level = None if verdict.preference is None else _LEVEL[verdict.preference]
        return Reading(
            outcome=verdict.outcome, value=level, detail=verdict.detail, soft=verdict.soft
        )

    def verdict(self, template: Template, replies: Sequence[Reply], at: tuple[int, int]) -> Verdict:
        """Return the verdict of the one reply."""
        reply = replies[0]
        if reply.finish_reason == "length" and not reply.logprobs and len(reply.text) > _LONG:
            return Verdict(outcome=Outcome.TRUNCATED, detail="the reply hit the token limit")
        return parse_token(own_tokens(reply, template.labels))

    def form(self, template: Template) -> Form | None:
        """Return the two labels."""
        return Form(choices=template.labels)

    def broken(self, template: Template, text: str) -> tuple[str, int]:
        """Break the usual marks: a judge that goes on after the label could quote them."""
        return broken(text, template.wrap, reader(template.legend))


_LONG = 16
"""A label asked for in one token always ends at the limit; a longer text was cut."""
