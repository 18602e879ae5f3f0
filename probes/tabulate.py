"""Turn the trials and answers of a run into the tidy frame; the swap is undone here, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sosprobe.analysis.frame import COLUMNS
from sosprobe.judges.template import Template
from sosprobe.probes.plan import Asked, Plan, log_ratio, text_of
from sosprobe.probes.rewrites import Workshop
from sosprobe.probes.runner import Answers, Question
from sosprobe.surface import markdown_marks, words
from sosprobe.types import PLAIN, Outcome, Reply, Side, Trial, Verdict


def tabulate(
    plan: Plan, questions: Sequence[Question], answers: Answers, *, judge: str
) -> pd.DataFrame:
    """Return the frame, one row a trial in the plan's order."""
    measures: dict[tuple[str, Side], tuple[int, int]] = {}
    rows: list[Mapping[str, object]] = []
    for entry, question in zip(plan.asked, questions, strict=True):
        reply = answers.replies.get(question.key)
        verdict = read(entry.template, reply, answers.failures.get(question.key))
        if entry.trial.swapped:
            verdict = verdict.unswapped()
        sides = [
            _measure(plan.workshop, entry, side, measures)
            for side in (entry.trial.a, entry.trial.b)
        ]
        rows.append(
            {
                **_trial_columns(entry, plan.workshop),
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
                "key": question.key,
                **_reply_columns(reply),
            }
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({name: "float64" for name in ("preference", "soft", "a_gold", "b_gold")})


def read(template: Template, reply: Reply | None, failure: Verdict | None) -> Verdict:
    """Return the verdict of a reply, or of its absence, in the order shown."""
    if reply is not None:
        return template.parse(reply)
    return failure or Verdict(outcome=Outcome.ERROR, detail="not asked")


def _measure(
    workshop: Workshop, entry: Asked, side: Side, known: dict[tuple[str, Side], tuple[int, int]]
) -> tuple[int, int]:
    """Return the words and the markdown marks of a side's text."""
    place = (entry.trial.item, side)
    if place not in known:
        text = text_of(workshop, *place)
        known[place] = (len(words(text)), sum(markdown_marks(text).values()))
    return known[place]


def _trial_columns(entry: Asked, workshop: Workshop) -> dict[str, object]:
    trial = entry.trial
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
        "position": 1 if trial.swapped else -1,
        "markers": entry.markers,
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


def _reply_columns(reply: Reply | None) -> dict[str, object]:
    reply = reply or Reply(text="", finish_reason="")
    return {
        "model": reply.model,
        "finish_reason": reply.finish_reason,
        "tokens_in": reply.tokens_in,
        "tokens_out": reply.tokens_out,
        "tokens_cached": reply.tokens_cached,
        "latency": reply.latency,
    }
