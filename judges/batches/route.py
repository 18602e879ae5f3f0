"""What a way of asking many questions at once, to be answered later, has to offer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sosprobe.errors import JudgeError
from sosprobe.judges.endpoint import Endpoint
from sosprobe.types import Form, Judge, Messages, Reply

State = Literal["running", "ended", "failed", "expired", "cancelled"]

Answer = Reply | JudgeError
"""What became of one question; an error that is `Transient` may pass in another batch."""

LIVE_ONLY = ("stream", "stream_options")
"""Fields of a request that say how to send its answer: in a batch nobody waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question as the provider reads it, under the key that its reply is kept by."""

    custom_id: str
    """64 characters, the most that providers take."""
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is, as far as its provider says."""

    state: State
    done: int = 0
    failed: int = 0
    total: int = 0
    reason: str = ""
    """Why it failed as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one batch may hold."""

    requests: int
    size: int
    """Bytes."""


class Batchable(Judge, Protocol):
    """A judge whose questions and answers can travel in files."""

    @property
    def endpoint(self) -> Endpoint:
        """Where it sends, and with which key."""
        ...

    def body(
        self, messages: Messages, repeat: int = 0, form: Form | None = None
    ) -> dict[str, object]:
        """Return the body of a request."""
        ...

    def read(
        self, data: Mapping[str, object], latency: float = 0.0, form: Form | None = None
    ) -> Reply:
        """Read the decoded JSON of an answer."""
        ...


class Route(Protocol):
    """Hand over questions, ask how far they are, fetch the answers; nothing is tried twice.

    Every method raises `JudgeError`; a route through files raises `SetupError` where a file cannot
    be read or written.
    """

    @property
    def name(self) -> str:
        """What the store calls it."""
        ...

    @property
    def limits(self) -> Limits:
        """The most that one batch may hold."""
        ...

    @property
    def tries(self) -> bool:
        """Whether one question should be asked live before the first batch that a run sends.

        It shows a wrong key or model at once instead of in a day, and lets the judge learn which
        parameters its model takes.
        """
        ...

    @property
    def judge(self) -> Batchable:
        """Whose questions it takes."""
        ...

    def line(self, request: Request) -> bytes:
        """Return a request as it counts for the limits; ValueError if it cannot be sent."""
        ...

    def describe(self, handle: str) -> str:
        """Return how to speak of a batch to the user."""
        ...

    async def submit(self, requests: Sequence[Request], token: str) -> str:
        """Hand over a batch and return the provider's handle; `token` is how `find` knows it."""
        ...

    async def find(
        self, token: str, keys: Collection[str], since: float, taken: Collection[str]
    ) -> str | None:
        """Return the handle of a batch that may have been taken although nobody heard of it.

        Parameters
        ----------
        since
            When it was submitted at the earliest, in seconds since 1970.
        taken
            Handles that are other batches'.

        Raises
        ------
        Transient
            If that cannot be told yet.
        """
        ...

    async def poll(self, handle: str) -> Progress:
        """Return how far a batch is."""
        ...

    def results(self, handle: str) -> AsyncGenerator[tuple[str, Answer]]:
        """Yield the answers of a batch that runs no more, in any order, by custom id."""
        ...

    async def cancel(self, handle: str) -> None:
        """Tell the provider to answer no more of a batch."""
        ...

    async def aclose(self) -> None:
        """Close the connections; the next call opens new ones."""
        ...


def request(
    judge: Batchable, key: str, messages: Messages, repeat: int, form: Form | None
) -> Request:
    """Return a question as the provider reads it."""
    body = judge.body(messages, repeat, form)
    return Request(
        custom_id=key, body={name: value for name, value in body.items() if name not in LIVE_ONLY}
    )
