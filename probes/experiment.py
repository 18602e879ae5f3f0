"""One run from the names that the user gives to the results that the report shows."""

from __future__ import annotations

import asyncio
import hashlib
import platform
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from sosprobe import __version__
from sosprobe.analysis.estimate import estimate
from sosprobe.analysis.headline import headline
from sosprobe.analysis.results import Results
from sosprobe.analysis.variations import VARIED
from sosprobe.data.load import load
from sosprobe.errors import SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.template import Template
from sosprobe.judges.template_file import load_template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.perturbations.compose import build, needs_writer
from sosprobe.probes.asking import Asking, asking, pretend
from sosprobe.probes.design import Factorial, Pairs, sample
from sosprobe.probes.plan import Plan, make_plan, price
from sosprobe.probes.reader import Reader
from sosprobe.probes.review import accept_all, decisions
from sosprobe.probes.rewrites import ledger
from sosprobe.probes.runner import Answers, Question, Retry, ask_all
from sosprobe.probes.tabulate import tabulate
from sosprobe.store import SqliteStore, Store
from sosprobe.types import Item, Judge, Messages, Reply

_PACKAGES = ("numpy", "pandas", "scipy", "spacy", "statsmodels", "openai", "anthropic", "xllamacpp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user asks for."""

    judge: str = "local"
    base_url: str = ""
    data: str = "probe"
    styles: tuple[str, ...] = ("markdown", "lengthen")
    substances: tuple[str, ...] = ("factual_error",)
    controls: tuple[str, ...] = ("identity", "twin")
    """`twin` stands for the length-matched twin of each style arm that changes more than length."""
    repeats: int = 1
    items: int = 0
    seed: int = 0
    template: str = ""
    variations: tuple[str, ...] = ()
    """Variations of the template, each asked besides it."""
    writer: str = ""
    """The model that writes what rules cannot, as a judge is named."""
    writer_base_url: str = ""
    reader: str = ""
    """A model that compares the claims of what the writer wrote with those of the response."""
    reader_base_url: str = ""
    decisions: Path | None = None
    """A review sheet whose rejected rewrites are left out."""
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
            "templates": [{"name": t.name, "digest": t.digest} for t in self.plan.templates],
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


def prepare(
    settings: Settings, *, only_count: bool = False, store: Store | None = None
) -> Experiment:
    """Return the experiment that `settings` describe; the judge is not asked yet.

    Parameters
    ----------
    only_count
        The judge will not be asked, so it needs no key. What a model would write is taken for
        granted.
    store
        Keeps what a model writes, and is needed for nothing else.

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
    templates = [template, *(varied(template, spec) for spec in settings.variations)]
    accepts = decisions(settings.decisions) if settings.decisions else accept_all
    with (
        _writer(settings, design, store, only_count=only_count) as writer,
        _reader(settings, store, only_count=only_count) as reader,
    ):
        at_once = writer.judge.in_flight if isinstance(writer, Asking) else 1
        reads = Reader(ask=reader).check if reader is not None else None
        plan = make_plan(
            chosen, design, *templates, writer=writer, reads=reads, at_once=at_once, accepts=accepts
        )
    oracle.update(plan.oracle())
    return Experiment(settings=settings, design=design, judge=judge, plan=plan)


def _design(settings: Settings) -> Factorial | Pairs:
    """Return the factorial over a probe set, or the pairs that a data set holds."""
    if settings.data.partition(":")[0] != "probe":
        return Pairs(repeats=settings.repeats)
    return Factorial(
        styles=settings.styles,
        substances=settings.substances,
        controls=controls(settings),
        repeats=settings.repeats,
    )


def _writer(
    settings: Settings, design: Factorial | Pairs, store: Store | None, *, only_count: bool
) -> AbstractContextManager[Callable[[Messages, int], str] | None]:
    """Return what writes the rewrites that rules cannot make; nothing if there are none."""
    arms = (
        (*design.styles, *design.substances, *design.controls)
        if isinstance(design, Factorial)
        else ()
    )
    written = [arm for arm in arms if needs_writer(arm)]
    if not written:
        return nullcontext()
    if not settings.writer:
        raise SetupError(
            f"{written[0]!r} is written by a model. Name one: --writer openai:gpt-4o-mini"
        )
    if only_count:
        return nullcontext(pretend)
    return _asking(settings.writer, settings.writer_base_url, settings, store)


def _reader(
    settings: Settings, store: Store | None, *, only_count: bool
) -> AbstractContextManager[Callable[[Messages, int], str] | None]:
    """Return what compares claims, if the user names one."""
    if only_count or not settings.reader:
        return nullcontext()
    return _asking(settings.reader, settings.reader_base_url, settings, store)


def _asking(spec: str, base_url: str, settings: Settings, store: Store | None) -> Asking:
    """Return a model that is asked while the run is laid out; without a store it is forgotten."""
    kept = SqliteStore(":memory:") if store is None else store
    return asking(spec, base_url, kept, retry=Retry(attempts=settings.attempts))


def varied(template: Template, spec: str) -> Template:
    """Return a variation of a template under a name that says what it is of."""
    return VARIATIONS.build(spec).vary(template).named(f"{template.name}{VARIED}{spec}")


def controls(settings: Settings) -> tuple[str, ...]:
    """Return the control arms, `twin` spelt out for the style arms that there are."""
    found: list[str] = []
    for name in settings.controls:
        if name == "twin":
            dressed = [style for style in settings.styles if build(style).about.bias != "length"]
            found += [f"twin({style})" for style in dressed]
        else:
            found.append(name)
    return tuple(dict.fromkeys(found))


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
