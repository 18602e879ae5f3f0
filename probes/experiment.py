"""One run from the names that the user gives to the results that the report shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from sosprobe.analysis.variations import VARIED
from sosprobe.data.load import load
from sosprobe.errors import SetupError
from sosprobe.judges import JUDGES
from sosprobe.judges.template import Template
from sosprobe.judges.template_file import load_template
from sosprobe.judges.variations import VARIATIONS
from sosprobe.perturbations.compose import build, needs_writer
from sosprobe.probes import asides
from sosprobe.probes.asking import Asking, asking, pretend
from sosprobe.probes.budget import Budget
from sosprobe.probes.design import Factorial, Pairs, sample
from sosprobe.probes.limit import Rate
from sosprobe.probes.plan import make_plan, prepared, size_of
from sosprobe.probes.prices import prices
from sosprobe.probes.question import Retry
from sosprobe.probes.reader import Reader
from sosprobe.probes.review import accept_all, decisions
from sosprobe.probes.rewrites import Reject, Workshop
from sosprobe.probes.running import Experiment, Member, deliver
from sosprobe.probes.settings import Settings
from sosprobe.store import SqliteStore, Store
from sosprobe.types import Item, Judge, Messages, Reply, Trial

__all__ = ["Experiment", "Member", "Settings", "prepare"]

PLANTED = "Verdict: [[A>B]]"
"""How planted judges answer."""


def prepare(
    settings: Settings, *, only_count: bool = False, store: Store | None = None
) -> Experiment:
    """Return the experiment that `settings` describe; the judges are not asked for verdicts yet.

    Parameters
    ----------
    only_count
        The judge will not be asked, so it needs no key. What a model would write is taken for
        granted.
    store
        Keeps what a model writes, and what a judge is asked beforehand.

    Raises
    ------
    SetupError
        If a name is unknown, a file malformed, or a key or package missing.
    """
    oracle: dict[str, Mapping[str, float]] = {}
    price_of = prices(settings.price, settings.prices)
    budget = _budget(settings)
    chosen = sample(load(settings.data), settings.items, settings.seed)
    design = _design(settings)
    judges = {spec: _judge(settings, spec, oracle, only_count) for spec in _specs(settings)}
    for judge in judges.values():
        if settings.budget is not None and price_of.of(judge.identity) is None:
            raise SetupError(
                f"--budget needs the price of {judge.identity.get('model')}: give --price IN,OUT "
                "(dollars for a million tokens) or --prices FILE."
            )
    templates = {
        spec: load_template(settings.template or judge.template) for spec, judge in judges.items()
    }
    if len({template.shows for template in templates.values()}) > 1:
        raise SetupError(
            "The judges of a panel have templates that show different things; name one for all:"
            " --template NAME."
        )
    workshop, trials = _rewritten(settings, design, chosen, store, only_count=only_count)
    members: list[Member] = []
    missing: list[Reject] = []
    for spec, judge in judges.items():
        template = templates[spec]
        varied_ones = [varied(template, name) for name in settings.variations]
        said = asides.pretended(template, chosen)
        if template.asides and not only_count:
            kept = SqliteStore(":memory:") if store is None else store
            delivery = deliver(settings, judge, kept, price_of, budget)
            said = asyncio.run(asides.asked(template, chosen, delivery))
        missing += said.missing
        there = [trial for trial in trials if not template.asides or trial.item in said.known]
        plan = make_plan(workshop, there, template, *varied_ones, asides=said.known)
        questions = plan.keyed(judge)
        members.append(
            Member(name=spec, judge=judge, plan=plan, questions=questions, size=size_of(questions))
        )
        oracle.update(plan.oracle() if _is_planted(judge) else {})
    return Experiment(
        settings=settings,
        design=design,
        members=tuple(members),
        prices=price_of,
        budget=budget,
        missing=tuple(missing),
    )


def _specs(settings: Settings) -> list[str]:
    """Return the judges by name, each once."""
    return list(dict.fromkeys((settings.judge, *settings.panel)))


def _judge(
    settings: Settings, spec: str, oracle: Mapping[str, Mapping[str, float]], only_count: bool
) -> Judge:
    """Return a judge by name."""
    more: dict[str, object] = {}
    if spec.partition(":")[0] == "planted":
        more |= {"oracle": oracle, "seed": settings.seed}
    if settings.base_url and "base_url=" not in spec:
        more["base_url"] = settings.base_url
    if settings.in_flight and "in_flight=" not in spec:
        more["in_flight"] = settings.in_flight  # as many connections
    if only_count:
        more["api_key"] = "none"
    judge = JUDGES.build(spec, **more)
    template = load_template(settings.template or judge.template)
    if _is_planted(judge) and template.parse(Reply(text=PLANTED)).preference is None:
        raise SetupError(f"A planted judge says {PLANTED!r}, which {template.name} does not read.")
    return judge


def _is_planted(judge: Judge) -> bool:
    return judge.identity["provider"] == "planted"


def _budget(settings: Settings) -> Budget:
    """Return what a run may spend."""
    for name in ("budget", "max_calls"):
        value = getattr(settings, name)
        if value is not None and not 0 <= value < float("inf"):
            raise SetupError(f"--{name.replace('_', '-')} is zero or more; not {value:g}.")
    requests, amount = settings.requests_per_minute, settings.tokens_per_minute
    return Budget(
        dollars=settings.budget,
        calls=settings.max_calls,
        requests=Rate(per_minute=requests) if requests else None,
        tokens=Rate(per_minute=amount) if amount else None,
    )


def _rewritten(
    settings: Settings,
    design: Factorial | Pairs,
    chosen: Sequence[Item],
    store: Store | None,
    *,
    only_count: bool,
) -> tuple[Workshop, list[Trial]]:
    """Return what made the rewrites, and the trials of the design over them.

    A design makes what is still missing, so its trials are listed while the writer can be asked.
    """
    accepts = decisions(settings.decisions) if settings.decisions else accept_all
    with (
        _writer(settings, design, store, only_count=only_count) as writer,
        _reader(settings, store, only_count=only_count) as reader,
    ):
        at_once = writer.at_once if isinstance(writer, Asking) else 1
        reads = Reader(ask=reader).check if reader is not None else None
        workshop = prepared(
            chosen, design, writer=writer, reads=reads, at_once=at_once, accepts=accepts
        )
        return workshop, design.trials(workshop)


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
