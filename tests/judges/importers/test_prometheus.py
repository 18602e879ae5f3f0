"""Rubrics in Prometheus' form, and prompts with its placeholders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sosprobe.errors import BadInput
from sosprobe.types import Outcome
from tests.judges.importers.reading import imported, only, says, shown, write

RUBRIC = {
    "criteria": "Is it kind?",
    **{f"score{n}_description": f"kind to {n}" for n in (1, 2, 3, 4, 5)},
}
TOML = "\n".join(f"{field} = {json.dumps(text)}" for field, text in RUBRIC.items())
YAML = "\n".join(f"{field}: {json.dumps(text)}" for field, text in RUBRIC.items())


@pytest.mark.parametrize(
    ("name", "text"),
    [("r.json", json.dumps(RUBRIC)), ("r.toml", TOML), ("r.yaml", YAML)],
)
def test_a_rubric_becomes_a_template_for_grades_and_one_for_pairs(
    tmp_path: Path, name: str, text: str
) -> None:
    grades, pairs = imported("prometheus", write(tmp_path / name, text)).templates
    assert (grades.name, pairs.name) == ("r-absolute", "r-relative")
    seen = shown(grades, "R", reference="REF")[1][1]
    assert "Is it kind?\n1: kind to 1\n2: kind to 2" in seen
    assert grades.needs == ("reference",)
    assert says(grades, "So. [RESULT] 4", "So. [RESULT] 5.") == 1.0
    assert says(grades, "So. [RESULT] 6", "So. [RESULT] 5") is Outcome.INVALID
    assert "kind to" not in shown(pairs, "1", "2", reference="REF")[1][1]
    assert says(pairs, "Feedback. [RESULT] A") == 0.0


def test_a_rubric_may_have_another_scale(tmp_path: Path) -> None:
    short = {"criteria": "?", "score0_description": "no", "score3_description": "yes"}
    path = write(tmp_path / "r.json", json.dumps(short))
    assert only("prometheus", path, "r-absolute").scale == (0, 3)


def test_rubrics_stand_in_records_or_under_names(tmp_path: Path) -> None:
    records = [{"id": 1, "score_rubric": RUBRIC}, {"score_rubric": RUBRIC | {"criteria": "True?"}}]
    records.append(records[0])
    found = imported("prometheus", write(tmp_path / "d.json", json.dumps(records)))
    assert [t.name for t in found.templates] == [
        "d-1-absolute",
        "d-1-relative",
        "d-2-absolute",
        "d-2-relative",
    ]
    lines = "\n".join(json.dumps(record) for record in records)
    again = imported("prometheus", write(tmp_path / "d.jsonl", lines))
    assert again.templates == found.templates
    named = {"warmth": RUBRIC, "../truth": RUBRIC | {"criteria": "True?"}}
    found = imported("prometheus", write(tmp_path / "n.json", json.dumps(named)))
    assert {t.name for t in found.templates} >= {"warmth-absolute", "truth-relative"}


def test_a_text_with_its_placeholders_is_a_template(tmp_path: Path) -> None:
    one = "{instruction} {response} {rubric} Feedback, then [RESULT] (between 1 and 7) {{}}"
    template = only("prometheus", write(tmp_path / "one.txt", one))
    assert (template.scale, template.needs) == ((1, 7), ("rubric",))
    assert shown(template, "R", rubric="RUB")[0][1].endswith("{}")
    two = "{instruction} {response_A} {response_B} {rubric} {reference_answer} [RESULT] A or B"
    template = only("prometheus", write(tmp_path / "two.txt", two))
    assert says(template, "[RESULT] B.") == 1.0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{instruction} {response} {rubric} {mood} [RESULT]", "mood"),
        ("{instruction} {response} {rubric} say it", "marker"),
        ("{instruction} {rubric} [RESULT]", "response"),
    ],
)
def test_a_text_that_is_none_says_why(tmp_path: Path, text: str, wanted: str) -> None:
    with pytest.raises(BadInput, match=wanted):
        imported("prometheus", write(tmp_path / "t.txt", text))


@pytest.mark.parametrize(
    ("rubric", "wanted"),
    [
        ({"criteria": ["a"]}, "criteria"),
        ({"criteria": " ", "score1_description": "a", "score2_description": "b"}, "empty"),
        ({"score1_description": "a"}, "must be a table"),
    ],
)
def test_a_malformed_rubric_names_the_field(
    tmp_path: Path, rubric: dict[str, object], wanted: str
) -> None:
    with pytest.raises(BadInput, match=wanted):
        imported("prometheus", write(tmp_path / "r.json", json.dumps(rubric)))
