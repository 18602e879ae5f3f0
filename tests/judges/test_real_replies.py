"""What real judges wrote is read as those read it who published it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sosprobe.judges.template import Template
from sosprobe.judges.template_file import load_template
from sosprobe.types import Outcome, Reply

SHARED = Path(__file__).parents[2].parent / "shared" / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the public data in ../shared is not there"),
]

_TURNED = {"A<B": "B>A", "A<<B": "B>>A"}


def rows(name: str) -> Iterator[Any]:
    with (SHARED / name).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def test_the_pair_verdicts_of_gpt_4_on_mt_bench() -> None:
    template = load_template("pair_tie")
    read: list[str] = []
    published: list[str] = []
    for row in rows("mt_bench/gpt-4_pair_judgments.jsonl"):
        for game, names in (("g1", ("model_1", "model_2")), ("g2", ("model_2", "model_1"))):
            verdict = template.parse(Reply(text=row[f"{game}_judgment"]))
            meant = {0.0: names[0], 1.0: names[1], 0.5: "tie", None: "error"}
            read.append(meant[verdict.preference])
            published.append(row[f"{game}_winner"])
    assert len(read) == 150
    assert read == published


@pytest.mark.parametrize(
    ("name", "count"),
    [("gpt-4_single_judgments.jsonl", 490), ("gpt-4_single_judgments_routellm.jsonl", 320)],
)
def test_the_grades_of_gpt_4_on_mt_bench(name: str, count: int) -> None:
    template = load_template("single")
    found = list(rows(f"mt_bench/{name}"))
    readings = [template.kind.read(template, Reply(text=row["judgment"])) for row in found]
    assert len(readings) == count
    # The source writes -1 for a reply without a grade.
    values = [-1 if reading.value is None else reading.value for reading in readings]
    assert values == [row["score"] for row in found]


def test_the_verdicts_of_a_reasoning_model_on_five_criteria() -> None:
    template = load_template("five_criteria")
    read: list[object] = []
    published: list[object] = []
    for row in rows("arena_hard_sos_models/verdicts_deepseek_r1_distill_llama_70b.jsonl"):
        for game in (1, 2):
            reading = template.kind.read(template, Reply(text=row[f"game{game}_text"]))
            assert isinstance(reading.outcome, Outcome)
            read.append(reading.value)
            published.append(_TURNED.get(row[f"game{game}_score"], row[f"game{game}_score"]))
    assert len(read) == 664
    assert read == published


def test_the_grades_with_reasons_of_two_judges_on_criteria() -> None:
    template = Template(
        name="noise", user="{{prompt}} {{response}}", verdict="json_score", field="score"
    )
    for row in rows("judgment_to_noise/synthetic_factor_grades.jsonl"):
        reading = template.kind.read(template, Reply(text=json.dumps(row["grade"])))
        assert reading.value == row["grade"]["score"]
