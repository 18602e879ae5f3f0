"""Ask one or several judges what their plans hold, and gather what it shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import pandas as pd

from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.headline import headline
from sosprobe.analysis.panel import agreement_of, combined
from sosprobe.analysis.results import Results
from sosprobe.errors import SetupError
from sosprobe.probes.batching import answered as answers_to
from sosprobe.probes.budget import Budget
from sosprobe.probes.delivery import Delivery
from sosprobe.probes.design import Factorial, Pairs
from sosprobe.probes.manifest import environment, fingerprint, named, tokens
from sosprobe.probes.plan import Plan, Size
from sosprobe.probes.prices import Prices
from sosprobe.probes.question import Answers, Question, Retry
from sosprobe.probes.rewrites import Reject, ledger
from sosprobe.probes.sending import DISCOUNT
from sosprobe.probes.settings import Settings
from sosprobe.probes.tabulate import tabulate
from sosprobe.store import Store
from sosprobe.types import Judge, Reply

Progress = Callable[[Reply | None, bool], None]


class Unfinished(SetupError):
    """Nothing can be shown yet, because all that was asked is in batches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A judge and the plan of what to ask it."""

    name: str
    """The judge as the user named it."""
    judge: Judge
    plan: Plan
    questions: tuple[tuple[Question, ...], ...]
    """Of each trial of the plan, as they are put to this judge."""
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A member and what came back."""

    # asyncio writes out what a task returned: not the whole run.
    member: Member = field(repr=False)
    answers: Answers = field(repr=False)

    @property
    def questions(self) -> tuple[tuple[Question, ...], ...]:
        """The questions of each trial."""
        return self.member.questions


@dataclass(slots=True, kw_only=True)
class Experiment:
    """One or several judges and what they are asked."""

    settings: Settings
    design: Factorial | Pairs
    members: tuple[Member, ...] = field(repr=False)
    prices: Prices
    budget: Budget
    missing: tuple[Reject, ...] = ()
    """Items that are left out because a judge did not answer what it was asked beforehand."""

    @property
    def judge(self) -> Judge:
        """The first judge."""
        return self.members[0].judge

    @property
    def plan(self) -> Plan:
        """What the first judge is asked."""
        return self.members[0].plan

    def size(self) -> Size:
        """Return how much is asked of all judges together."""
        return Size(
            questions=sum(member.size.questions for member in self.members),
            tokens_in=sum(member.size.tokens_in for member in self.members),
            tokens_out=sum(member.size.tokens_out for member in self.members),
        )

    def expected_cost(self) -> float | None:
        """Return what it is expected to cost in US dollars; None if a price is not known."""
        return together(
            [
                self.cost(member.judge, member.size.tokens_in, member.size.tokens_out)
                for member in self.members
            ]
        )

    def cost(self, judge: Judge, tokens_in: int, tokens_out: int) -> float | None:
        """Return the price of tokens in US dollars; None if it is not known."""
        price = self.prices.of(judge.identity)
        share = DISCOUNT if self.settings.discounted else 1.0
        return None if price is None else share * price.of(tokens_in, tokens_out)

    def delivery(self, member: Member, store: Store) -> Delivery:
        """Return what brings questions to a member."""
        return deliver(self.settings, member.judge, store, self.prices, self.budget, member.plan)

    def run(self, store: Store, progress: Progress = lambda reply, reused: None) -> Results:
        """Ask what is not stored yet, and return what all of it shows.

        Raises
        ------
        SetupError
            If the store cannot be written, or a judge turns every question down.
        """
        return self.results(asyncio.run(self.ask(store, progress)))

    async def ask(
        self, store: Store, progress: Progress = lambda reply, reused: None
    ) -> list[Answered]:
        """Ask what is not stored yet, every judge at the same time."""

        async def one(member: Member) -> Answered:
            answers = await answers_to(
                (question for trial in member.questions for question in trial),
                self.delivery(member, store),
                self.settings,
                progress,
            )
            return Answered(member=member, answers=answers)

        return list(await asyncio.gather(*(one(member) for member in self.members)))

    def results(self, answered: Sequence[Answered]) -> Results:
        """Return the estimates and everything that the report shows."""
        frames = [
            tabulate(a.member.plan, a.questions, a.answers, judge=a.member.name) for a in answered
        ]
        members = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
        frame = members if len(frames) == 1 else combined(members, self.settings.combine)
        if frame.empty:
            stopped = next((a.answers.stopped for a in answered if a.answers.stopped), "")
            if any(a.answers.pending for a in answered):
                raise Unfinished(f"No item is complete yet: {stopped}. The same command goes on.")
            raise SetupError(f"No trial was answered{': ' if stopped else '.'}{stopped}")
        estimates = estimate(frame)
        if len(frames) > 1:
            estimates = [*estimates, *agreement_of(members)]
        workshop = self.plan.workshop
        entries = [entry for a in answered for entry in a.member.plan.asked]
        used = {(entry.trial.item, side) for entry in entries for side in entry.shown}
        responses = {place: workshop.response(*place) for place in used}
        rejects = [*ledger(workshop), *self.missing]
        return Results(
            frame=frame,
            members=members if len(frames) > 1 else None,
            estimates=estimates,
            headline=[*_stops(answered), *headline(frame, estimates)],
            manifest=self._manifest(frame, answered),
            rejects=pd.DataFrame(
                [(r.item, r.perturbation, r.reason, r.detail) for r in rejects],
                columns=["item", "perturbation", "reason", "detail"],
            ),
            kept=workshop.kept(),
            prompts={name: item.prompt for name, item in workshop.items.items()},
            texts={
                (i, s.label): response.text for (i, s), response in responses.items() if response
            },
            replies={
                name: reply.text for a in answered for name, reply in a.answers.replies.items()
            },
        )

    def _manifest(self, frame: pd.DataFrame, answered: Sequence[Answered]) -> Mapping[str, object]:
        """Return what it takes to know where the numbers come from, and to get them again."""
        settings = self.settings
        used = [tokens(a.answers.replies.values()) for a in answered]
        costs = [
            self.cost(a.member.judge, spent["tokens_in"], spent["tokens_out"])
            for a, spent in zip(answered, used, strict=True)
        ]
        judges = [
            {
                "judge": dict(a.member.judge.identity),
                "templates": named(a.member.plan.templates),
                "tokens": spent,
                "cost_usd": cost,
            }
            for a, spent, cost in zip(answered, used, costs, strict=True)
        ]
        return {
            **environment(),
            **({"panel": judges, "combine": settings.combine} if len(answered) > 1 else {}),
            "judge": judges[0]["judge"],
            "templates": judges[0]["templates"],
            "data": {
                "name": settings.data,
                **fingerprint(self.plan.workshop.items.values()),
            },
            "design": {"kind": type(self.design).__name__, **asdict(self.design)},
            "seed": settings.seed,
            "counts": {
                "trials": len(frame),
                "questions": sum(
                    len({q.key for trial in a.questions for q in trial}) for a in answered
                ),
                "asked": sum(a.answers.asked for a in answered),
                "reused": sum(a.answers.reused for a in answered),
                "batched": sum(a.answers.batched for a in answered),
                "pending": sum(a.answers.pending for a in answered),
                "foreign": sum(a.answers.foreign for a in answered),
                "failed": sum(len(a.answers.failures) for a in answered),
                "stopped": next((a.answers.stopped for a in answered if a.answers.stopped), ""),
                "outcomes": {str(k): int(n) for k, n in frame["outcome"].value_counts().items()},
            },
            "tokens": {name: sum(spent[name] for spent in used) for name in used[0]},
            "cost_usd": together(costs),
        }


def together(costs: Sequence[float | None]) -> float | None:
    """Return the sum of costs; None if one of them is not known."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None


def deliver(
    settings: Settings,
    judge: Judge,
    store: Store,
    price_of: Prices,
    budget: Budget,
    plan: Plan | None = None,
) -> Delivery:
    """Return what brings questions to a judge."""
    price = price_of.of(judge.identity)
    return Delivery(
        judge=judge,
        store=store,
        in_flight=settings.in_flight,
        retry=Retry(attempts=settings.attempts),
        budget=budget,
        cost=price.of if price is not None else lambda tokens_in, tokens_out: None,
        tokens_out=200 if plan is None else plan.templates[0].kind.tokens_out,
    )


def _stops(answered: Sequence[Answered]) -> list[str]:
    """Return a sentence on each judge that was not asked everything, and on strange answers."""
    stops = [
        f"Stopped early with {a.member.name}: {a.answers.stopped}. The numbers hold for the items "
        "that were asked completely; the same command goes on."
        for a in answered
        if a.answers.stopped
    ]
    foreign = sum(a.answers.foreign for a in answered)
    if foreign:
        stops.append(f"{foreign} answers in batches were to no question of theirs; left out.")
    return stops
