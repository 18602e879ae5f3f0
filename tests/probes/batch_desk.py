"""A desk that asks a provider's judge by batches and live, for tests."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sosprobe.judges.batches import route_for
from sosprobe.judges.batches.route import Limits
from sosprobe.probes.batching import by_batch, live
from sosprobe.probes.budget import Budget
from sosprobe.probes.delivery import Delivery
from sosprobe.probes.question import Answers, Question, Retry
from sosprobe.store import SqliteStore
from sosprobe.types import Judge, Message
from tests.judges.batch_wire import Provider, Shop

NAMES = ["a", "b", "c", "d"]
LATER = [name for name in NAMES if name != "a"]
"""What goes into the batch: the first question is asked live."""

RIGHT = {name: f"answer to {name}" for name in NAMES}


class Desk:
    """Asks a provider's judge, each time with a store opened anew, as another process would."""

    def __init__(self, shop: Shop, server: Provider, path: Path) -> None:
        self.shop, self.server, self.path = shop, server, path
        self.slept: list[float] = []
        self.during: Callable[[], None] = lambda: None
        self.clock: Callable[[], float] = time.time
        self.attempts = 3
        self.limits: Limits | None = None
        self.budget = Budget()
        self.shown: list[tuple[str | None, bool]] = []

    def delivery(self, store: SqliteStore) -> Delivery:
        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            assert len(self.slept) < 50, "it waits for ever"
            self.during()

        return Delivery(
            judge=self.shop.at(self.server),
            store=store,
            in_flight=1,  # so that the server sees questions in the order in which they are asked
            retry=Retry(attempts=self.attempts),
            budget=self.budget,
            rng=random.Random(),
            sleep=sleep,
        )

    def batch(self, names: list[str] = NAMES, **more: Any) -> Answers:
        store = SqliteStore(self.path)
        try:
            delivery = self.delivery(store)
            route = route_for(delivery.judge)
            if self.limits is not None:
                setattr(route, "limits", self.limits)  # noqa: B010
            made = [question(delivery.judge, name) for name in names]
            more = {"clock": self.clock, "progress": self._show, **more}
            return asyncio.run(by_batch(made, delivery, route, **more))
        finally:
            store.close()

    def live(self, names: list[str] = NAMES, **more: Any) -> Answers:
        store = SqliteStore(self.path)
        try:
            delivery = self.delivery(store)
            made = [question(delivery.judge, name) for name in names]
            return asyncio.run(live(made, delivery, clock=self.clock, **more))
        finally:
            store.close()

    def texts(self, answers: Answers) -> dict[str, str]:
        judge = self.shop.at(self.server)
        keys = {question(judge, name).key: name for name in NAMES}
        return {keys[key]: reply.text for key, reply in answers.replies.items()}

    def sent(self) -> list[list[str]]:
        judge = self.shop.at(self.server)
        keys = {question(judge, name).key: name for name in NAMES}
        return [[keys[entry["custom_id"]] for entry in job.requests] for job in self.server.jobs]

    def handles(self) -> list[str]:
        store = SqliteStore(self.path)
        try:
            return [batch.handle for batch in store.open_batches()]
        finally:
            store.close()

    def _show(self, reply: Any, reused: bool) -> None:
        self.shown.append((None if reply is None else reply.text, reused))


def question(judge: Judge, name: str) -> Question:
    message: Message = {"role": "user", "content": name}
    return Question.of(judge.identity, (message,))
