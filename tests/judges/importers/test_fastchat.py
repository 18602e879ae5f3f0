"""FastChat's judge prompts: pairs, single grades, and what has no counterpart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sosprobe.errors import BadInput, UnknownName
from sosprobe.judges.template_file import load_template
from sosprobe.types import Outcome, Reply
from tests.judges.importers.reading import SHARED, imported, needs_shared, only, says, shown, write

PAIR = {
    "name": "duo",
    "type": "pairwise",
    "system_prompt": 'Decide. Say "[[A]]" or "[[B]]", or "[[C]]" for neither. {kept}',
    "prompt_template": 'Q {question}\n<{answer_a}>\n<{answer_b}>\n{{"as": "{{}}"}}',
    "output_format": "[[A]]",
}
SOLO = {
    "name": "solo",
    "type": "single",
    "system_prompt": "You grade.",
    "prompt_template": "{question}|{ref_answer_1}|{answer} Rate from 2 to 8 as [[rating]].",
    "output_format": "[[rating]]",
}
TURNS = {**PAIR, "name": "long", "prompt_template": "{question_1}{answer_a_1}{question_2}"}


def prompts(folder: Path, *records: dict[str, str]) -> Path:
    return write(folder / "prompts.jsonl", "\n".join(json.dumps(record) for record in records))


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def test_a_pair_is_shown_in_its_own_words_with_literal_braces(tmp_path: Path) -> None:
    template = only("fastchat", prompts(tmp_path, PAIR))
    assert shown(template, "one", "two") == [
        ("system", PAIR["system_prompt"]),
        ("user", 'Q PROMPT\n<one>\n<two>\n{"as": "{}"}'),
    ]


def test_the_last_verdict_of_a_pair_counts_and_only_offered_ones(tmp_path: Path) -> None:
    template = only("fastchat", prompts(tmp_path, PAIR))
    assert says(template, "[[A]] has a point. Verdict: [[B]]") == 1.0
    assert says(template, "[[C]]") == 0.5
    no_tie = only("fastchat", prompts(tmp_path, PAIR | {"system_prompt": "[[A]] or [[B]]"}))
    assert says(no_tie, "[[C]]") is Outcome.INVALID


def test_a_single_grade_has_the_scale_of_its_text(tmp_path: Path) -> None:
    template = only("fastchat", prompts(tmp_path, SOLO))
    assert template.scale == (2, 8)
    assert template.needs == ("reference",)
    assert says(template, "Rating: [[7]]", "Rating: [[3]]") == 0.0
    assert says(template, "Rating: [[9]]", "Rating: [[3]]") is Outcome.INVALID


def test_prompts_about_two_turns_are_listed_with_the_reason(tmp_path: Path) -> None:
    found = imported("fastchat", prompts(tmp_path, TURNS, PAIR, SOLO))
    assert [template.name for template in found.templates] == ["duo", "solo"]
    assert [(one.name, "two turns" in one.reason) for one in found.skipped] == [("long", True)]


def test_what_was_asked_for_by_name_must_be_importable(tmp_path: Path) -> None:
    path = prompts(tmp_path, TURNS, PAIR)
    with pytest.raises(BadInput, match=r"prompts\.jsonl: .*two turns"):
        imported("fastchat", path, "long")
    with pytest.raises(UnknownName, match="duo"):
        imported("fastchat", path, "dou")


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"prompt_template": "{question}{answer_a}{answer_b}{mood}"}, "mood"),
        ({"prompt_template": "{question}{answer_a.text}{answer_b}"}, "answer_a.text"),
        ({"prompt_template": "{question}{answer_a}{answer_b}}"}, "braces"),
        ({"prompt_template": "{question}{answer_a}{answer_b}{{{{task}}}}"}, r"\{\{task\}\}"),
        ({"system_prompt": "Fill {{prompt}}. [[A]]"}, r"\{\{prompt\}\}"),
        ({"prompt_template": "{question}{answer_a}"}, "second"),
        ({"type": "triple"}, "type"),
        ({"output_format": "[[rating_a,rating_b]]"}, "output_format"),
    ],
)
def test_a_prompt_that_cannot_be_one_says_why(
    tmp_path: Path, change: dict[str, str], wanted: str
) -> None:
    with pytest.raises(BadInput, match=wanted):
        imported("fastchat", prompts(tmp_path, PAIR | change))


def test_a_template_can_be_named_where_it_stands(tmp_path: Path) -> None:
    path = prompts(tmp_path, PAIR, SOLO)
    assert load_template(f"fastchat:{path}#solo").verdict == "score"
    with pytest.raises(BadInput, match="add #NAME, one of duo, solo"):
        load_template(f"fastchat:{path}")
    odd = prompts(tmp_path / "a#b", PAIR)
    assert load_template(f"fastchat:{odd}").name == "duo"
    with pytest.raises(UnknownName, match="pairwise"):
        load_template("nothing:of#this")


@pytest.mark.shared
@needs_shared
def test_real_judgments_read_as_they_were_published() -> None:
    folder = SHARED / "mt_bench"
    found = imported("fastchat", folder / "judge_prompts.jsonl")
    templates = {template.name: template for template in found.templates}
    assert len(found.templates) == 4
    assert len(found.skipped) == 4
    pairs = records(folder / "gpt-4_pair_judgments.jsonl")
    for record in pairs:
        template = templates[record["judge"][1].removesuffix("-multi-turn")]
        for game, winners in (("g1", ("model_1", "model_2")), ("g2", ("model_2", "model_1"))):
            preference = template.parse(Reply(text=record[f"{game}_judgment"])).preference
            named = {0.0: winners[0], 1.0: winners[1], 0.5: "tie", None: "error"}
            assert named[preference] == record[f"{game}_winner"]
    singles = records(folder / "gpt-4_single_judgments.jsonl")
    for record in singles:
        template = templates[record["judge"][1].removesuffix("-multi-turn")]
        reading = template.kind.read(template, Reply(text=record["judgment"]))
        assert (-1 if reading.value is None else reading.value) == record["score"]
    assert len(pairs) == 75
    assert len(singles) == 490
