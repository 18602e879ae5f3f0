"""Fetch what providers answered in batches, and know what is still under way.

A batch is noted in the store before it is sent (the note's handle is `sending-` and a token) and
again under the provider's handle once it is taken. A note that a crash left behind is looked up
with the provider: what was taken is adopted and not paid twice.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from sosprobe.errors import JudgeError, SetupError, Transient
from sosprobe.judges.batches import Route, route_named
from sosprobe.judges.batches.route import Progress
from sosprobe.judges.waiting import moment
from sosprobe.probes.delivery import Delivery
from sosprobe.probes.question import Answers, Question
from sosprobe.store import Batch, Entry, identity_text, question_key
from sosprobe.types import Reply

NOTE = "sending-"
"""How the handle of a note begins."""

GRACE = 900.0
"""Seconds after which nobody sends any more what a note says: sending takes less, or is stopped."""

KEPT = 30 * 86_400.0
"""Seconds after which a batch that the provider does not know is over: none is kept longer."""

GROUP = 500
"""Replies that are stored together."""


@dataclass(slots=True, kw_only=True)
class Collector:
    """The batches of one judge, as the store and the provider know them.

    Parameters
    ----------
    asked
        The questions of this run.
    answers
        Filled with the replies to them.
    route
        The route that this run sends batches by, if any.
    """

    delivery: Delivery
    asked: Mapping[str, Question]
    answers: Answers
    route: Route | None = None
    progress: Callable[[Reply | None, bool], None] = lambda reply, reused: None
    clock: Callable[[], float] = time.time
    failed: dict[str, JudgeError] = field(default_factory=dict[str, JudgeError])
    """What failed since it was last looked at, by key."""
    state: dict[str, Progress] = field(default_factory=dict[str, Progress])
    trouble: dict[str, str] = field(default_factory=dict[str, str])
    """Why a batch could not be asked about or fetched, by handle; replaced by each look."""
    _routes: dict[str, Route | None] = field(default_factory=dict[str, Route | None])

    def open(self) -> list[Batch]:
        """Return the judge's batches from which answers are still to come, oldest first."""
        name = identity_text(self.delivery.judge.identity)
        return [batch for batch in self.delivery.store.open_batches() if batch.judge == name]

    def pending(self) -> dict[str, Batch]:
        """Return the questions of this run that are in an open batch and not answered yet."""
        inside = {
            key: batch
            for batch in self.open()
            for key in batch.keys
            if key in self.asked and key not in self.answers.replies
        }
        stored = self.delivery.store.get_many(inside)
        return {key: batch for key, batch in inside.items() if key not in stored}

    async def collect(self) -> None:
        """Look at every open batch once, and store the answers of those that ended."""
        self.trouble.clear()
        for batch in self.open():
            if batch.handle.startswith(NOTE):
                await self._try(self._adopt, batch)
        for batch in self.open():  # with those that were adopted
            if not batch.handle.startswith(NOTE):
                await self._try(self._look, batch)

    async def abandon(self) -> None:
        """Have the open batches cancelled, and forget them."""
        for batch in self.open():
            try:
                if not batch.handle.startswith(NOTE):
                    await self.route_of(batch).cancel(batch.handle)
            except (JudgeError, SetupError) as error:
                self.trouble[batch.handle] = f"it could not be cancelled: {error}"
            self.delivery.store.closed(batch.handle, "abandoned")

    def describe(self) -> str:
        """Return what is under way and where; empty if nothing is."""
        inside = list(self.pending().values())
        batches = {batch.handle: batch for batch in inside}
        if not batches:
            return ""
        parts = [self._says(batch) for batch in list(batches.values())[:3]]
        more = [f"{len(batches) - 3} more"] if len(batches) > 3 else []
        count = "1 batch" if len(batches) == 1 else f"{len(batches)} batches"
        noun = "question is" if len(inside) == 1 else "questions are"
        return f"{len(inside):,} {noun} in {count} ({'; '.join([*parts, *more])})"

    def route_of(self, batch: Batch) -> Route:
        """Return the route that took a batch.

        Raises
        ------
        SetupError
            If this judge has none of that name, or its SDK is not installed.
        """
        if self.route is not None and self.route.name == batch.route:
            return self.route
        if batch.route not in self._routes:
            self._routes[batch.route] = route_named(self.delivery.judge, batch.route)
        found = self._routes[batch.route]
        if found is None:
            raise SetupError(f"batch {batch.handle} came by a way that is not known: {batch.route}")
        return found

    async def aclose(self) -> None:
        """Close the connections to providers."""
        for route in (self.route, *self._routes.values()):
            if route is not None:
                await route.aclose()

    async def _try(self, look: Callable[[Batch, Route], Awaitable[None]], batch: Batch) -> None:
        """Look at a batch; what prevents it is trouble, and the batch stays open."""
        try:
            await look(batch, self.route_of(batch))
        except (JudgeError, SetupError) as error:
            self.trouble[batch.handle] = str(error)

    async def _adopt(self, note: Batch, route: Route) -> None:
        """Find out what became of a batch that was being sent when its run ended."""
        store = self.delivery.store
        others = [batch for batch in self.open() if not batch.handle.startswith(NOTE)]
        if any(set(batch.keys) == set(note.keys) for batch in others):
            store.closed(note.handle, "sent")
            return
        handle = await find(route, note, [batch.handle for batch in others])
        if handle is not None:
            store.submitted(route.name, handle, note.keys, note.judge)
            store.closed(note.handle, "sent")
        elif self._age(note) > GRACE:
            store.closed(note.handle, "lost")
        else:
            self.trouble[note.handle] = (
                "a run that sends them now, or was broken off; this is known after a quarter of an"
                " hour"
            )

    async def _look(self, batch: Batch, route: Route) -> None:
        """Ask how far a batch is; if it is over, store what came of it and close it."""
        try:
            state = self.state[batch.handle] = await route.poll(batch.handle)
        except Transient:
            raise
        except JudgeError as error:
            if self._age(batch) < KEPT:
                raise
            state = Progress(state="failed", reason=str(error))
        if state.state == "running":
            return
        errors = {} if state.state == "failed" else await self._fetch(batch, route)
        answered = self.delivery.store.get_many(batch.keys).keys()
        reason = f": {state.reason}" if state.reason else ""
        silent = Transient(f"the batch {state.state} without an answer to this{reason}")
        for key in batch.keys:
            if key not in answered:
                self.failed[key] = errors.get(key, silent)
                self.delivery.store.failed(key, f"batch {batch.handle}: {self.failed[key]}")
        ended = "collected" if state.state == "ended" else state.state
        self.delivery.store.closed(batch.handle, ended)

    async def _fetch(self, batch: Batch, route: Route) -> dict[str, JudgeError]:
        """Store the replies of a batch and return its errors, by key.

        Of two replies to one question the first counts, and a reply counts before an error. What
        answers no question of the batch is counted and left alone.
        """
        errors: dict[str, JudgeError] = {}
        group: dict[str, Reply] = {}
        keys = set(batch.keys)
        async with aclosing(route.results(batch.handle)) as results:
            async for key, answer in results:
                if key not in keys:
                    self.answers.foreign += 1
                elif isinstance(answer, JudgeError):
                    errors.setdefault(key, answer)
                else:
                    group.setdefault(key, answer)
                if len(group) >= GROUP:
                    self._keep(batch, group)
        self._keep(batch, group)
        return errors

    def _keep(self, batch: Batch, group: dict[str, Reply]) -> None:
        """Store some replies and forget them."""
        self.delivery.store.put_many(
            Entry(key=key, reply=reply, question=self._question(key), judge=batch.judge)
            for key, reply in group.items()
        )
        here = [key for key in group if key in self.asked and key not in self.answers.replies]
        for key, reply in self.delivery.store.get_many(here).items():
            self.answers.replies[key] = reply
            self.answers.batched += 1
            self.progress(reply, False)
        group.clear()

    def _question(self, key: str) -> str:
        question = self.asked.get(key)
        return "" if question is None else question_key(question.render(), question.repeat)

    def _age(self, batch: Batch) -> float:
        """Return how many seconds ago a batch was noted."""
        return self.clock() - (moment(batch.created) or 0.0)

    def _says(self, batch: Batch) -> str:
        """Return what is known of a batch, in words."""
        trouble = self.trouble.get(batch.handle, "")
        if batch.handle.startswith(NOTE):
            return trouble or "being sent"
        state = self.state.get(batch.handle)
        far = ""
        if state is not None and state.total:
            far = f", {state.done + state.failed:,} of {state.total:,} done"
        try:
            name = self.route_of(batch).describe(batch.handle)
        except SetupError:
            name = batch.handle
        return f"{name}{far}{': ' if trouble else ''}{trouble}"


async def find(route: Route, note: Batch, taken: list[str]) -> str | None:
    """Return the provider's handle of a batch that was being sent; None if it knows none.

    Raises
    ------
    Transient
        If the provider cannot be asked now, or cannot tell yet. One that keeps no list knows none.
    """
    token = note.handle.removeprefix(NOTE)
    try:
        return await route.find(token, set(note.keys), moment(note.created) or 0.0, taken)
    except Transient:
        raise
    except JudgeError:
        return None
