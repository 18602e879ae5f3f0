"""What a run asks, what comes back, and how patiently it is tried again."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sosprobe.errors import Transient
from sosprobe.store import key
from sosprobe.types import Form, Messages, Reply, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to ask, under the key that its reply is kept by."""

    key: str
    render: Callable[[], Messages] = field(repr=False)
    """Makes the messages, so that only those of open questions take room."""
    repeat: int = 0
    form: Form | None = None
    tokens_in: int = 0
    """Estimated."""
    tokens_out: int = 0
    """Of a usual reply."""
    markers: int = 0
    """Verdict markers inside the responses that were escaped."""

    @classmethod
    def of(
        cls,
        identity: Mapping[str, object],
        messages: Messages,
        repeat: int = 0,
        form: Form | None = None,
    ) -> Question:
        """Return the question that `messages` put to a judge."""
        name = key(identity, messages, repeat, form)
        return cls(key=name, render=lambda: messages, repeat=repeat, form=form)


@dataclass(slots=True, kw_only=True)
class Answers:
    """What came back: replies, and verdicts without a reply for the questions that failed."""

    replies: dict[str, Reply] = field(default_factory=dict[str, Reply])
    failures: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    asked: int = 0
    reused: int = 0
    batched: int = 0
    """Replies that this run fetched from batches."""
    foreign: int = 0
    """Answers in batches that answer none of their questions; they are left alone."""
    stopped: str = ""
    """Why the run ended before everything was asked; empty if it did not."""
    pending: int = 0
    """Questions whose answer will come later."""
    why_pending: str = ""
    denied: bool = False
    """Whether that was because the endpoint turned everything down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How often and how patiently a transient failure is tried again.

    The wait before attempt n is `base` x 2^(n-1) seconds, at most `cap`, times a random share of
    one half to one; a longer wait that the server asks for is honoured up to `cap`.
    """

    attempts: int = 6
    base: float = 0.5
    cap: float = 60.0

    def wait(self, attempt: int, error: Transient, rng: random.Random) -> float:
        """Return the seconds to wait after failed attempt number `attempt` (from 1)."""
        backoff = min(self.cap, self.base * 2.0 ** (attempt - 1)) * (0.5 + 0.5 * rng.random())
        return max(backoff, min(self.cap, error.retry_after or 0.0))
