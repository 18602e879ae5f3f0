"""Let a model rewrite a response, and try again until the rewrite keeps what it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sosprobe.errors import JudgeError, SetupError
from sosprobe.perturbations import PERTURBATIONS
from sosprobe.perturbations.compose import difference
from sosprobe.perturbations.features import NAMES
from sosprobe.perturbations.invariants import check
from sosprobe.perturbations.model.instruction import Instruction, again, answer, instructions
from sosprobe.types import About, Item, Messages, Rejected, Response, Rewrite

Writer = Callable[[Messages, int], str]
"""Sends messages to a model and returns its reply; the number tells equal questions apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructed:
    """A rewrite by instruction.

    Parameters
    ----------
    attempts
        How often the writer may try; it is told why an attempt was turned down.
    into
        The language to translate into, where that is asked for.
    """

    instruction: Instruction
    writer: Writer | None
    attempts: int = 3
    into: str = "German"

    @property
    def about(self) -> About:
        """What the instruction's file says; a model may move any feature."""
        one = self.instruction
        return About(kind=one.kind, bias=one.bias, keeps=one.keeps, moves=NAMES)

    def rewrite(self, item: Item, response: Response) -> Rewrite | Rejected:
        """Return the first attempt that keeps what it must, or why the last one did not."""
        if self.writer is None:
            raise SetupError(
                f"{self.instruction.name!r} is written by a model. Name one: --writer openai:MODEL"
            )
        if not response.text.strip():
            return Rejected(reason="empty", detail="the response is blank")
        messages = self.instruction.messages(item.prompt, response.text, into=self.into)
        last = Rejected(reason="no-attempt", detail="no attempt was allowed")
        for attempt in range(self.attempts):
            try:
                reply = self.writer(messages, attempt)
            except JudgeError as error:
                return Rejected(reason="writer", detail=str(error)[:200])
            made = self._read(item, response, reply)
            if isinstance(made, Rewrite):
                return made
            last = made
            messages = again(messages, reply, f"{made.reason}: {made.detail}")
        return replace(last, detail=f"after {self.attempts} attempts: {last.detail}")

    def _read(self, item: Item, response: Response, reply: str) -> Rewrite | Rejected:
        """Return the rewrite in a reply, if it keeps what it must."""
        text = answer(reply)
        if text is None:
            return Rejected(reason="format", detail="nothing between <rewrite> and </rewrite>")
        if text == response.text:
            return Rejected(reason="unchanged", detail="the rewrite equals the response")
        points = tuple(point for point in response.key_points if point in text)
        after = replace(response, text=text, facts=(), key_points=points)
        made = Rewrite(response=after, edits=(difference(response.text, text),), dose=1.0)
        return check(item, response, made, self.instruction.keeps) or made


def _maker(instruction: Instruction) -> Callable[..., Instructed]:
    """Return what builds the rewrites of an instruction, under its own description."""

    def make(*, writer: Writer | None = None, attempts: int = 3) -> Instructed:
        return Instructed(instruction=instruction, writer=writer, attempts=attempts)

    def make_into(
        *, into: str = "German", writer: Writer | None = None, attempts: int = 3
    ) -> Instructed:
        return Instructed(instruction=instruction, writer=writer, attempts=attempts, into=into)

    made = make_into if "{{into}}" in instruction.text else make
    made.__doc__ = f"{instruction.does}\n\nWritten by a model."
    return made


for _name, _instruction in instructions().items():
    PERTURBATIONS.add(_name, _maker(_instruction))
