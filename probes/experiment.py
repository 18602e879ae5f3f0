"""One run from the names that the user gives to the results that the report shows."""

from __future__ import annotations

import asyncio
import hashlib
import platform
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

import pandas as pd

from sosprobe import __version__
from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.headline import headline
from sosprobe.analysis.results import Results
from sosprobe.data.load import load
from sosprobe.judges import JUDGES
from sosprobe.judges.template import load_template
from sosprobe.probes.design import Factorial, Pairs, sample
from sosprobe.probes.plan import Plan, make_plan, price
from sosprobe.probes.rewrites import ledger
from sosprobe.probes.runner import Answers, Question, Retry, ask_all
from sosprobe.probes.tabulate import tabulate
from sosprobe.store import Store
from sosprobe.types import Item, Judge, Reply

_PACKAGES = ("numpy", "pandas", "scipy", "spacy", "statsmodels", "openai", "anthropic", "xllamacpp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user asks for."""

    judge: str = "local"
    base_url: str = ""
    data: str = "probe"
    styles: tuple[str, ...] = ("markdown", "lengthen")
    substances: tuple[str, ...] = ("factual_error",)
    controls: tuple[str, ...] = ("identity", "neutral")
    repeats: int = 1
    items: int = 0
    seed: int = 0
    template: str = ""
    in_flight: int = 0
    attempts: int = 6
    price: tuple[float, float] | None = None
    """US dollars for a million tokens in and out; None takes the shipped table."""


@dataclass(slots=True, kw_only=True)
class Experiment:
    """A judge and the plan of what to ask it."""

    settings: Settings
    design: Factorial | Pairs
    judge: Judge
    plan: Plan

    @property
    def in_flight(self) -> int:
        """How many questions may be open at once."""
        return self.settings.in_flight or self.judge.in_flight

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        """Return the price in US dollars; None if it is not known, 0 for a judge without one."""
        if self.judge.identity["provider"] in ("local", "planted"):
            return 0.0
        if self.settings.price:
            dear_in, dear_out = self.settings.price
            return (tokens_in * dear_in + tokens_out * dear_out) / 1e6
        return price(str(self.judge.identity.get("model", "")), tokens_in, tokens_out)

    def run(
        self,
        store: Store,
        progress: Callable[[Reply | None, bool], None] = lambda reply, reused: None,
    ) -> Results:
        """Ask what is not stored yet, and return what all of it shows."""
        questions = self.plan.keyed(self.judge)
        answers = asyncio.run(
            ask_all(
                questions,
                self.judge,
                store,
                in_flight=self.in_flight,
                retry=Retry(attempts=self.settings.attempts),
                progress=progress,
            )
        )
        return self.results(questions, answers)

    def results(self, questions: Sequence[Question], answers: Answers) -> Results:
        """Return the estimates and everything that the report shows."""
        frame = tabulate(self.plan, questions, answers, judge=self.settings.judge)
        estimates = estimate(frame)
        workshop = self.plan.workshop
        trials = [entry.trial for entry in self.plan.asked]
        used = {(trial.item, side) for trial in trials for side in (trial.a, trial.b)}
        responses = {place: workshop.response(*place) for place in used}
        rejects = ledger(workshop)
        return Results(
            frame=frame,
            estimates=estimates,
            headline=headline(frame, estimates),
            manifest=self._manifest(frame, answers),
            rejects=pd.DataFrame(
                [(r.item, r.perturbation, r.reason, r.detail) for r in rejects],
                columns=["item", "perturbation", "reason", "detail"],
            ),
            kept=workshop.kept(),
            prompts={name: item.prompt for name, item in workshop.items.items()},
            texts={
                (i, s.label): response.text for (i, s), response in responses.items() if response
            },
            replies={key: reply.text for key, reply in answers.replies.items()},
        )

    def _manifest(self, frame: pd.DataFrame, answers: Answers) -> Mapping[str, object]:
        """Return what it takes to know where the numbers come from, and to get them again."""
        replies = answers.replies.values()
        tokens = {
            name: sum(getattr(reply, name) for reply in replies)
            for name in ("tokens_in", "tokens_out", "tokens_cached")
        }
        settings = self.settings
        return {
            "sosprobe": __version__,
            "python": platform.python_version(),
            "packages": _versions(),
            "judge": dict(self.judge.identity),
            "template": {"name": self.plan.template.name, "digest": self.plan.template.digest},
            "data": {"name": settings.data, **_fingerprint(self.plan.workshop.items.values())},
            "design": {"kind": type(self.design).__name__, **asdict(self.design)},
            "seed": settings.seed,
            "counts": {
                "trials": len(frame),
                "questions": self.plan.questions,
                "asked": answers.asked,
                "reused": answers.reused,
                "failed": len(answers.failures),
                "outcomes": {str(k): int(n) for k, n in frame["outcome"].value_counts().items()},
            },
            "tokens": tokens,
            "cost_usd": self.cost(tokens["tokens_in"], tokens["tokens_out"]),
        }


def prepare(settings: Settings, *, only_count: bool = False) -> Experiment:
    """Return the experiment that `settings` describe; nothing is asked yet.

    Parameters
    ----------
    only_count
        The judge will not be asked, so it needs no key.

    Raises
    ------
    SetupError
        If a name is unknown, a file malformed, or a key or package missing.
    """
    oracle: dict[str, Mapping[str, float]] = {}
    chosen = sample(load(settings.data), settings.items, settings.seed)
    design = _design(settings)
    more: dict[str, object] = {"base_url": settings.base_url} if settings.base_url else {}
    if only_count:
        more["api_key"] = "none"
    judge = JUDGES.build(settings.judge, oracle=oracle, seed=settings.seed, **more)
    template = load_template(settings.template or judge.template)
    plan = make_plan(chosen, design, template)
    oracle.update(plan.oracle())
    return Experiment(settings=settings, design=design, judge=judge, plan=plan)


def _design(settings: Settings) -> Factorial | Pairs:
    """Return the factorial over a probe set, or the pairs that a data set holds."""
    if settings.data.partition(":")[0] != "probe":
        return Pairs(repeats=settings.repeats)
    return Factorial(
        styles=settings.styles,
        substances=settings.substances,
        controls=settings.controls,
        repeats=settings.repeats,
    )


def _fingerprint(items: Collection[Item]) -> dict[str, object]:
    """Return how many items there are and a hash of all they hold."""
    digest = hashlib.sha256()
    for item in items:
        digest.update(repr(item).encode("utf-8", "replace"))
    return {"items": len(items), "sha256": digest.hexdigest()[:16]}


def _versions() -> dict[str, str]:
    """Return the versions of the packages that numbers depend on, where installed."""
    found: dict[str, str] = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
