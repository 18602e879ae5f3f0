"""Send what nobody has answered or been asked yet, in batches.

A batch is noted before it is sent, and where no answer comes the provider is asked whether it has
it: nothing is paid twice where that can be known.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sosprobe.errors import BudgetReached, Denied, JudgeError, Refused, SetupError, Transient
from sosprobe.judges.batches import Request, Route
from sosprobe.judges.batches.route import request
from sosprobe.probes.budget import Budget
from sosprobe.probes.collecting import GRACE, NOTE, Collector, find
from sosprobe.probes.question import Question
from sosprobe.store import Batch, identity_text
from sosprobe.types import Outcome, Verdict

DISCOUNT = 0.5
"""What providers charge for a batch, as a share of the usual price."""

SENDING = GRACE - 60
"""Most seconds that sending one batch may take."""


@dataclass(slots=True, kw_only=True)
class Sender:
    """Sends batches of what nobody has answered or been asked yet."""

    box: Collector
    route: Route
    _tried: bool = False
    _rounds: Counter[str] = field(default_factory=Counter[str])

    async def round(self) -> None:
        """Settle what failed, and send what is missing."""
        self._settle()
        missing = self.missing()
        if missing and self.route.tries and not self._tried:
            self._tried = True
            await self._try(missing.pop(0))
        if missing and not self.box.answers.stopped:
            await self._send_all(missing)

    def _settle(self) -> None:
        """Make what failed for good, or too often, an outcome."""
        attempts = self.box.delivery.retry.attempts
        for key, error in self.box.failed.items():
            self._rounds[key] += 1
            if not isinstance(error, Transient) or self._rounds[key] >= attempts:
                self._fail(key, error)
        self.box.failed.clear()

    def _fail(self, key: str, error: JudgeError) -> None:
        if key in self.box.asked:
            outcome = Outcome.REFUSED if isinstance(error, Refused) else Outcome.ERROR
            self.box.answers.failures[key] = Verdict(outcome=outcome, detail=str(error))
            self.box.progress(None, False)

    def missing(self) -> list[Question]:
        """Return what is neither answered, failed, nor in an open batch."""
        answers, store = self.box.answers, self.box.delivery.store
        pending = store.pending()
        left = [
            key
            for key in self.box.asked
            if key not in answers.replies and key not in answers.failures
        ]
        for key, reply in store.get_many(left).items():  # another run may have fetched it
            answers.replies[key] = reply
            self.box.progress(reply, True)
        return [
            self.box.asked[key] for key in left if key not in answers.replies and key not in pending
        ]

    async def _try(self, question: Question) -> None:
        """Ask one question live."""
        try:
            reply = await self.box.delivery.ask(question)
        except BudgetReached as spent:
            self.box.answers.stopped = str(spent)
        except Denied as error:
            raise SetupError(f"The judge turns the first question down: {error}") from None
        except JudgeError as error:
            self._fail(question.key, error)
        else:
            self.box.answers.replies[question.key] = reply
            self.box.progress(reply, False)

    async def _send_all(self, missing: Sequence[Question]) -> None:
        """Send questions in as many batches as the limits ask for, and the budget allows."""
        delivery, limits = self.box.delivery, self.route.limits
        purse = _purse(delivery.budget)
        group: list[Request] = []
        size = 0
        for question in missing:
            messages = question.render()
            made = request(self.route.judge, question.key, messages, question.repeat, question.form)
            try:
                needed = len(self.route.line(made))
            except ValueError as error:
                self._fail(question.key, JudgeError(f"it cannot be sent: {error}"))
                continue
            if needed > limits.size:
                self._fail(question.key, JudgeError("it is too large for a batch"))
                continue
            if group and (len(group) >= limits.requests or size + needed > limits.size):
                await self._send(group)
                group, size = [], 0
            try:
                hold = await purse.take(messages, delivery.tokens_out, self._cost)
            except BudgetReached as spent:
                self.box.answers.stopped = str(spent)
                break
            purse.settle(hold, None, self._cost)
            purse.spent += hold.dollars
            group.append(made)
            size += needed
        if group:
            await self._send(group)
        delivery.budget.spent, delivery.budget.called = purse.spent, purse.called

    def _cost(self, tokens_in: int, tokens_out: int) -> float | None:
        full = self.box.delivery.cost(tokens_in, tokens_out)
        return None if full is None else full * DISCOUNT

    async def _send(self, requests: Sequence[Request]) -> None:
        """Send one batch; noted before, so that it is found again whatever happens."""
        store, keys = self.box.delivery.store, [made.custom_id for made in requests]
        judge = identity_text(self.box.delivery.judge.identity)
        token = f"{self.box.delivery.rng.getrandbits(64):016x}"
        note = store.submitted(self.route.name, f"{NOTE}{token}", keys, judge)
        if _others(self.box.open(), note):
            store.closed(note.handle, "left to another run")
            return
        try:
            handle = await self._taken(requests, note)
        except Transient as error:
            self.box.trouble[note.handle] = f"not known whether it was taken: {error}"
            return
        except (JudgeError, SetupError) as error:
            store.closed(note.handle, "refused")
            if isinstance(error, SetupError):
                raise
            raise SetupError(
                f"No batch was taken: {error}. Leave out --batch to ask live."
            ) from None
        if handle is None:
            store.closed(note.handle, "lost")
            return
        store.submitted(self.route.name, handle, keys, judge)
        store.closed(note.handle, "sent")

    async def _taken(self, requests: Sequence[Request], note: Batch) -> str | None:
        """Return the provider's handle of a batch; None if it surely has not taken it.

        Where no answer came, the provider is asked whether it has the batch before it is sent anew.
        """
        delivery = self.box.delivery
        attempt = 1
        while True:
            try:
                async with asyncio.timeout(SENDING):
                    return await self.route.submit(requests, note.handle.removeprefix(NOTE))
            except TimeoutError:
                error = Transient(f"it took longer than {SENDING:g} s")
            except Transient as failure:
                error = failure
            await delivery.sleep(delivery.retry.wait(attempt, error, delivery.rng))
            taken = [batch.handle for batch in self.box.open()]
            handle = await find(self.route, note, taken)
            if handle is not None:
                return handle
            attempt += 1
            if attempt > delivery.retry.attempts:
                self.box.answers.stopped = f"no batch was taken: {error}"
                return None


def _others(batches: Sequence[Batch], note: Batch) -> bool:
    """Say whether an older batch holds a question of a note: two runs had the same thought."""
    mine = set(note.keys)
    for batch in batches:
        if batch.handle == note.handle:
            return False
        if not mine.isdisjoint(batch.keys):
            return True
    return False


def _purse(budget: Budget) -> Budget:
    """Return the budget without its limits a minute: they are of what is asked live."""
    return Budget(
        dollars=budget.dollars, calls=budget.calls, spent=budget.spent, called=budget.called
    )
