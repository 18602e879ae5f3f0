"""Ask a judge in batches that its provider answers within a day, at half the price.

Everything that is needed to go on stands in the store: which questions are in which batch. What
fails in a batch and may pass is sent in another; what came is a reply like any other. A run that
asks live fetches what batches have answered, and leaves alone what is still in one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from sosprobe.errors import SetupError
from sosprobe.judges.batches import Route, route_for
from sosprobe.probes.collecting import Collector
from sosprobe.probes.delivery import Delivery, ask_all
from sosprobe.probes.question import Answers, Question
from sosprobe.probes.sending import Sender
from sosprobe.probes.settings import Settings
from sosprobe.types import Reply

FIRST, LAST, GROWTH = 10.0, 300.0, 1.5
"""Seconds between two looks at a batch: at first, at most, and how they grow."""


Report = Callable[[Reply | None, bool], None]


def _quiet(reply: Reply | None, reused: bool) -> None:
    pass


async def answered(
    questions: Iterable[Question], delivery: Delivery, settings: Settings, progress: Report = _quiet
) -> Answers:
    """Return the answers to all questions: live, or by batches if the settings say so.

    Raises
    ------
    SetupError
        See `by_batch`; or if there is nothing to wait for.
    """
    if settings.batch or settings.batch_folder is not None:
        route = route_for(delivery.judge, settings.batch_folder)
        return await by_batch(
            questions,
            delivery,
            route,
            wait=settings.wait,
            abandon=settings.abandon,
            progress=progress,
        )
    if settings.wait:
        raise SetupError("--wait waits for batches: give --batch or --batch-file too.")
    return await live(questions, delivery, abandon=settings.abandon, progress=progress)


async def live(
    questions: Iterable[Question],
    delivery: Delivery,
    *,
    abandon: bool = False,
    progress: Report = _quiet,
    clock: Callable[[], float] = time.time,
) -> Answers:
    """Fetch what batches have answered, and ask live what is in none.

    Parameters
    ----------
    abandon
        Cancel what is still in a batch, and ask it live.
    """
    box = Collector(delivery=delivery, asked={}, answers=Answers(), clock=clock)
    if not box.open():
        return await ask_all(questions, delivery, progress=progress)
    box.asked = asked = {question.key: question for question in questions}
    box.answers.replies = dict(delivery.store.get_many(asked))
    try:
        await box.collect()
        if abandon:
            await box.abandon()
    finally:
        await box.aclose()
    pending = box.pending()
    rest = (question for key, question in asked.items() if key not in pending)
    answers = await ask_all(rest, delivery, progress=progress)
    answers.batched, answers.foreign = box.answers.batched, box.answers.foreign
    answers.reused -= answers.batched
    _report(box, answers, "--abandon cancels them")
    return answers


async def by_batch(
    questions: Iterable[Question],
    delivery: Delivery,
    route: Route,
    *,
    wait: bool = False,
    abandon: bool = False,
    progress: Report = _quiet,
    clock: Callable[[], float] = time.time,
) -> Answers:
    """Fetch what batches have answered, and send what is neither stored nor in one.

    Parameters
    ----------
    wait
        Look again, with growing waits, until nothing is in a batch; otherwise `Answers.stopped`
        says what is.
    abandon
        Cancel what was sent before and is not answered yet.

    Raises
    ------
    SetupError
        If the store cannot be written, or the provider takes no batch of this judge.

    Notes
    -----
    A question that failed in a batch for a reason that may pass is sent in another, in one run at
    most `delivery.retry.attempts` times. Before the first batch that a run sends, one question is
    asked live, see `Route.tries`. What a batch is expected to cost counts as spent when it is sent.
    """
    asked = {question.key: question for question in questions}
    answers = Answers(replies=dict(delivery.store.get_many(asked)))
    for reply in answers.replies.values():
        progress(reply, True)
    box = Collector(
        delivery=delivery,
        asked=asked,
        answers=answers,
        route=route,
        progress=progress,
        clock=clock,
    )
    sender = Sender(box=box, route=route)
    before = delivery.asked
    pause, unlucky = FIRST, 0
    try:
        await box.collect()
        if abandon:
            await box.abandon()
        while True:
            await sender.round()
            pending = box.pending()
            unlucky = unlucky + 1 if box.trouble else 0
            if not wait or not pending or unlucky > delivery.retry.attempts:
                break
            await delivery.sleep(pause)
            pause = min(LAST, pause * GROWTH)
            await box.collect()
    finally:
        await box.aclose()
        await delivery.aclose()
    if (left := len(sender.missing())) and not answers.stopped:
        answers.stopped = f"{left:,} questions were left to another run"
    answers.asked = delivery.asked - before
    answers.reused = len(answers.replies) - answers.asked - answers.batched
    _report(box, answers, "without --batch, what is in none is asked live")
    return answers


def _report(box: Collector, answers: Answers, hint: str) -> None:
    """Say in the answers what is still in batches, and what else can be done about it."""
    answers.pending += len(box.pending())
    if waiting := box.describe():
        answers.stopped = "; ".join(filter(None, (answers.stopped, waiting, hint)))
