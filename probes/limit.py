"""How many questions are open at once, and how many go out a minute."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

_SLOWER = 2.0
"""The limit grows no more while replies take so many times as long as the fastest took."""
_WEIGHT = 0.1
"""Weight of the newest latency in the running mean."""
_BACK = 0.25
"""What a reply adds to the limit on its way back to where an overload struck."""
_CALM = 20
"""Replies after which the fastest latency is believed."""


@dataclass(slots=True, kw_only=True)
class Limit:
    """How many questions may be open; finds out by itself how many the endpoint bears.

    It grows by one with each reply until the endpoint shows strain. An overload halves it, once for
    all questions that were open then; it then comes back by one with every four replies to where
    that happened, and goes on from there by one with each round of replies.

    Parameters
    ----------
    most
        It never grows beyond.
    now
        Where it starts.
    """

    most: int
    now: float
    clock: Callable[[], float] = time.monotonic
    _open: int = 0
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque[asyncio.Future[None]])
    _searching: bool = True
    _halved_at: float = float("-inf")
    _strained: float = 0.0
    _held_until: float = float("-inf")
    _fastest: float = float("inf")
    _usual: float = 0.0
    _seen: int = 0

    async def enter(self) -> float:
        """Wait for a free place and take it; return when it was taken."""
        if self._waiting or self._open >= int(self.now):
            await self._turn()
        else:
            self._open += 1
        pause = self._held_until - self.clock()
        if pause > 0:
            await asyncio.sleep(pause)
        return self.clock()

    def leave(self) -> None:
        """Give the place back."""
        self._open -= 1
        self._wake()

    def replied(self, latency: float) -> None:
        """Note that a reply came after `latency` seconds."""
        self._seen += 1
        self._usual += (latency - self._usual) * (_WEIGHT if self._seen > 1 else 1.0)
        self._fastest = min(self._fastest, self._usual if self._seen > _CALM else latency)
        if self.now >= self.most:
            return
        if self._seen > _CALM and self._usual > _SLOWER * self._fastest:
            self._searching = False
            return
        step = 1.0 if self._searching else _BACK if self.now < self._strained else 1.0 / self.now
        self.now = min(self.most, self.now + step)
        self._wake()

    def overloaded(self, since: float, wait: float = 0.0) -> None:
        """Halve, unless the question was sent (`since`) before the last time; then hold `wait`."""
        self._searching = False
        if since >= self._halved_at:
            self._halved_at = self.clock()
            self._strained = self.now
            self.now = max(1.0, self.now / 2)
        self._held_until = max(self._held_until, self.clock() + wait)

    async def _turn(self) -> None:
        """Wait until who leaves, or a growing limit, hands over a place."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in self._waiting:
                self._waiting.remove(turn)
            else:
                self.leave()
            raise

    def _wake(self) -> None:
        while self._waiting and self._open < int(self.now):
            turn = self._waiting.popleft()
            if not turn.done():
                self._open += 1
                turn.set_result(None)


@dataclass(slots=True, kw_only=True)
class Rate:
    """So many requests, or tokens, a minute; a minute's worth may go out at once after a pause."""

    per_minute: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _free: float | None = None
    _at: float = 0.0

    async def take(self, amount: float) -> None:
        """Wait until `amount` may be spent, and spend it; more than a minute's worth waits too."""
        now = self.clock()
        if self._free is None:
            self._free, self._at = self.per_minute, now
        self._free = min(self.per_minute, self._free + (now - self._at) * self.per_minute / 60)
        self._at = now
        self._free -= amount
        if self._free < 0:
            await self.sleep(-self._free * 60 / self.per_minute)

    def give_back(self, amount: float) -> None:
        """Return what was taken and not used; a negative amount was used on top."""
        if self._free is not None:
            self._free += amount
