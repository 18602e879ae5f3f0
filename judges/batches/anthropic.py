"""Anthropic's message batches: requests go up together, answers come down within a day."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from sosprobe.errors import JudgeError, Transient
from sosprobe.judges.answer import dig, whole, words
from sosprobe.judges.anthropic import SDK, AnthropicJudge
from sosprobe.judges.batches.calls import PAGE, PATIENCE, SLACK, Calls
from sosprobe.judges.batches.lines import answer, written
from sosprobe.judges.batches.route import Answer, Batchable, Limits, Progress, Request, State
from sosprobe.judges.waiting import moment

KINDS = ("processing", "succeeded", "errored", "canceled", "expired")


class AnthropicBatches:
    """Message batches at Anthropic.

    Parameters
    ----------
    client
        A client of Anthropic's SDK, used as it is and left open; otherwise one is made.
    """

    name = "anthropic"
    limits = Limits(requests=100_000, size=256_000_000)
    tries = True

    def __init__(self, judge: AnthropicJudge, client: Any = None) -> None:
        self._judge = judge
        self._calls = Calls(SDK, judge.endpoint, client)

    @property
    def judge(self) -> Batchable:
        """Whose questions it takes."""
        return self._judge

    def line(self, request: Request) -> bytes:
        """Return a request with what the list around it takes."""
        return written(_entry(request))

    def describe(self, handle: str) -> str:
        """Return how to speak of a batch."""
        return f"{handle} at {self._judge.endpoint.public_url or 'Anthropic'}"

    async def submit(self, requests: Sequence[Request], token: str) -> str:
        """Send the requests up; return the batch's id."""
        batch = await self._calls.one(
            lambda client: client.messages.batches.with_raw_response.create(
                requests=[_entry(request) for request in requests], timeout=PATIENCE
            )
        )
        return _name(batch)

    async def find(
        self, token: str, keys: Collection[str], since: float, taken: Collection[str]
    ) -> str | None:
        """Return the batch of that time whose results are of the keys.

        A batch at Anthropic carries no word of ours: while one of that size runs it may be ours.
        """
        unclear = ""
        listed = self._calls.newest(
            lambda start, client: client.messages.batches.with_raw_response.list(
                limit=PAGE, **start
            ),
            "after_id",
        )
        async with aclosing(listed) as batches:
            async for batch in batches:
                made = moment(words(dig(batch, "created_at")))
                if made is None or made < since - SLACK:
                    break
                counts = [whole(dig(batch, "request_counts", kind)) for kind in KINDS]
                if sum(counts) != len(keys) or _name(batch) in taken:
                    continue
                if words(dig(batch, "processing_status")) != "ended":
                    unclear = _name(batch)
                elif dig(batch, "results_url") and await self._holds(_name(batch), keys):
                    return _name(batch)
        if unclear:
            raise Transient(f"whether it is {unclear} shows when that has ended")
        return None

    async def poll(self, handle: str) -> Progress:
        """Return how far a batch is."""
        batch = await self._retrieve(handle)
        counts = {kind: whole(dig(batch, "request_counts", kind)) for kind in KINDS}
        done, total = counts["succeeded"], sum(counts.values())
        progress = Progress(
            state="running", done=done, failed=total - done - counts["processing"], total=total
        )
        if words(batch.get("processing_status")) != "ended":
            return progress
        if not batch.get("results_url"):
            reason = "its results are there no more"
            return Progress(state="failed", failed=total, total=total, reason=reason)
        state: State = (
            "cancelled" if counts["canceled"] else "expired" if counts["expired"] else "ended"
        )
        return Progress(state=state, done=done, failed=total - done, total=total)

    async def results(self, handle: str) -> AsyncGenerator[tuple[str, Answer]]:
        """Yield the answers, good and bad."""
        async with aclosing(self._lines(handle)) as lines:
            async for line in lines:
                yield words(line.get("custom_id")), self._answer(line.get("result"))

    async def cancel(self, handle: str) -> None:
        """Have no more of a batch answered."""
        await self._calls.one(
            lambda client: client.messages.batches.with_raw_response.cancel(handle)
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._calls.aclose()

    async def _holds(self, handle: str, keys: Collection[str]) -> bool:
        """Say whether a batch that ended holds `keys`, of which one line is proof."""
        async with aclosing(self._lines(handle)) as lines:
            async for line in lines:
                return line.get("custom_id") in keys
        return False

    async def _retrieve(self, handle: str) -> Mapping[str, Any]:
        return await self._calls.one(
            lambda client: client.messages.batches.with_raw_response.retrieve(handle)
        )

    def _lines(self, handle: str) -> AsyncGenerator[Mapping[str, Any]]:
        return self._calls.each(
            lambda client: client.messages.batches.with_streaming_response.results(
                handle, timeout=PATIENCE
            )
        )

    def _answer(self, result: object) -> Answer:
        kind = dig(result, "type")
        if kind == "succeeded":
            return answer(dig(result, "message"), self._judge)
        if kind == "errored":
            error = dig(result, "error", "error") or dig(result, "error")
            return self._judge.endpoint.reported(error, {})
        return Transient(f"The batch was over before this was asked: {kind}.")


def _entry(request: Request) -> dict[str, object]:
    return {"custom_id": request.custom_id, "params": request.body}


def _name(batch: object) -> str:
    """Return the id of a batch."""
    name = words(dig(batch, "id"))
    if not name:
        raise JudgeError("The server's answer names no id: it does not offer message batches.")
    return name
