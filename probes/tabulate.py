"""Turn the trials and answers of a run into the tidy frame; the swap is undone here, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sosprobe.analysis.frame import COLUMNS
from sosprobe.probes.plan import Asked, Plan, log_ratio, text_of
from sosprobe.probes.question import Answers, Question
from sosprobe.probes.rewrites import Workshop
from sosprobe.surface import markdown_marks, words
from sosprobe.types import PLAIN, Outcome, Reply, Side, Trial, Verdict


def tabulate(
    plan: Plan, questions: Sequence[tuple[Question, ...]], answers: Answers, *, judge: str
) -> pd.DataFrame:
    """Return the frame, one row a trial in the plan's order.

    Where the run stopped early, items that were not asked completely are left out. A judge that
    decided on criteria, or graded each response, adds columns: `criterion_NAME`, the preference
    for side b with its degree; `a_score` and `b_score`.
    """
    measures: dict[tuple[str, Side], tuple[int, int]] = {}
    left_out = _incomplete(plan, questions, answers)
    rows: list[Mapping[str, object]] = []
    for entry, asked in zip(plan.asked, questions, strict=True):
        if entry.trial.item in left_out:
            continue
        replies = [answers.replies.get(question.key) for question in asked]
        verdict = read(entry, asked, answers)
        if entry.trial.swapped:
            verdict = verdict.unswapped()
        sides = [
            _measure(plan.workshop, entry, side, measures)
            for side in (entry.trial.a, entry.trial.b)
        ]
        rows.append(
            {
                **_trial_columns(entry, plan),
                "markers": sum(question.markers for question in asked),
                "a_words": sides[0][0],
                "b_words": sides[1][0],
                "a_markdown": sides[0][1],
                "b_markdown": sides[1][1],
                "outcome": str(verdict.outcome),
                "preference": verdict.preference,
                "soft": verdict.soft,
                "strength": verdict.strength,
                "detail": verdict.detail.encode("utf-8", "replace").decode(),
                "judge": judge,
                "template": entry.template.name,
                "weight": 1.0,
                "key": "+".join(question.key for question in asked),
                **_reply_columns([reply for reply in replies if reply is not None]),
                **_more_columns(entry, verdict),
            }
        )
    more = dict.fromkeys(name for row in rows for name in row if name not in COLUMNS)
    frame = pd.DataFrame(rows, columns=[*COLUMNS, *more])
    return frame.astype({name: "float64" for name in ("preference", "soft", "a_gold", "b_gold")})


def read(entry: Asked, asked: Sequence[Question], answers: Answers) -> Verdict:
    """Return the verdict of a trial's replies, or of the absence of one, in the order shown."""
    replies: list[Reply] = []
    for question in asked:
        reply = answers.replies.get(question.key)
        if reply is None:
            failure = answers.failures.get(question.key)
            return failure or Verdict(outcome=Outcome.ERROR, detail="not asked")
        replies.append(reply)
    return entry.template.parse(*replies, at=entry.places)


def _incomplete(
    plan: Plan, questions: Sequence[tuple[Question, ...]], answers: Answers
) -> set[str]:
    """Return the items that a run which stopped early did not ask completely."""
    if not answers.stopped:
        return set()
    known = answers.replies.keys() | answers.failures.keys()
    return {
        entry.trial.item
        for entry, asked in zip(plan.asked, questions, strict=True)
        if any(question.key not in known for question in asked)
    }


def _measure(
    workshop: Workshop, entry: Asked, side: Side, known: dict[tuple[str, Side], tuple[int, int]]
) -> tuple[int, int]:
    """Return the words and the markdown marks of a side's text."""
    place = (entry.trial.item, side)
    if place not in known:
        text = text_of(workshop, *place)
        known[place] = (len(words(text)), sum(markdown_marks(text).values()))
    return known[place]


def _trial_columns(entry: Asked, plan: Plan) -> dict[str, object]:
    trial = entry.trial
    workshop = plan.workshop
    item = workshop.items[trial.item]
    columns: dict[str, object] = {}
    for name, side in (("a", trial.a), ("b", trial.b)):
        untouched = side == Side(response=side.response)
        columns[f"{name}_response"] = side.response
        columns[f"{name}_style"] = side.style
        columns[f"{name}_substance"] = side.substance
        columns[f"{name}_gold"] = item.responses[side.response].gold if untouched else None
    return {
        "item": trial.item,
        "category": item.category,
        **columns,
        "swapped": trial.swapped,
        "repeat": trial.repeat,
        "dose": trial.dose,
        "gap": _gap(trial, workshop),
        "length": log_ratio(*(text_of(workshop, item.id, side) for side in (trial.a, trial.b))),
        "position": 0 if entry.template.shows == "one" else 1 if trial.swapped else -1,
    }


def _gap(trial: Trial, workshop: Workshop) -> float:
    """Return the substance that side b lacks against side a."""
    arms = [Side(response=side.response, substance=side.substance) for side in (trial.a, trial.b)]
    lost_a, lost_b = (
        0.0 if arm.substance == PLAIN else workshop.doses[trial.item, arm] for arm in arms
    )
    responses = workshop.items[trial.item].responses
    gold_a, gold_b = (responses[arm.response].gold for arm in arms)
    graded = 0.0 if gold_a is None or gold_b is None else gold_a - gold_b
    return lost_b - lost_a + graded


def _reply_columns(replies: Sequence[Reply]) -> dict[str, object]:
    """Return what the providers said about the replies of a trial, added up."""
    return {
        "model": replies[0].model if replies else "",
        "finish_reason": replies[-1].finish_reason if replies else "",
        "tokens_in": sum(reply.tokens_in for reply in replies),
        "tokens_out": sum(reply.tokens_out for reply in replies),
        "tokens_cached": sum(reply.tokens_cached for reply in replies),
        "latency": sum(reply.latency for reply in replies),
    }


def _more_columns(entry: Asked, verdict: Verdict) -> dict[str, object]:
    """Return the columns that only some templates fill."""
    more: dict[str, object] = {}
    for name, _ in entry.template.factors:
        more[f"criterion_{name.lower()}"] = verdict.criteria.get(name)
    if entry.template.shows == "one" or entry.template.verdict == "scores":
        scores = verdict.scores or (None, None)
        more |= {"a_score": scores[0], "b_score": scores[1]}
    if entry.trial.among:
        places = (entry.trial.among.index(side) for side in (entry.trial.a, entry.trial.b))
        more |= dict(zip(("a_place", "b_place"), places, strict=True))
    return more
