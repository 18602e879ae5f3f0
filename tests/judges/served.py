"""A vendor's judge and what its API sends: what the tests of every served judge start from."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from sosprobe.errors import JudgeError
from sosprobe.types import Form, Judge, Message, Messages, Reply
from tests.loopback import Answer, Loopback, Raw, script

MESSAGES: Messages = (
    Message(role="system", content="You compare answers."),
    Message(role="user", content="A or B?"),
)


class Served(Judge, Protocol):
    """A judge that holds connections to a server."""

    async def aclose(self) -> None:
        """Close them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One vendor's API as a test sees it."""

    name: str
    """Of the judge, the extra and the SDK."""

    key: str
    judge: Callable[..., Served]
    client: str
    """The name of the SDK's client."""

    good: object
    """The body of an answer that says A."""

    failure: Callable[[int, str], Answer]
    """The answer that says what is wrong."""

    saying: Callable[[str], Any]
    """The body of an answer that says a text."""

    pieces: Callable[..., tuple[bytes, ...]]
    """The server-sent events of an answer that says some texts, one event each."""

    sdk: bool = False
    """Whether the judge goes through the vendor's SDK."""

    def at(self, url: str, **parameters: Any) -> Served:
        """Return the judge behind a server."""
        more = {"sdk": True} if self.sdk else {}
        return self.judge("judge", base_url=url, api_key=self.key, **more, **parameters)

    def reply_to(self, answer: Raw | object, form: Form | None = None, **parameters: Any) -> Reply:
        """Return the judge's reply when the server answers so."""
        with Loopback(script(answer if isinstance(answer, Raw) else (200, {}, answer))) as server:
            return ask(self.at(server.url, **parameters), form=form)[0]

    def error_after(self, answer: Answer | Raw, **parameters: Any) -> JudgeError:
        """Return the error that the judge raises at this answer; one request, no retry."""
        with Loopback(script(answer)) as server:
            with pytest.raises(JudgeError) as caught:
                ask(self.at(server.url, **parameters))
            assert len(server.requests) == 1
        shown = "".join(traceback.format_exception(caught.value))
        assert self.key not in shown
        return caught.value


def ask(
    judge: Served, times: int = 1, messages: Messages = MESSAGES, form: Form | None = None
) -> list[Reply]:
    """Ask the judge the same question several times, one after another, and close it."""

    async def run() -> list[Reply]:
        try:
            return [await judge.ask(messages, repeat=turn, form=form) for turn in range(times)]
        finally:
            await judge.aclose()

    return asyncio.run(run())
