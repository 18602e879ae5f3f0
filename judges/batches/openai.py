"""OpenAI's batches: a file of requests goes up, a file of answers comes down within a day."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from sosprobe.errors import JudgeError
from sosprobe.judges.answer import dig, whole, words
from sosprobe.judges.batches.calls import PAGE, PATIENCE, SLACK, Calls
from sosprobe.judges.batches.lines import chat_answer, chat_line, written
from sosprobe.judges.batches.route import Answer, Batchable, Limits, Progress, Request, State
from sosprobe.judges.openai import SDK, OpenAIJudge

STATES: Mapping[str, State] = {
    "validating": "running",
    "in_progress": "running",
    "finalizing": "running",
    "cancelling": "running",
    "completed": "ended",
    "failed": "failed",
    "expired": "expired",
    "cancelled": "cancelled",
}

TOKEN = "sosprobe"
"""The field of a batch's metadata that says which of ours it is."""


class OpenAIBatches:
    """Batches at OpenAI, or at a server that offers the same.

    Parameters
    ----------
    client
        A client of OpenAI's SDK, used as it is and left open; otherwise one is made.
    """

    name = "openai"
    limits = Limits(requests=50_000, size=200_000_000)
    tries = True

    def __init__(self, judge: OpenAIJudge, client: Any = None) -> None:
        self._judge = judge
        self._calls = Calls(SDK, judge.endpoint, client)

    @property
    def judge(self) -> Batchable:
        """Whose questions it takes."""
        return self._judge

    def line(self, request: Request) -> bytes:
        """Return a request as it stands in the file that goes up."""
        return written(chat_line(request))

    def describe(self, handle: str) -> str:
        """Return how to speak of a batch."""
        return f"{handle} at {self._judge.endpoint.public_url or 'OpenAI'}"

    async def submit(self, requests: Sequence[Request], token: str) -> str:
        """Send the file up and have it answered; return the batch's id.

        A file that goes up costs nothing until its batch is made.
        """
        content = b"".join(self.line(request) for request in requests)
        name = f"sosprobe-{token}.jsonl"
        file = await self._calls.one(
            lambda client: client.files.with_raw_response.create(
                file=(name, content), purpose="batch", timeout=PATIENCE
            )
        )
        batch = await self._calls.one(
            lambda client: client.batches.with_raw_response.create(
                input_file_id=_name(file),
                endpoint="/v1/chat/completions",
                completion_window="24h",
                metadata={TOKEN: token},
            )
        )
        return _name(batch)

    async def find(
        self, token: str, keys: Collection[str], since: float, taken: Collection[str]
    ) -> str | None:
        """Return the batch whose metadata holds the token."""
        listed = self._calls.newest(
            lambda start, client: client.batches.with_raw_response.list(limit=PAGE, **start),
            "after",
        )
        async with aclosing(listed) as batches:
            async for batch in batches:
                if dig(batch, "metadata", TOKEN) == token:
                    return _name(batch)
                if whole(dig(batch, "created_at")) < since - SLACK:
                    return None
        return None

    async def poll(self, handle: str) -> Progress:
        """Return how far a batch is."""
        batch = await self._retrieve(handle)
        counts = batch.get("request_counts")
        problems = (words(dig(batch, "errors", "data", place, "message")) for place in range(3))
        return Progress(
            state=STATES.get(words(batch.get("status")), "running"),
            done=whole(dig(counts, "completed")),
            failed=whole(dig(counts, "failed")),
            total=whole(dig(counts, "total")),
            reason=self._judge.endpoint.clean("; ".join(filter(None, problems))),
        )

    async def results(self, handle: str) -> AsyncGenerator[tuple[str, Answer]]:
        """Yield the answers, then what failed: it comes in a file of its own."""
        batch = await self._retrieve(handle)
        for kind in ("output_file_id", "error_file_id"):
            if file := words(batch.get(kind)):
                async with aclosing(self._file(file)) as lines:
                    async for line in lines:
                        yield chat_answer(line, self._judge)

    async def cancel(self, handle: str) -> None:
        """Have no more of a batch answered."""
        await self._calls.one(lambda client: client.batches.with_raw_response.cancel(handle))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._calls.aclose()

    async def _retrieve(self, handle: str) -> Mapping[str, Any]:
        return await self._calls.one(
            lambda client: client.batches.with_raw_response.retrieve(handle)
        )

    def _file(self, name: str) -> AsyncGenerator[Mapping[str, Any]]:
        return self._calls.each(
            lambda client: client.files.with_streaming_response.content(name, timeout=PATIENCE)
        )


def _name(thing: object) -> str:
    """Return the id of a file or batch."""
    name = words(dig(thing, "id"))
    if not name:
        raise JudgeError("The server's answer names no id: it does not offer OpenAI's batches.")
    return name
