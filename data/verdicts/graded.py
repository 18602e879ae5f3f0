"""Turn grades that a judge gave to each response alone into verdicts on pairs of responses."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from sosprobe.errors import BadInput
from sosprobe.types import Outcome

NO_GRADE = "no grade came out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What a judge gave to one response alone."""

    item: str
    response: str
    """Who answered: the pairs are pairs of these names."""
    judge: str
    template: str = ""
    repeat: int = 0
    score: float
    """Higher is better; not-a-number if no grade came out."""
    detail: str = ""
    """Why no grade came out."""


def numbered(grades: Iterable[Grade]) -> list[Grade]:
    """Return the grades with their repeats numbered where a response was graded several times.

    Grades that came out are numbered before those that failed, so that a second attempt meets the
    first attempt of others.
    """
    seen: dict[tuple[str, ...], int] = defaultdict(int)
    found: list[Grade] = []
    for grade in sorted(grades, key=lambda grade: math.isnan(grade.score)):
        name = (grade.item, grade.response, grade.judge, grade.template)
        found.append(replace(grade, repeat=seen[name]))
        seen[name] += 1
    return found


def pair_rows(path: Path, grades: Iterable[Grade], hint: str) -> list[dict[str, object]]:
    """Return one row for every two responses that a judge graded on one item, and repeat.

    Side a is the response whose name comes first in the alphabet; the higher score is preferred,
    equal ones are a tie. Beside the frame's columns there are `a_score` and `b_score`. `position`
    is 0: nothing was shown beside anything. Where a grade failed, or only one of the two has the
    repeat, the row is invalid and says why.

    Raises
    ------
    BadInput
        If nobody can be compared; ends with `hint`, which says what to give instead.
    """
    tables: dict[tuple[str, str, str], dict[str, dict[int, Grade]]]
    tables = defaultdict(lambda: defaultdict(dict))
    for grade in grades:
        repeats = tables[grade.item, grade.judge, grade.template][grade.response]
        if grade.repeat in repeats:
            raise BadInput(
                path,
                f"{grade.response} has two grades of {grade.judge} on item {grade.item}, "
                f"repeat {grade.repeat}; drop the copies",
            )
        repeats[grade.repeat] = grade
    rows: list[dict[str, object]] = []
    for (item, judge, template), responses in tables.items():
        shared = {"item": item, "judge": judge, "template": template, "position": 0.0}
        for a, b in combinations(sorted(responses), 2):
            sides = {"a_response": a, "b_response": b}
            for repeat in sorted(responses[a].keys() | responses[b].keys()):
                verdict = _verdict(responses[a], responses[b], sides, repeat)
                rows.append({**shared, **sides, "repeat": repeat, **verdict})
    if not rows:
        raise BadInput(path, f"{_lack(tables)}; {hint}")
    return rows


def _lack(tables: Mapping[tuple[str, str, str], Mapping[str, object]]) -> str:
    """Return why there is no pair."""
    names = sorted({name for responses in tables.values() for name in responses})
    if len(names) < 2:
        return f"holds grades of one response only ({', '.join(names) or 'none'})"
    judges = sorted({judge for _, judge, _ in tables})
    return (
        f"no judge graded two responses on one item (responses: {', '.join(names[:5])}; judges: "
        f"{', '.join(judges[:5])})"
    )


def _verdict(
    a: Mapping[int, Grade], b: Mapping[int, Grade], sides: Mapping[str, str], repeat: int
) -> dict[str, object]:
    """Return what the grades of one repeat say about the pair."""
    scores = [side[repeat].score if repeat in side else math.nan for side in (a, b)]
    details = [
        f"{name}: {(side[repeat].detail or NO_GRADE) if repeat in side else 'not graded so often'}"
        for name, side, score in zip(sides.values(), (a, b), scores, strict=True)
        if math.isnan(score)
    ]
    if details:
        outcome, preference = Outcome.INVALID, math.nan
    elif scores[0] == scores[1]:
        outcome, preference = Outcome.TIE, 0.5
    else:
        outcome, preference = Outcome.VALID, float(scores[1] > scores[0])
    return {
        "a_score": scores[0],
        "b_score": scores[1],
        "outcome": str(outcome),
        "preference": preference,
        "detail": "; ".join(details),
    }
