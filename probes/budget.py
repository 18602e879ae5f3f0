"""What a run may spend: dollars, calls, requests and tokens a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sosprobe.errors import BudgetReached
from sosprobe.probes.limit import Rate
from sosprobe.types import Messages, Reply

CHARACTERS_PER_TOKEN = 4.0
"""A rough figure for English, for estimates only; what was really used is in the report."""

Cost = Callable[[int, int], float | None]
"""Dollars of tokens in and out; None if not known."""


@dataclass(slots=True, kw_only=True)
class Budget:
    """What all judges of a run may spend together; not a setting but what is left of it.

    A question is held back while those that are open may use up what is left; so the dollars are
    exceeded by no more than a reply can be longer than expected.

    Parameters
    ----------
    dollars, calls
        None for no limit.
    requests, tokens
        Limits a minute, if there are any.
    """

    dollars: float | None = None
    calls: int | None = None
    requests: Rate | None = None
    tokens: Rate | None = None
    spent: float = 0.0
    called: int = 0
    _held: float = field(default=0.0)

    async def take(self, messages: Messages, tokens_out: int, cost: Cost) -> Hold:
        """Return the hold for one call, once it may be made.

        Raises
        ------
        BudgetReached
            If it may not.
        """
        tokens_in = estimated(messages)
        dear = (cost(tokens_in, tokens_out) or 0.0) if self.dollars is not None else 0.0
        if self.calls is not None and self.called >= self.calls:
            raise BudgetReached(f"the limit of {self.calls:,} calls is reached")
        if self.dollars is not None and self.spent + self._held + dear > self.dollars:
            raise BudgetReached(
                f"the budget of ${self.dollars:g} is spent (${self.spent:.4f} so far)"
            )
        self.called += 1
        self._held += dear
        if self.requests is not None:
            await self.requests.take(1)
        if self.tokens is not None:
            await self.tokens.take(tokens_in + tokens_out)
        return Hold(tokens=tokens_in + tokens_out, dollars=dear)

    def settle(self, hold: Hold, reply: Reply | None, cost: Cost) -> None:
        """Put what a call really used in the place of what was held for it."""
        self._held -= hold.dollars
        if reply is None:
            return
        self.spent += cost(reply.tokens_in, reply.tokens_out) or 0.0
        if self.tokens is not None:
            self.tokens.give_back(hold.tokens - reply.tokens_in - reply.tokens_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What is held back for one call."""

    tokens: int
    dollars: float


def estimated(messages: Messages) -> int:
    """Return about how many tokens messages have."""
    return round(sum(len(message["content"]) for message in messages) / CHARACTERS_PER_TOKEN)
